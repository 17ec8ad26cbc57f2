"""The content schemas of the archive's datasets, against which definitions are checked (`GET /v1/datasets`)."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from config.settings import Settings
from kiosk.faults import ArchiveFault
from kiosk.problems import Code
from kiosk.transport import Deadline, Transport


class _Dataset(BaseModel):
    model_config = ConfigDict(extra="ignore")

    schema_: dict[str, Any] = Field(alias="schema")


class _Datasets(BaseModel):
    model_config = ConfigDict(extra="ignore")

    datasets: dict[str, _Dataset]


def fetch(settings: Settings) -> dict[str, dict[str, Any]]:
    """Dataset to JSON Schema. Raises ArchiveFault."""
    table = settings.archive
    transport = Transport(table.ca_file, table.client_cert, table.client_key, table.timeout_s, table.connect_timeout_s)
    answer = transport.exchange("GET", f"{table.url.rstrip('/')}/v1/datasets", None, None, Deadline(table.timeout_s))
    if answer.status != 200:
        raise ArchiveFault(Code.ARCHIVE_ERROR if answer.status >= 500 else Code.ARCHIVE_REFUSED)
    try:
        known = _Datasets.model_validate_json(answer.body)
    except ValidationError:
        raise ArchiveFault(Code.ARCHIVE_GARBAGE) from None
    return {name: dataset.schema_ for name, dataset in known.datasets.items()}
