"""`family`: relations to relatives as the register states them, never inferred over two steps (certificates.md 2.4)."""

from __future__ import annotations

from archive.code_tables import word_en
from archive.datasets import shapes
from archive.datasets.model import Asked, ChoiceSource, Dataset, Json, Named, Option, Query, Refused, SpellingSource, spelling_of
from archive.datasets.register import only_on_paper, relatives
from archive.kinship import NO_KIN, pair, relation
from archive.problems import Problem
from archive.register import Person, Relation

MEMBERS = "family.members"
MOST_RELATIVES = 6  # on one paper

_RELATIVE = shapes.whole(
    **shapes.PERSON,
    **shapes.TWINS,
    relation=shapes.words(12),
    relation_en=shapes.words(40),
    relation_code=shapes.CODE,
    pair=shapes.words(12),
    pair_en=shapes.words(60),
    status=shapes.one_of("在册", "已注销"),
    status_en=shapes.words(10),
    household_number=shapes.maybe(shapes.words(16)),
    shared_from=shapes.maybe(shapes.DATE),
    shared_to=shapes.maybe(shapes.DATE),
    volume=shapes.maybe(shapes.VOLUME),
    page=shapes.maybe(shapes.PAGE),
    spelling=shapes.maybe(shapes.SPELLING),
)
_SCHEMA = shapes.content(
    subject=shapes.SUBJECT_TWO, relatives=shapes.list_of(_RELATIVE, MOST_RELATIVES, at_least=1), spelling=shapes.spelling()
)


def _kin(asked: Asked) -> list[tuple[Relation, Person]]:
    """The relatives; who stands in the register as no relative, or as the head and nothing more, is none."""
    return [(row, relative) for row, relative in relatives(asked) if row.code not in NO_KIN]


def _members(asked: Asked) -> tuple[Option, ...]:
    return tuple(Option(str(row.place), relative.name, relation(row.code).zh) for row, relative in _kin(asked))


def _spelt(asked: Asked) -> tuple[Named, ...]:
    own = shapes.named(asked.person, relation("01").zh)
    return (own, *(shapes.named(relative, relation(row.code).zh) for row, relative in _kin(asked)))


def _offer(asked: Asked) -> Refused | None:
    return only_on_paper(asked) or (None if _kin(asked) else Refused(Problem.NOT_FOUND))


def _compose(query: Query) -> Json | Refused:
    wanted = set(query.picked.get(MEMBERS, ()))
    chosen = [(row, relative) for row, relative in _kin(query.asked) if str(row.place) in wanted]
    if not chosen or len(chosen) != len(wanted):
        return Refused(Problem.NO_RIGHT)
    content = {
        "subject": shapes.subject_two(query.asked),
        "relatives": [_relative(query, row, relative) for row, relative in chosen],
        **shapes.common(query),
    }
    if query.spelt is not None:
        content["spelling"] = {"subject": spelling_of(query, query.asked.person.id_number)}
    return content


def _relative(query: Query, row: Relation, relative: Person) -> Json:
    own, between, state = relation(row.code), pair(row.code, query.asked.person.sex), shapes.status(relative)
    return {
        **shapes.person(relative),
        **shapes.twins(relative),
        "relation": own.zh,
        "relation_en": own.en,
        "relation_code": row.code,
        "pair": between.zh,
        "pair_en": between.en,
        "status": state,
        "status_en": word_en("words", state),
        "household_number": row.household_number,
        "shared_from": None if row.shared_from is None else row.shared_from.isoformat(),
        "shared_to": None if row.shared_to is None else row.shared_to.isoformat(),
        "volume": row.volume,
        "page": row.page,
        "spelling": spelling_of(query, relative.id_number),
    }


DATASET = Dataset(
    name="family",
    schema=_SCHEMA,
    offer=_offer,
    sources={MEMBERS: ChoiceSource(_members), "family.spellings": SpellingSource(_spelt)},
    compose=_compose,
)
