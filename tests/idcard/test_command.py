from __future__ import annotations

from collections.abc import Iterator

import pytest
from typer.testing import CliRunner

from idcard import command
from idcard.identity import Document
from idcard.record import Record, encode, parse
from idcard.sam_fault import SamFault
from idcard.shown import lines
from idcard.virtual_command import app as virtual_app
from idcard.virtual_sam import SamCard, VirtualSam

RECORD = Record(
    Document.RESIDENT, name="王小明", sex="1", nation="02", birth="19910101", address="北京市朝阳区", id_number="360426199101010071",
    issuer="演示市公安局", valid_from="20200101", valid_to="长期",
)  # fmt: skip
FOREIGNER = Record(
    Document.FOREIGNER_2023, name="样张", name_en="SPECIMEN", nationality="DEU", id_number="911000199001010010", valid_to="长期"
)


@pytest.fixture
def sam() -> Iterator[VirtualSam]:
    with VirtualSam() as module:
        yield module


def _read(sam: VirtualSam, *options: str) -> tuple[int, str]:
    result = CliRunner().invoke(command.app, ["read", "--profile", "sam-serial", "--port", sam.port, *options])
    return result.exit_code, result.output


def test_a_card_is_printed_masked(sam: VirtualSam) -> None:
    sam.place(SamCard(encode(RECORD)))
    status, output = _read(sam)
    assert status == 0
    assert "居民身份证" in output
    assert not any(secret in output for secret in ("小明", "360426", "1991", "朝阳"))


def test_a_card_is_printed_whole_when_asked_for(sam: VirtualSam) -> None:
    sam.place(SamCard(encode(RECORD)))
    status, output = _read(sam, "--full")
    assert status == 0
    assert all(said in output for said in ("王小明", "360426199101010071", "1991-01-01", "蒙古", "长期", "江西省"))


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (SamFault(status=b"\x41"), command.UNREADABLE),
        (SamFault(status=b"\x31"), command.NOT_SUPPORTED),
        (SamFault(remove_at_byte=5), command.REMOVED),
    ],
)
def test_what_goes_wrong_is_an_exit_status_of_its_own(sam: VirtualSam, fault: SamFault, status: int) -> None:
    sam.place(SamCard(encode(RECORD), fault=fault))
    assert _read(sam)[0] == status


def test_no_card_is_an_exit_status_of_its_own(sam: VirtualSam) -> None:
    assert _read(sam, "--wait", "0.2")[0] == command.NO_CARD


@pytest.mark.parametrize(
    ("options", "status"),
    [
        (["--profile", "guess"], command.USAGE),
        (["--profile", "sam-apdu"], command.USAGE),
        (["--profile", "sam-serial"], command.USAGE),
        (["--profile", "sam-serial", "--port", "/dev/no-such-port"], command.NO_READER),
    ],
)
def test_a_reader_that_cannot_be_is_told(options: list[str], status: int) -> None:
    assert CliRunner().invoke(command.app, ["read", *options]).exit_code == status


def test_a_foreigner_is_shown_with_nationality_in_both_languages() -> None:
    said = dict(lines(parse(encode(FOREIGNER)), full=True))
    assert said["nationality"] == "DEU 德国 Germany"
    assert said["name en"] == "SPECIMEN"


def test_virtual_module_is_offered_on_a_port_of_ones_own_name(tmp_path: object) -> None:
    result = CliRunner().invoke(virtual_app, ["--kind", "resident", "sam", "--link", f"{tmp_path}/tty", "--seconds", "0.1"])
    assert (result.exit_code, "tty" in result.output) == (0, True)


@pytest.mark.parametrize("fault", ['{"x": 1}', "3", "nonsense"])
def test_virtual_module_with_an_impossible_fault_ends_with_2(fault: str) -> None:
    assert CliRunner().invoke(virtual_app, ["sam", "--sam-fault", fault]).exit_code == 2
