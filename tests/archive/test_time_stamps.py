from __future__ import annotations

import hashlib
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog
from asn1crypto.cms import ContentInfo
from cryptography.hazmat.primitives.serialization import Encoding
from time_stamp_server import Mood, TimeStampService, time_stamp_service

from archive.key_files import KeyFault
from archive.keys import Keys, load_or_make
from archive.problems import Problem, Refusal
from archive.time_stamps import TimeStamps, configured

NOW = datetime(2026, 11, 24, tzinfo=UTC)
DIGEST = hashlib.sha256(b"page").digest()


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TimeStampService]:
    with time_stamp_service(tmp_path_factory.mktemp("tsa")) as running:
        yield running


@pytest.fixture(autouse=True)
def _well(service: TimeStampService) -> Iterator[None]:
    yield
    service.mood = Mood.WELL


def keys(folder: Path, url: str, *, required: bool) -> Keys:
    return replace(load_or_make(folder, NOW), time_stamps=TimeStamps(url, required))


def has_time_stamp(cms: bytes) -> bool:
    (signer,) = ContentInfo.load(cms)["content"]["signer_infos"]
    attributes = signer["unsigned_attrs"].native or []
    return any(attribute["type"] == "signature_time_stamp_token" for attribute in attributes)


@pytest.mark.parametrize("required", [True, False])
def test_every_signature_carries_a_time_stamp_when_a_service_is_configured(
    tmp_path: Path, service: TimeStampService, required: bool
) -> None:
    assert has_time_stamp(keys(tmp_path, service.url, required=required).cms(DIGEST, NOW))


@pytest.mark.parametrize("mood", [mood for mood in Mood if mood is not Mood.WELL])
def test_without_a_required_time_stamp_nothing_is_signed(tmp_path: Path, service: TimeStampService, mood: Mood) -> None:
    service.mood = mood
    with structlog.testing.capture_logs() as logs, pytest.raises(Refusal) as refusal:
        keys(tmp_path, service.url, required=True).cms(DIGEST, NOW)
    assert refusal.value.problem is Problem.NOT_READY
    assert [(entry["event"], entry["required"]) for entry in logs] == [("time-stamp-missing", True)]


@pytest.mark.parametrize("mood", [mood for mood in Mood if mood is not Mood.WELL])
def test_at_best_effort_the_signature_is_made_without_and_the_log_says_so(tmp_path: Path, service: TimeStampService, mood: Mood) -> None:
    service.mood = mood
    with structlog.testing.capture_logs() as logs:
        made = keys(tmp_path, service.url, required=False).cms(DIGEST, NOW)
    assert not has_time_stamp(made)
    assert [(entry["event"], entry["log_level"], entry["required"]) for entry in logs] == [("time-stamp-missing", "error", False)]


def test_a_service_that_is_not_there_is_a_missing_time_stamp(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(Refusal):
        keys(tmp_path, f"http://127.0.0.1:{port}/", required=True).cms(DIGEST, NOW)


def test_settings_become_a_service_or_a_fault_with_a_remedy(tmp_path: Path, service: TimeStampService) -> None:
    authority = tmp_path / "tsa.pem"
    authority.write_bytes(service.authority.public_bytes(Encoding.PEM))
    assert configured(None, True, None) is None
    assert configured(service.url, False, authority) == TimeStamps(service.url, False, (service.authority,))
    for url, file in (
        ("ftp://x/", None),
        ("nonsense", None),
        ("https://", None),
        (service.url, tmp_path / "none"),
        (service.url, Path(__file__)),
    ):
        with pytest.raises(KeyFault, match="--tsa-"):
            configured(url, True, file)
