"""`family`: relations to relatives as the register states them, never inferred over two steps (certificates.md 2.4)."""

from __future__ import annotations

from archive.code_tables import word_en
from archive.datasets import shapes
from archive.datasets.model import Asked, ChoiceSource, Dataset, Json, Named, Option, Query, Refused, SpellingSource, spelling_of
from archive.datasets.register import only_on_paper, relatives
from archive.kinship import RELATION_WORDS, pair
from archive.problems import Problem
from archive.register import Person, Relation

MEMBERS = "family.members"
MOST_RELATIVES = 6  # on one paper

_RELATIVE = shapes.whole(
    **shapes.PERSON,
    **shapes.TWINS,
    relation=shapes.words(10),
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


def _members(asked: Asked) -> tuple[Option, ...]:
    return tuple(Option(str(relation.place), relative.name, RELATION_WORDS[relation.code].zh) for relation, relative in relatives(asked))


def _spelt(asked: Asked) -> tuple[Named, ...]:
    own = shapes.named(asked.person, RELATION_WORDS["01"].zh)
    return (own, *(shapes.named(relative, RELATION_WORDS[relation.code].zh) for relation, relative in relatives(asked)))


def _offer(asked: Asked) -> Refused | None:
    return only_on_paper(asked) or (None if relatives(asked) else Refused(Problem.NOT_FOUND))


def _compose(query: Query) -> Json | Refused:
    wanted = set(query.picked.get(MEMBERS, ()))
    chosen = [(relation, relative) for relation, relative in relatives(query.asked) if str(relation.place) in wanted]
    if not chosen or len(chosen) != len(wanted):
        return Refused(Problem.NO_RIGHT)
    content = {
        "subject": shapes.subject_two(query.asked),
        "relatives": [_relative(query, relation, relative) for relation, relative in chosen],
        **shapes.common(query),
    }
    if query.spelt is not None:
        content["spelling"] = {"subject": spelling_of(query, query.asked.person.id_number)}
    return content


def _relative(query: Query, relation: Relation, relative: Person) -> Json:
    between, state = pair(relation.code, query.asked.person.sex), shapes.status(relative)
    return {
        **shapes.person(relative),
        **shapes.twins(relative),
        "relation": RELATION_WORDS[relation.code].zh,
        "relation_en": RELATION_WORDS[relation.code].en,
        "relation_code": relation.code,
        "pair": between.zh,
        "pair_en": between.en,
        "status": state,
        "status_en": word_en("words", state),
        "household_number": relation.household_number,
        "shared_from": None if relation.shared_from is None else relation.shared_from.isoformat(),
        "shared_to": None if relation.shared_to is None else relation.shared_to.isoformat(),
        "volume": relation.volume,
        "page": relation.page,
        "spelling": spelling_of(query, relative.id_number),
    }


DATASET = Dataset(
    name="family",
    schema=_SCHEMA,
    offer=_offer,
    sources={MEMBERS: ChoiceSource(_members), "family.spellings": SpellingSource(_spelt)},
    compose=_compose,
)
