"""Scanned pages: named by digest in the content, their bytes for the visit that has the draft and for nobody else."""

from __future__ import annotations

import hashlib
from io import BytesIO
from typing import Any

from PIL import Image

from archive.sample_cards import population
from archive.sample_pages import page_rows

COPY = "archive-copy"


def drafted(kiosk: Any, sample: str = "clean") -> tuple[str, str, list[dict[str, Any]]]:
    visit = kiosk.open(sample)["visit"]
    offered = kiosk.choices(visit, COPY).json()["choices"]
    picks = {**kiosk.picks(visit, COPY), **{name: [choice["value"] for choice in choices] for name, choices in offered.items()}}
    body = kiosk.post_draft(visit, COPY, picks).json()
    return visit, body["draft"], body["content"]["pages"]


def image(kiosk: Any, visit: str, draft: str, sha256: str) -> Any:
    return kiosk.call("GET", f"/v1/visits/{visit}/drafts/{draft}/images/{sha256}")


def test_the_pictures_of_a_draft_are_the_ones_its_content_names(kiosk: Any) -> None:
    visit, draft, pages = drafted(kiosk)
    assert len(pages) == 3
    for page in pages:
        answer = image(kiosk, visit, draft, page["image"])
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
        assert answer.headers["cache-control"] == "no-store"
        assert hashlib.sha256(answer.content).hexdigest() == page["image"]
        with Image.open(BytesIO(answer.content)) as picture:
            assert (picture.size, picture.mode) == ((page["width"], page["height"]), "L")


def test_a_picture_is_for_the_visit_and_the_draft_that_shows_it(kiosk: Any) -> None:
    visit, draft, pages = drafted(kiosk)
    other_visit, other_draft, other_pages = drafted(kiosk, "family")
    for asked, code in (
        (image(kiosk, visit, draft, other_pages[0]["image"]), "image-unknown"),
        (image(kiosk, visit, draft, "0" * 64), "image-unknown"),
        (image(kiosk, visit, other_draft, other_pages[0]["image"]), "draft-unknown"),
        (image(kiosk, other_visit, draft, pages[0]["image"]), "draft-unknown"),
        (image(kiosk, visit, kiosk.draft(visit, "no-criminal-record"), pages[0]["image"]), "image-unknown"),
    ):
        assert (asked.status_code, asked.json()["code"]) == (404, code)
    kiosk.call("DELETE", f"/v1/visits/{visit}")
    assert image(kiosk, visit, draft, pages[0]["image"]).json()["code"] == "visit-over"


def test_sample_pages_are_the_same_every_time_sized_for_print_and_small() -> None:
    from archive.sample_pages import _drawn

    citizen = population()[0].members[0]
    once = [row for _, row in page_rows(citizen, 1, "15039000001")]
    _drawn.cache_clear()
    assert [row for _, row in page_rows(citizen, 1, "15039000001")] == once
    assert len(once) == 3
    for row in once:
        assert (row["width"], row["height"]) == (1240, 1754)
        assert 10_000 < len(row["png"]) < 100_000
