"""What `check` says of the papers: definitions, slips, seals and script."""

from __future__ import annotations

from pathlib import Path

from config.places import places
from config.settings import Settings
from kiosk.archive import ArchiveClient
from kiosk.assemble import archive_client, checker, slips
from kiosk.check import Finding, failing, sound
from kiosk.dressing import DressError, DressFault, dress_of
from kiosk.faults import ArchiveFault
from kiosk.problems import Code
from kiosk.session.values import SlipForm
from kiosk.signing import Signing
from printing.definition import DefinitionError, load_all
from printing.faults import Fault
from printing.fonts import FontsMissing, FontStack


def definitions_of(settings: Settings, archive_answers: bool) -> tuple[Finding, ...]:
    """Every configured kind and every slip: the file itself, then against datasets, fonts and page when the archive answers."""
    directory, kinds = settings.certificates.directory, settings.certificates.kinds
    try:
        definitions = load_all(directory, kinds)
        receipts = slips(settings)
    except DefinitionError as error:
        return tuple(_definition_fault(fault) for fault in error.faults)
    missing = [f"no slip {form.value}" for form in SlipForm if form not in receipts]
    counted = ", ".join([f"{len(definitions)} kinds", f"{len(receipts)} slips", *missing])
    if not archive_answers:
        said = f"{counted} in {directory}; not compared with the archive's datasets, it does not answer"
        return (sound("definitions", said),)
    try:
        fonts = FontStack.find(settings.fonts.directories)
    except FontsMissing:
        return (sound("definitions", f"{counted} in {directory}; not laid out, fonts are missing"),)
    archive = archive_client(settings)
    look, datasets = checker(fonts, _seals(settings, archive)), archive.datasets()
    faults = [_definition_fault(fault) for one in (*definitions, *receipts.values()) for fault in look(one, datasets.get(one.dataset))]
    said = f"{counted} in {directory}, fitting the archive's datasets, the fonts and the page"
    return tuple(faults) or (sound("definitions", said),)


def _seals(settings: Settings, archive: ArchiveClient) -> tuple[str, ...] | None:
    """The seals that have art; None with an archive that makes specimens, whose papers say 样章, or where nobody can tell."""
    try:
        return None if Signing(archive).specimen() else tuple(seal.name for seal in settings.seals)
    except ArchiveFault:
        return None


def dress_faults(settings: Settings, file: Path | None) -> tuple[Finding, ...]:
    """What is wrong with the art of the seals and the Mongolian script; nothing when all is well."""
    try:
        dress_of(settings)
    except DressError as error:
        return tuple(
            failing("config", Code.CONFIG_INVALID, f"{_at(file, fault)}{fault.where}: {fault.said}", fault.remedy) for fault in error.faults
        )
    return ()


def _at(file: Path | None, fault: DressFault) -> str:
    return "" if file is None else f"{file}:{places(file.read_bytes()).line(fault.key)}: "


def _definition_fault(fault: Fault) -> Finding:
    detail = f"{fault.file}:{fault.line}: {fault.where}: expected {fault.expected}"
    return failing("definitions", Code.DEFINITIONS_INVALID, detail, fault.remedy)
