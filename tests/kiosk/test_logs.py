"""No line of the log can hold a citizen's data, whoever wrote it and however."""

from __future__ import annotations

import ast
import io
import json
import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk import logs
from kiosk.problems import Code

ROOT = Path(logs.__file__).parents[1]


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    kept = sys.excepthook, threading.excepthook, logging.root.handlers[:]
    stream = io.StringIO()
    logs.set_up("info", stream)
    yield stream
    structlog.reset_defaults()
    logging.captureWarnings(False)
    sys.excepthook, threading.excepthook, logging.root.handlers = kept


def written(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_json_with_time_level_module_and_known_keys(lines: io.StringIO) -> None:
    structlog.get_logger("kiosk.x").info("screen", screen="review", visit=3, code=Code.AT_WINDOW)
    (line,) = written(lines)
    assert line.pop("timestamp").endswith("+00:00")
    assert line == {"event": "screen", "level": "info", "logger": "kiosk.x", "screen": "review", "visit": 3, "code": "at-window"}


@pytest.mark.parametrize(
    "secret",
    [
        "150390199001011234",
        "15039019900101123X",
        "150390900101123",
        "150390 19900101 1234",
        "150390-19900101-1234",
        "a150390199001011234b",
        "张三",
        "Ü",
        "１５０３９０",
    ],
)
def test_values_that_may_be_a_person_are_withheld(lines: io.StringIO, secret: str) -> None:
    structlog.get_logger().info(
        "screen",
        detail=secret,
        reason=[secret],
        place=f"x {secret} y",
        number=int(secret) if secret.isdecimal() and secret.isascii() else 1,
    )
    assert secret not in lines.getvalue()
    assert written(lines)[0]["detail"] == "<withheld>"


def test_keys_that_are_not_listed_are_dropped_and_objects_are_withheld(lines: io.StringIO) -> None:
    structlog.get_logger().info("screen", subject_name="Zhang San", identity={"name": "Zhang"}, detail={"name": "Zhang San"})
    assert "Zhang" not in lines.getvalue()


def test_an_event_that_is_a_sentence_is_not_written(lines: io.StringIO) -> None:
    structlog.get_logger().info("no record of Zhang San")
    assert "Zhang" not in lines.getvalue()
    assert written(lines)[0]["event"] == "uncatalogued"


def test_an_exception_becomes_its_type_and_place(lines: io.StringIO) -> None:
    secret = "150390199001011234"
    try:
        raise ValueError(f"cannot use {secret}")
    except ValueError:
        structlog.get_logger().exception("effect-failed")
    (line,) = written(lines)
    assert line["error"] == "ValueError"
    assert "test_logs.py" in line["place"]
    assert secret not in lines.getvalue()
    assert "cannot use" not in lines.getvalue()


def test_words_of_libraries_are_not_kept(lines: io.StringIO) -> None:
    logging.getLogger("urllib3.connectionpool").warning("Failed to parse headers (url=https://archive/v1/visits/secret-token)")
    (line,) = written(lines)
    assert (line["event"], line["logger"]) == ("foreign-log", "urllib3.connectionpool")
    assert "secret-token" not in lines.getvalue()


def test_errors_nobody_caught_are_logged_by_place_without_a_traceback(lines: io.StringIO, capsys: pytest.CaptureFixture[str]) -> None:
    def fail() -> None:
        name = "Zhang San"
        raise RuntimeError(name)

    thread = threading.Thread(target=fail, name="failing")
    thread.start()
    thread.join()
    (line,) = written(lines)
    assert (line["event"], line["thread"], line["error"]) == ("thread-failed", "failing", "RuntimeError")
    assert "Zhang" not in lines.getvalue() + "".join(capsys.readouterr())


@settings(max_examples=60)
@given(
    st.dictionaries(
        st.sampled_from(sorted(logs.KEYS | {"name", "subject"})),
        st.recursive(st.text() | st.integers() | st.floats() | st.binary() | st.none(), st.lists),
    )
)
def test_every_line_is_ascii_json_without_fifteen_digits_in_a_row(values: dict[str, Any]) -> None:
    clean = logs.redact(None, "info", {**values, "event": "screen"})
    text = json.dumps({key: value for key, value in clean.items() if key not in ("timestamp", "level", "logger")})
    assert text.isascii()
    assert set(clean) <= logs.KEYS
    assert not logs._ID_NUMBER.search(text)


def test_a_log_that_cannot_be_written_ends_nothing() -> None:
    stream = io.StringIO()
    logs.set_up("info", stream)
    stream.close()
    structlog.get_logger().info("screen")
    structlog.reset_defaults()


def test_the_log_file_is_not_for_everybody(tmp_path: Path) -> None:
    with logs.open_file(tmp_path / "log" / "kiosk.log") as file:
        file.write("x\n")
    assert (tmp_path / "log" / "kiosk.log").stat().st_mode & 0o007 == 0


def logged() -> Iterator[tuple[str, ast.Call]]:
    for room in ("kiosk", "idcard", "printing", "config"):
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Attribute)
                    and node.func.attr in ("debug", "info", "warning", "error", "critical", "exception")
                ):
                    root = node.func.value
                    if isinstance(root, ast.Name) and root.id in ("_log", "log", "_logger", "logger"):
                        yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def test_every_event_in_the_sources_is_in_the_catalogue_and_every_key_may_be_written() -> None:
    unknown = []
    for place, call in logged():
        event = call.args[0]
        if isinstance(event, ast.Constant) and event.value not in logs.EVENTS:
            unknown.append(f"{place}: event {event.value}")
        unknown += [f"{place}: key {keyword.arg}" for keyword in call.keywords if keyword.arg not in logs.KEYS | {"exc_info"}]
    assert unknown == []
