"""`run_kiosk.py preview KIND`: a kind's page with sample content, for the technician who writes its definition."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from config.settings import ConfigError, Settings, load
from kiosk.commands.faults import INVALID, complain
from kiosk.dressing import DressError, dress_of
from printing.definition import VARIANTS, Definition, DefinitionError
from printing.definition import load as load_definition
from printing.definition_check import misfits
from printing.document import ContentMismatch, GlyphMissing, PictureError, SlipMarks, TooTall, compose
from printing.fonts import FontsMissing, FontStack
from printing.wording import mask_id_numbers

_UNIT = "演示市公安局"  # on a preview only; the archive names the unit on papers
_SLIPS = "slips"  # below the definitions' folder
_PICTURES = ("*.png", "*.jpg", "*.jpeg")
_MOST_PICTURE_BYTES = 20_000_000


def command(kind: str, data: Path | None, output: Path | None, config: Path, show: bool, language: str | None = None) -> int:
    """Writes the preview as a PDF and says where. `kind` is an id, or the path of a definition not yet on the menu.

    `language` picks the variant (zh, zh-en) over what the content says. Returns 0; 1 when the content does not fit the definition; 2
    when a file is wrong.
    """
    try:
        settings = load(config)
        directory = settings.certificates.directory
        definition = load_definition(_file_of(kind, directory))
        dress = dress_of(settings)
    except (ConfigError, DefinitionError) as error:
        return complain(error.faults)
    except DressError as error:
        return complain([error])
    try:
        content = _content(data, definition, directory)
    except (OSError, ValueError) as error:
        print(f"{data or 'samples'}: {error}; name a JSON file with the dataset's content by --data", file=sys.stderr)
        return INVALID
    if language is not None:
        content["language"] = language
    if content.get("language", VARIANTS[0]) not in definition.languages:
        print(f"{definition.id}: its languages are {', '.join(definition.languages)}", file=sys.stderr)
        return INVALID
    images = _pictures([directory / "samples" / "images", *([data.parent, data.parent / "images"] if data else [])])
    try:
        fonts = FontStack.find(settings.fonts.directories)
        marks = _slip_marks(content, settings) if definition.is_slip else None
        pdf = compose(definition, content, marks, fonts, unit=_UNIT, images=images, dress=dress)
    except (ContentMismatch, GlyphMissing, TooTall) as error:
        # What no part alone shows, as a receipt without its number, has no line.
        complain(misfits(definition, mask_id_numbers(content), fonts) or (error,))
        return 1
    except (PictureError, FontsMissing) as error:
        print(error, file=sys.stderr)
        return 1
    return _write(pdf, output or Path(f"out/preview/{definition.id}.pdf"), show)


def _file_of(kind: str, directory: Path) -> Path:
    if kind.endswith(".toml"):
        return Path(kind)
    slip = directory / _SLIPS / f"{kind}.toml"
    return slip if slip.exists() else directory / f"{kind}.toml"


def _content(data: Path | None, definition: Definition, directory: Path) -> dict[str, Any]:
    """The content to show: the file given, else the samples beside the definitions."""
    path = data or directory / "samples" / f"{definition.id}.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(content, dict):
        raise ValueError("the content is a JSON object")
    return content


def _slip_marks(content: dict[str, Any], settings: Settings) -> SlipMarks:
    """What a slip carries, from the receipt itself. Raises ContentMismatch."""
    try:
        received = datetime.fromisoformat(content["received_at"])
        return SlipMarks(str(content["number"]), received, settings.kiosk.id, str(content["unit"]), specimen=True)
    except (KeyError, TypeError, ValueError):
        raise ContentMismatch("a receipt has number, received_at and unit") from None


def _pictures(folders: list[Path]) -> dict[str, bytes]:
    """The pictures lying beside the samples or the data, by their SHA-256 in hexadecimal."""
    files = [file for folder in folders if folder.is_dir() for pattern in _PICTURES for file in sorted(folder.glob(pattern))]
    found = [file.read_bytes() for file in files if file.stat().st_size <= _MOST_PICTURE_BYTES]
    return {hashlib.sha256(picture).hexdigest(): picture for picture in found}


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
