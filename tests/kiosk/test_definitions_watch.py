"""Definitions are held against the archive while the kiosk runs: a fault puts it out of service, its end puts it back."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.archive import Dataset
from kiosk.definitions_watch import DefinitionsWatch
from kiosk.faults import ArchiveFault
from kiosk.problems import Code
from kiosk.session.events import HealthChanged
from kiosk.session.values import Part
from kiosk.signing import Signing
from printing.definition import Definition, load_all
from printing.faults import Fault

DIRECTORY = Path(__file__).parents[2] / "config" / "certificates"
DEFINITIONS = load_all(DIRECTORY, ("no-criminal-record", "family-relationship"))
INVALID = (HealthChanged(Part.DEFINITIONS, Code.DEFINITIONS_INVALID),)
SOUND = (HealthChanged(Part.DEFINITIONS, None),)


class Archive:
    def __init__(self) -> None:
        self.fault: Code | None = None
        self.published = {name: Dataset({"type": "object"}) for name in ("criminal-record", "family")}
        self.jwks: dict[str, object] = {"keys": [{"specimen": True}]}
        self.asked = 0

    def datasets(self) -> dict[str, Dataset]:
        if self.fault:
            raise ArchiveFault(self.fault)
        return dict(self.published)

    def keys(self) -> dict[str, object]:
        self.asked += 1
        if self.fault:
            raise ArchiveFault(self.fault)
        return self.jwks


def check(definition: Definition, dataset: Dataset | None) -> tuple[Fault, ...]:
    return () if dataset else (Fault(definition.file, 4, "dataset", "a dataset of the archive", "None."),)


def watch(archive: Archive) -> DefinitionsWatch:
    return DefinitionsWatch(archive, DEFINITIONS, check, 60.0)


def test_definitions_that_fit_change_nothing() -> None:
    assert watch(Archive()).look() == ()


def test_a_dataset_that_goes_puts_the_kiosk_out_of_service_and_its_return_puts_it_back() -> None:
    archive = Archive()
    looking = watch(archive)
    gone = archive.published.pop("family")
    assert looking.look() == INVALID
    assert looking.look() == ()
    archive.published["family"] = gone
    assert looking.look() == SOUND


def test_an_archive_that_is_away_says_nothing_about_definitions() -> None:
    archive = Archive()
    archive.fault = Code.ARCHIVE_SLOW
    assert watch(archive).look() == ()


@pytest.mark.parametrize(
    ("keys", "specimen"), [([{"specimen": True}], True), ([{"specimen": True}, {"specimen": False}], False), ([{}], False), ([], False)]
)
def test_only_keys_that_all_say_so_make_specimens(keys: list[object], specimen: bool) -> None:
    archive = Archive()
    archive.jwks = {"keys": keys}
    signing = Signing(archive)
    assert signing.specimen() is specimen
    assert signing.specimen() is specimen
    assert archive.asked == 1


def test_nobody_can_tell_while_the_archive_is_away() -> None:
    archive = Archive()
    archive.fault = Code.ARCHIVE_SLOW
    signing = Signing(archive)
    with pytest.raises(ArchiveFault):
        signing.specimen()
    archive.fault = None
    assert signing.specimen()
