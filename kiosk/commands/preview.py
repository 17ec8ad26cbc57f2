"""`run_kiosk.py preview KIND`: a kind's page with sample content, for the technician who writes its definition."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from config.settings import ConfigError, load
from kiosk.commands.faults import INVALID, complain
from printing.definition import Definition, DefinitionError
from printing.definition import load as load_definition
from printing.document import ContentMismatch, GlyphMissing, TooTall, compose
from printing.fonts import FontsMissing, FontStack

_UNIT = "演示市公安局"  # on a preview only; the archive names the unit on papers


def command(kind: str, data: Path | None, output: Path | None, config: Path, show: bool) -> int:
    """Writes the preview as a PDF and says where. `kind` is an id, or the path of a definition not yet on the menu.

    Returns 0; 1 when the content does not fit the definition; 2 when a file is wrong.
    """
    try:
        settings = load(config)
        definition = load_definition(_file_of(kind, settings.certificates.directory))
    except (ConfigError, DefinitionError) as error:
        return complain(error.faults)
    try:
        content = _content(data, definition, settings.certificates.directory)
    except (OSError, ValueError) as error:
        print(f"{data or 'samples'}: {error}; name a JSON file with the dataset's content by --data", file=sys.stderr)
        return INVALID
    try:
        pdf = compose(definition, content, None, FontStack.find(settings.fonts.directories), unit=_UNIT)
    except (ContentMismatch, GlyphMissing, TooTall, FontsMissing) as error:
        print(error, file=sys.stderr)
        return 1
    return _write(pdf, output or Path(f"out/preview/{definition.id}.pdf"), show)


def _file_of(kind: str, directory: Path) -> Path:
    return Path(kind) if kind.endswith(".toml") else directory / f"{kind}.toml"


def _content(data: Path | None, definition: Definition, directory: Path) -> dict[str, Any]:
    """The content to show: the file given, else the samples beside the definitions."""
    path = data or directory / "samples" / f"{definition.id}.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(content, dict):
        raise ValueError("the content is a JSON object")
    return content


def _write(pdf: bytes, output: Path, show: bool) -> int:
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_bytes(pdf)
    except OSError as error:
        print(f"{output}: {error.strerror}", file=sys.stderr)
        return INVALID
    print(output)
    if show and (viewer := shutil.which("xdg-open")):
        subprocess.Popen([viewer, str(output)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    return 0
