"""`archive-pages`: scanned pages of the applicant's own archive, named by their digests; the bytes have a call of their own."""

from __future__ import annotations

from sqlalchemy import select

from archive.datasets import shapes
from archive.datasets.model import Asked, ChoiceSource, Dataset, Json, Option, Query, Refused
from archive.datasets.register import only_on_paper
from archive.problems import Problem
from archive.register import ArchivePage, ScannedImage
from printing.wording import zh_date

PAGES = "archive.pages"
MOST_PAGES = 6  # on one paper

_PIXELS = shapes.count(5000)
_PAGE = shapes.whole(
    reference=shapes.words(30),
    title=shapes.words(30),
    date=shapes.maybe(shapes.DATE),
    image={"type": "string", "pattern": "^[0-9a-f]{64}$", "maxLength": 64},
    width=_PIXELS,
    height=_PIXELS,
)
_SCHEMA = shapes.content(subject=shapes.SUBJECT, pages=shapes.list_of(_PAGE, MOST_PAGES, at_least=1), fonds=shapes.words(30))


def _rows(asked: Asked) -> list[tuple[ArchivePage, int, int]]:
    rows = asked.session.execute(
        select(ArchivePage, ScannedImage.width, ScannedImage.height)
        .join(ScannedImage, ScannedImage.sha256 == ArchivePage.image_sha256)
        .where(ArchivePage.person_id == asked.person.id)
        .order_by(ArchivePage.place)
    )
    return [(page, width, height) for page, width, height in rows]


def _offer(asked: Asked) -> Refused | None:
    return None if _rows(asked) else only_on_paper(asked) or Refused(Problem.NOT_FOUND)


def _options(asked: Asked) -> tuple[Option, ...]:
    return tuple(
        Option(str(page.place), page.title, page.reference if page.day is None else f"{page.reference}，{zh_date(page.day)}")
        for page, _, _ in _rows(asked)
    )


def _compose(query: Query) -> Json | Refused:
    rows = _rows(query.asked)
    picked = query.picked.get(PAGES, tuple(str(page.place) for page, _, _ in rows[:MOST_PAGES]))
    chosen = [(page, width, height) for page, width, height in rows if str(page.place) in picked]
    if not chosen or len(chosen) != len(picked):
        return Refused(Problem.NO_RIGHT)
    return {
        "subject": shapes.subject(query.asked),
        "pages": [_page(page, width, height) for page, width, height in chosen],
        "fonds": "、".join(dict.fromkeys(page.fonds for page, _, _ in chosen)),
        **shapes.common(query),
    }


def _page(page: ArchivePage, width: int, height: int) -> Json:
    return {
        "reference": page.reference,
        "title": page.title,
        "date": None if page.day is None else page.day.isoformat(),
        "image": page.image_sha256,
        "width": width,
        "height": height,
    }


DATASET = Dataset(name="archive-pages", schema=_SCHEMA, offer=_offer, sources={PAGES: ChoiceSource(_options)}, compose=_compose)
