"""Small things that are kept over a restart, each in a JSON file of its own in the data folder. None holds anything about a citizen."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TypeVar

import structlog
from pydantic import BaseModel, ValidationError

_log = structlog.get_logger(__name__)

Model = TypeVar("Model", bound=BaseModel)


def read(path: Path, model: type[Model]) -> Model | None:
    """What the file holds; None where there is none. Raises ValueError where it cannot be read as a `model`."""
    try:
        return model.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError) as error:
        raise ValueError(type(error).__name__) from None


def write(path: Path, kept: BaseModel) -> bool:
    """Puts it in the file, whole or not at all. Whether that was possible; a full disk is told in the log and by the journal's watch."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        made, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
        try:
            with os.fdopen(made, "wb") as file:
                file.write(kept.model_dump_json().encode())
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        _log.error("not-kept", file=path.name, error=type(error).__name__)
        return False
    return True
