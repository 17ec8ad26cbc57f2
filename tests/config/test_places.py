"""Lines of keys, tables and array elements, in every way TOML lets one write them."""

from __future__ import annotations

import pytest

from config.places import Path, places

TEXT = b"""\
top.dotted = 1
"quoted key" = [1,
  {inside = 2}]
[table.sub]
long = \"\"\"a
b\"\"\"
after = 1
[[reader]]
name = "a"
[reader.more]
deep = 1

[[reader]]
name = "b"
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("top", "dotted"), 1),
        (("quoted key", 0), 2),
        (("quoted key", 1, "inside"), 3),
        (("table", "sub", "long"), 5),
        (("table", "sub", "after"), 7),
        (("reader", 0, "name"), 9),
        (("reader", 0, "more", "deep"), 11),
        (("reader", 1), 13),
        (("reader", 1, "name"), 14),
    ],
)
def test_a_key_has_the_line_it_stands_in(path: Path, line: int) -> None:
    assert places(TEXT).line(path) == line


def test_what_is_missing_has_the_line_of_what_is_around_it() -> None:
    assert places(TEXT).line(("reader", 1, "profile")) == 13
    assert places(TEXT).line(("nothing", "here")) == 1
