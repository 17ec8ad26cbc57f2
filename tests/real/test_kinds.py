"""Every kind on the menu to paper, and a kind that never existed: one file, one approval, no code."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from bare_kiosk import ROOT, BareKiosk, kiosk_in
from PIL import Image

from config.settings import load
from kiosk.archive import ArchiveClient
from kiosk.session.values import Receipt
from printing.find_code import find_payload
from printing.raster import pages_at
from printing.verification import verify

pytestmark = pytest.mark.real

MENU = load(ROOT / "config" / "demo.toml").certificates.kinds

VISITS = {
    "birth": ("clean", (), ("出生", "不代替")),
    "death": ("widow", (), ("注销户口证明",)),
    "family-relationship": ("family", ("relative:1", "relative:2"), ("亲属关系证明",)),
    "no-criminal-record": ("readings", ("purpose:travel", "language:zh-en"), ("无犯罪记录证明", "CertificateofNoCriminalRecord")),
    "household-changes": ("moved", (), ("户口登记项目",)),
    "vehicle-violations": ("driver", ("plate:1", "span:last-3-years"), ("道路交通安全违法信息查询结果",)),
    "exit-entry": ("traveller", ("span:everything",), ("出入境记录查询结果",)),
    "item-change": ("clean", ("entry:1",), ("变更", "更正")),
    "archive-copy": ("clean", ("page:1", "page:2"), ("档案",)),
}
"""Kind to: a citizen who gets it, what is picked, and words of its paper."""

NEW_KIND = """\
# A kind of a technician's own: everything it does stands in this file.
id = "moves-for-school"
dataset = "household-changes"
legal_basis = "演示用：义务教育入学登记"
unit = "演示市公安局演示分局"
seal = "household"
facts = ["{{ entries | length }}项变更"]
title = { zh = "户籍变更情况证明（入学用）", en = "Household Changes, for School" }

[menu]
icon = "scroll"
name = { zh = "入学户籍证明", en = "For school" }
note = { zh = "入学登记时使用", en = "For enrolment" }

[[parameter]]
name = "purpose"
label = { zh = "给谁办理入学？", en = "Who goes to school?" }
choices = [
    { value = "child", label = { zh = "子女", en = "A child" } },
    { value = "myself", label = { zh = "本人", en = "Myself" } },
]

[[body]]
zh = "兹证明{{ subject.name }}（公民身份号码{{ subject.id_number }}）户籍登记项目变更情况如下："

[[body]]
when = "purpose.code == 'myself'"
zh = "申请人本人入学使用。"

[[table]]
rows = "entries"
each = "entry"

[[table.column]]
title = { zh = "日期" }
value = "{{ entry.date | zh_date }}"
width = 90

[[table.column]]
title = { zh = "项目" }
value = "{{ entry.item }}"
width = 70

[[table.column]]
title = { zh = "变更后" }
value = "{{ entry.after | dash }}"
width = 200

[closing]
zh = "特此证明。"

[[note]]
zh = "本证明供{{ purpose.label }}入学登记使用。"

[validity]
days = 30
"""


@pytest.fixture(scope="module")
def kiosk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BareKiosk]:
    folder = tmp_path_factory.mktemp("kinds")
    shutil.copytree(ROOT / "config" / "certificates", folder / "certificates")
    with kiosk_in(folder, folder / "certificates") as made:
        yield made


def text_of(paper: dict[str, Any]) -> str:
    """What a reader can copy out of it, without breaks and spaces."""
    document = pypdfium2.PdfDocument(paper["path"])
    try:
        return "".join("".join(page.get_textpage().get_text_range() for page in document).split())
    finally:
        document.close()


def code_on(paper: dict[str, Any]) -> str:
    """The text of the QR code as somebody with a scanner finds it."""
    last = list(pages_at(Path(paper["path"]).read_bytes(), 200))[-1]
    found = find_payload(Image.frombytes("RGB", (last.width, last.height), last.rgb).convert("L"))
    assert found is not None, "no code on the last page"
    return found


def published(kiosk: BareKiosk) -> dict[str, object]:
    cert, key = kiosk.archive.material.pair("client")
    return ArchiveClient(kiosk.keys_url, kiosk.archive.material.ca, cert, key, 10.0, 5.0, "DEMO-0001").keys()


def test_every_kind_on_the_menu_comes_out_on_paper(kiosk: BareKiosk) -> None:
    assert set(VISITS) == set(MENU)
    with kiosk.open(MENU):
        for kind in MENU:
            sample, picks, words = VISITS[kind]
            paper = kiosk.print_one(sample, kind, *picks)
            said = text_of(paper)
            assert paper["complete"], kind
            for expected in words:
                assert expected in said, (kind, expected)


def slip_taken(kiosk: BareKiosk) -> tuple[Receipt, str]:
    """Takes the slip that an apology offers, and nothing else; the receipt, and what the slip says."""
    before = len(kiosk.printer.papers())
    kiosk.until("apology")
    receipt = getattr(kiosk.machine.state, "receipt", None)
    assert receipt is not None
    kiosk.touch("print-slip")
    kiosk.leave_with_paper()
    papers = kiosk.printer.papers()
    assert len(papers) == before + 1
    return receipt, text_of(papers[-1])


@pytest.mark.parametrize(
    ("sample", "kind", "title"), [("record", "no-criminal-record", "受理回执"), ("undigitised", "family-relationship", "调卷回执")]
)
def test_a_citizen_who_is_referred_leaves_with_a_slip(kiosk: BareKiosk, sample: str, kind: str, title: str) -> None:
    with kiosk.open(MENU):
        kiosk.come_in(sample)
        kiosk.choose(kind)
        receipt, said = slip_taken(kiosk)
    assert title in said
    assert receipt.number in said


def test_whoever_lays_a_card_the_archive_does_not_agree_with_leaves_with_a_slip(kiosk: BareKiosk) -> None:
    with kiosk.open(MENU):
        kiosk.lay("conflict")
        receipt, said = slip_taken(kiosk)
    assert "证件核对回执" in said
    assert receipt.number in said


def test_a_source_that_is_down_issues_nothing(kiosk: BareKiosk) -> None:
    before = len(kiosk.printer.papers())
    kiosk.archive.sources(("borders",))
    try:
        with kiosk.open(MENU):
            kiosk.come_in("traveller")
            offers = {offer.kind: offer for offer in kiosk.machine.visit.offers} if kiosk.machine.visit else {}
            if offers["exit-entry"].available:
                kiosk.choose("exit-entry")
                kiosk.until("apology")
                assert getattr(kiosk.machine.state, "problem").value == "source-down"  # noqa: B009  the union's members have it or not
            else:
                assert offers["exit-entry"].reason is not None
                assert offers["exit-entry"].reason.value == "source-down"
            kiosk.take_card()
    finally:
        kiosk.archive.sources(())
    assert len(kiosk.printer.papers()) == before


def test_a_kind_that_never_existed_is_a_file_and_an_approval(kiosk: BareKiosk) -> None:
    file = kiosk.folder / "certificates" / "moves-for-school.toml"
    file.write_text(NEW_KIND, encoding="utf-8")
    kiosk.approve(file)
    with kiosk.open((*MENU, "moves-for-school")):
        paper = kiosk.print_one("moved", "moves-for-school", "purpose:myself")
    said = text_of(paper)
    assert "户籍变更情况证明（入学用）" in said
    assert "演示市公安局演示分局" in said
    assert "申请人本人入学使用。" in said
    assert "本证明供本人入学登记使用。" in said
    claims = verify(code_on(paper), published(kiosk))
    assert (claims.kind, claims.specimen) == ("moves-for-school", True)
    assert claims.number in said
    assert any("项变更" in fact for fact in claims.facts)


def test_an_altered_file_is_a_kind_that_nobody_approved(kiosk: BareKiosk) -> None:
    file = kiosk.folder / "certificates" / "exit-entry.toml"
    before = file.read_bytes()
    file.write_bytes(before + b"\n# altered\n")
    try:
        with kiosk.open(MENU):
            kiosk.come_in("traveller")
            kiosk.touch("exit-entry")
            kiosk.until("apology")
            assert getattr(kiosk.machine.state, "problem").value == "definition-not-approved"  # noqa: B009
            kiosk.take_card()
    finally:
        file.write_bytes(before)
