"""The list for the studio holds every message once, under the file it is looked for."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from kiosk.commands.prompts import SOME, WRONG, command
from kiosk.voice.prompts import found, prompts, write_list
from kiosk.words import LOCALES, catalogue


@pytest.mark.parametrize("locale", LOCALES)
def test_every_fixed_message_of_a_language_is_listed_once(locale: str) -> None:
    listed = list(prompts(locale))
    assert len({prompt.file for prompt in listed}) == len(listed)
    known = catalogue("zh_CN" if locale == "en" else locale)
    assert {prompt.message for prompt in listed} == {message for message in known if "{" not in message}


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="fr"):
        list(prompts("fr"))


def test_the_list_says_what_has_been_recorded(tmp_path: Path) -> None:
    first = next(prompts("zh_CN"))
    (tmp_path / first.file).parent.mkdir()
    (tmp_path / first.file).write_bytes(b"")
    to = io.StringIO()
    missing = write_list("zh_CN", tmp_path, to)
    rows = list(csv.DictReader(io.StringIO(to.getvalue())))
    assert [row["message"] for row in rows if row["recorded"] == "yes"] == [first.message]
    assert missing == len(rows) - 1
    assert found(tmp_path, "zh_CN", first.message) == tmp_path / first.file
    assert found(tmp_path, "zh_CN", None) is None


def test_the_command_writes_the_list_and_says_how_much_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    demo = Path(__file__).parents[3] / "config" / "demo.toml"
    assert command("zh_CN", demo) == SOME
    said = capsys.readouterr()
    assert len(said.out.splitlines()) == len(list(prompts("zh_CN"))) + 1
    assert "not recorded" in said.err
    assert command("fr", demo) == WRONG
    assert command("zh_CN", Path("/nowhere.toml")) == SOME
