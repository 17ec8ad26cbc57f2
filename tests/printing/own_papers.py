"""Papers of the tests' own: definitions that no change to the shipped ones touches, their content, and marks for them."""

from __future__ import annotations

import hashlib
import io
from datetime import date, datetime, timedelta, timezone
from typing import Any

from PIL import Image, ImageDraw

from printing.definition import Definition, parse
from printing.frame import Marks, SlipMarks

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=timezone(timedelta(hours=8)))
URL = "https://verify.demo.example/v/7K3M9QXZ2B4C8DEF#" + "Ab3-_" * 60
RARE = ("阿卜杜热依木·阿卜杜喀迪尔", "㐱䶮𠮷", "𬭩𫖮", "那木吉拉·苏和巴特尔", "欧阳娜娜", "王五")
UNIT = "演示市公安局"

_HEAD = """
dataset = "family"
legal_basis = "演示"
facts = ["演示"]
unit = { zh = "演示市公安局", en = "Yanshi Police" }
title = { zh = "亲属关系证明", en = "Certificate of Kinship" }
languages = ["zh", "zh-en"]
[menu]
icon = "family"
name = { zh = "家庭关系证明", en = "Family" }
note = { zh = "演示", en = "Sample" }
[[parameter]]
name = "language"
type = "language"
label = { zh = "语言", en = "Language" }
"""

_KINSHIP = f"""id = "kinship"
{_HEAD}
[[field]]
label = {{ zh = "姓名", en = "Name" }}
value = {{ zh = "{{{{ subject.name }}}}", en = "ZHANG Yanshi" }}
[[field]]
label = {{ zh = "公民身份号码", en = "ID number" }}
value = "{{{{ subject.id_number }}}}"
[[field]]
label = {{ zh = "住址", en = "Address" }}
value = "演示区样张街1号"
[[body]]
zh = "经查阅户口登记档案，{{{{ subject.name }}}}（公民身份号码 {{{{ subject.id_number }}}}）与下列人员有亲属关系："
en = "According to the household register the person above is related to the following persons:"
[[table]]
rows = "relatives"
each = "relative"
caption = {{ zh = "登记在册的亲属", en = "Registered relatives" }}
[[table.column]]
title = {{ zh = "姓名", en = "Name" }}
value = "{{{{ relative.name }}}}"
width = 120
[[table.column]]
title = {{ zh = "公民身份号码", en = "ID number" }}
value = "{{{{ relative.id_number }}}}"
width = 120
[[table.column]]
title = {{ zh = "关系", en = "Relation" }}
value = "{{{{ relative.relation }}}}"
width = 60
[closing]
zh = "特此证明。"
en = "It is hereby certified."
[[note]]
zh = "本证明只载明档案登记的亲属关系。"
en = "Only registered relations are stated."
[[note]]
zh = "涂改无效。"
en = "Void if altered."
"""

_PAGES = """id = "pages"
dataset = "archive-pages"
legal_basis = "演示"
facts = ["演示"]
unit = "演示市公安局"
title = { zh = "档案页影印件", en = "Copies" }
[menu]
icon = "archive"
name = { zh = "影印件", en = "Copies" }
note = { zh = "演示", en = "Sample" }
[[body]]
zh = "影印下列各页。"
[[image]]
rows = "pages"
each = "page"
source = "{{ page.image }}"
caption = { zh = "{{ page.title }}" }
"""

_SLIP = """id = "slip"
form = "slip"
dataset = "receipt"
title = { zh = "受理回执", en = "Receipt" }
[menu]
icon = "document"
name = { zh = "受理回执", en = "Receipt" }
note = { zh = "演示", en = "Sample" }
[[field]]
label = { zh = "申请人" }
value = "{{ subject.name }}"
[[body]]
zh = "请凭本回执到窗口办理。"
"""


def kinship() -> Definition:
    """Fields, a paragraph, a captioned table, two notes; in Chinese, and in Chinese and English."""
    return parse(_KINSHIP.encode(), "kinship.toml")


def pages() -> Definition:
    """A paper with a picture page for each of the content's pages."""
    return parse(_PAGES.encode(), "pages.toml")


def slip() -> Definition:
    """A receipt."""
    return parse(_SLIP.encode(), "slip.toml")


def kinship_content(count: int = 2, names: tuple[str, ...] = ()) -> dict[str, Any]:
    """So many relatives, the first ones with these names."""
    named = (*names, *(f"张样{'甲乙丙丁'[index % 4]}" for index in range(count)))[:count]
    relatives = [{"name": name, "id_number": f"15039019900102{index:04}", "relation": "母女"} for index, name in enumerate(named)]
    return {"subject": {"name": "张演示", "id_number": "150390199001020017"}, "relatives": relatives}


def marks(number: str = "YS01-2026-000123", *, specimen: bool = True) -> Marks:
    """Marks of a paper issued that noon."""
    return Marks(number, NOON, date(2027, 2, 21), URL, "7K3M9QXZ2B4C8DEF", specimen, "WH-0001", UNIT, NOON)


def slip_marks() -> SlipMarks:
    """Marks of a slip."""
    return SlipMarks("HZ-20261123-0001", NOON, "WH-0001", UNIT)


def picture(mode: str = "L", kind: str = "PNG", side: tuple[int, int] = (300, 420)) -> tuple[str, bytes]:
    """A drawn archive page: its SHA-256 (hex) and its bytes."""
    image = Image.new("L", side, 255)
    ImageDraw.Draw(image).rectangle((40, 60, side[0] - 40, 120), fill=40)
    out = io.BytesIO()
    (image if mode == "L" else image.convert(mode)).save(out, kind)
    return hashlib.sha256(out.getvalue()).hexdigest(), out.getvalue()
