"""What needs no PC/SC; the rest is in tests/real/test_reader.py."""

from __future__ import annotations

import pytest

from idcard.reader import CardError, CardFault, CardWatcher, ReaderEvent, ReaderProfile


def _ignore(_: ReaderEvent) -> None:
    pass


@pytest.mark.parametrize(
    ("profile", "words"),
    [(ReaderProfile("*", "guess"), "unknown profile guess"), (ReaderProfile("*", "storage-page", atr_mask="3B8"), "ATR mask")],
)
def test_a_profile_that_cannot_be_is_refused_before_anything_starts(profile: ReaderProfile, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        CardWatcher([profile], _ignore, allow_virtual=False)


def test_watcher_never_started_can_be_stopped_and_reads_nothing() -> None:
    watcher = CardWatcher([ReaderProfile("*", "storage-page")], _ignore, allow_virtual=False)
    watcher.stop()
    with pytest.raises(CardError) as caught:
        watcher.read("card-1")
    assert caught.value.kind is CardFault.REMOVED
