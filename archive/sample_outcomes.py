"""Which named sample citizen shows which outcome of which dataset: the demo's map, and what a test walks row by row."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, unique
from pathlib import Path
from types import MappingProxyType
from typing import Final

from archive.datasets import DATASETS
from archive.datasets.household_changes import ITEM_CHANGES
from archive.outside import BORDERS, TRAFFIC
from archive.problems import Problem
from archive.receipts import Form, form_of
from archive.sample_cards import Card, cards
from printing.definition import BILINGUAL, Definition, load


@unique
class Step(Enum):
    """Where an outcome shows."""

    VISIT = "visit"  # no visit is opened
    DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Outcome:
    """`problem` None: a paper. `pick`: the label to choose where several are offered; `down`: the outside system that has to be down;
    `rows`: how many rows its list has at least, None where that is not the point; `two`: the paper in two languages.
    """

    sample: str
    problem: Problem | None
    words: str
    pick: str | None = None
    down: str | None = None
    rows: int | None = None
    two: bool = False
    step: Step = Step.DRAFT

    @property
    def receipt(self) -> Form | None:
        """The slip that comes with it."""
        return None if self.problem is None else form_of(self.problem)


_GENERAL: Final = (
    Outcome("child", Problem.NO_RIGHT, "under 16: a guardian applies at the window"),
    Outcome("conflict", Problem.DATA_CONFLICT, "the card's name is not the archive's: no visit is opened", step=Step.VISIT),
    Outcome("unknown", Problem.NOT_FOUND, "nobody of this number in the archive: no visit is opened", step=Step.VISIT),
    Outcome("expired", Problem.CARD_EXPIRED, "the card has expired: no visit is opened", step=Step.VISIT),
)
_OUTCOMES: Final = MappingProxyType(
    {
        "birth": (
            Outcome("clean", None, "his own registration"),
            Outcome("clean", None, "that of his daughter", pick="张小满"),
            Outcome("readings", None, "in two languages, the spelling confirmed", two=True),
            Outcome("unwritten", Problem.NOT_FOUND, "no registration of birth"),
            Outcome("undigitised", Problem.NOT_DIGITISED, "the volume has to be fetched"),
        ),
        "death": (
            Outcome("widow", None, "her husband's"),
            Outcome("family", None, "his mother's"),
            Outcome("clean", Problem.NOT_FOUND, "no spouse, parent or child whose registration was cancelled by death"),
            Outcome("mourner", Problem.NOT_DIGITISED, "the volume has to be fetched"),
        ),
        "family": (
            Outcome("family", None, "six relatives to choose from"),
            Outcome("long", None, "twelve relatives, six at most on a paper"),
            Outcome("rare", None, "names of rare characters"),
            Outcome("mongol", None, "a long name with a middle dot"),
            Outcome("readings", None, "in two languages, the spelling confirmed", two=True),
            Outcome("alone", Problem.NOT_FOUND, "no relatives on record"),
            Outcome("undigitised", Problem.NOT_DIGITISED, "the household's volume has to be fetched"),
        ),
        "household-changes": (
            Outcome("clean", None, "a few changes"),
            Outcome("moved", None, "eight changes", rows=8),
            Outcome("alone", Problem.NOT_FOUND, "no change on record"),
            Outcome("undigitised", Problem.NOT_DIGITISED, "the household's volume has to be fetched"),
        ),
        "criminal-record": (
            Outcome("clean", None, "no record"),
            Outcome("juvenile", None, "a sealed juvenile record: the very paper of `clean`"),
            Outcome("readings", None, "in two languages, the spelling confirmed", two=True),
            Outcome("record", Problem.AT_WINDOW, "a record"),
            Outcome("manual", Problem.AT_WINDOW, "a doubt that an officer has to look into: to the byte the answer of `record`"),
            Outcome("thrice", Problem.OVER_QUOTA, "the fourth of a year"),
        ),
        "vehicle-violations": (
            Outcome("driver", None, "forty violations with three vehicles", rows=13),
            Outcome("careful", None, "none: that nothing was found is printed", rows=0),
            Outcome("alone", Problem.NOT_FOUND, "no vehicle of hers"),
            Outcome("driver", Problem.SOURCE_DOWN, "the traffic police's system is down", down=TRAFFIC),
        ),
        "exit-entry": (
            Outcome("traveller", None, "two hundred crossings", rows=200),
            Outcome("alone", None, "none: that nothing was found is printed", rows=0),
            Outcome("traveller", Problem.SOURCE_DOWN, "the border authority's system is down", down=BORDERS),
        ),
        "archive-pages": (
            Outcome("clean", None, "three scanned pages"),
            Outcome("alone", Problem.NOT_FOUND, "no page on record"),
            Outcome("undigitised", Problem.NOT_DIGITISED, "the household's volume has to be fetched"),
        ),
    }
)


_BY_SOURCE: Final = MappingProxyType(
    {
        ITEM_CHANGES: (
            Outcome("clean", None, "a number of fifteen digits that became one of eighteen"),
            Outcome("moved", None, "a changed name", pick="姓名"),
            Outcome("moved", None, "a corrected date of birth", pick="出生日期"),
            Outcome("moved", None, "an item that was not on record before", pick="民族"),
            Outcome("resettled", Problem.NOT_FOUND, "a move only, which the booklet shows"),
            Outcome("alone", Problem.NOT_FOUND, "no change on record"),
            Outcome("undigitised", Problem.NOT_DIGITISED, "the household's volume has to be fetched"),
        )
    }
)
"""Where a kind picks from a part of its dataset: instead of the dataset's own."""


_SLIPS: Final = MappingProxyType(
    {Form.ACCEPTANCE: "受理回执", Form.RETRIEVAL: "调卷回执", Form.REPORT: "核对回执", Form.CARD_CHECK: "证件核对回执"}
)


def outcomes(definition: Definition) -> tuple[Outcome, ...]:
    """Every outcome of a kind, those of its dataset or of the source it picks from first."""
    sources = [parameter.choices_from or "" for parameter in definition.parameters]
    own = next((_BY_SOURCE[source] for source in sources if source in _BY_SOURCE), _OUTCOMES[definition.dataset])
    return (*(one for one in own if not one.two or BILINGUAL in definition.languages), *_GENERAL)


def markdown(directory: Path) -> str:
    """The table for the kinds in a directory, as docs/samples.md has it. Raises DefinitionError, OSError."""
    by_name = {card.sample: card for card in cards()}
    parts = [_HEAD]
    for file in sorted(directory.glob("*.toml")):
        definition = load(file)
        parts.append(f"## {definition.menu.name['zh']}：{definition.title['zh']} (`{definition.id}`, dataset `{definition.dataset}`)\n")
        parts.append("| outcome | sample | person | what it shows |\n|---|---|---|---|")
        parts += [_row(outcome, by_name[outcome.sample]) for outcome in outcomes(definition)]
        parts.append("")
    parts.append("## All sample citizens\n\n| sample | name on the card | number | what for |\n|---|---|---|---|")
    parts += [f"| `{card.sample}` | {card.name} | {card.id_number} | {card.shows} |" for card in by_name.values()]
    return "\n".join(parts) + "\n"


def _row(outcome: Outcome, card: Card) -> str:
    result = "paper" if outcome.problem is None else f"`{outcome.problem.value}`"
    slip = "" if outcome.receipt is None else f", {_SLIPS[outcome.receipt]}"
    hints = [outcome.words]
    if outcome.pick is not None:
        hints.append(f"choose {outcome.pick}")
    if outcome.down is not None:
        hints.append(f"first `python -m archive source {outcome.down} down`")
    return f"| {result}{slip} | `{outcome.sample}` | {card.name} | {'; '.join(hints)} |"


_HEAD: Final = """# Sample citizens

Made by `python -m archive samples --table config/certificates > docs/samples.md`; a test walks every row against the running service.
Nobody here exists: all live in divisions that belong to no place (150390 to 150399), their plates and documents have letters that no
authority gives out, and every unit is fictitious. `python -m archive samples` lists the cards as JSON.
"""

assert set(_OUTCOMES) == set(DATASETS)
