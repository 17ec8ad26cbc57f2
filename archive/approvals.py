"""Approving certificate definitions: the archive issues only for files whose SHA-256 stands in its table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from archive.datasets import DATASETS, SCHEMAS, receipt
from archive.datasets.model import Dataset
from archive.store import ApprovedDefinition, KindCode, Store
from archive.times import Clock
from printing.definition import Definition, DefinitionError, ParameterDefinition, parse
from printing.faults import Fault
from printing.places import Places

_STATED: Final = ("purpose",)  # what a citizen may pick from words that stand in the definition


@dataclass(frozen=True, slots=True)
class Approved:
    """A definition that may be issued for. `new` is false when it was in force already."""

    kind: str
    sha256: str
    new: bool


def approve(store: Store, clock: Clock, file: Path) -> Approved:
    """Checks the file in full against its dataset and approves it. Raises DefinitionError with every fault, OSError."""
    data = file.read_bytes()
    definition = parse(data, str(file))
    faults = tuple(check(definition, data, str(file)))
    if faults:
        raise DefinitionError(faults)
    with store.write() as session:
        row = session.get(ApprovedDefinition, definition.sha256)
        new = row is None or row.withdrawn_at is not None
        if row is None:
            session.add(
                ApprovedDefinition(sha256=definition.sha256, kind=definition.id, dataset=definition.dataset, file=data, approved_at=clock())
            )
            _give_code(session, definition.id)
        elif new:
            row.withdrawn_at, row.approved_at = None, clock()
    return Approved(definition.id, definition.sha256, new)


def withdraw(store: Store, clock: Clock, kind: str, sha256: str | None = None) -> tuple[str, ...]:
    """Issues nothing more for a kind, or for one of its files; returns the digests (hex) withdrawn now. Papers stay verifiable."""
    with store.write() as session:
        live = select(ApprovedDefinition).where(ApprovedDefinition.kind == kind, ApprovedDefinition.withdrawn_at.is_(None))
        rows = [row for row in session.scalars(live) if sha256 is None or row.sha256 == sha256]
        for row in rows:
            row.withdrawn_at = clock()
        return tuple(sorted(row.sha256 for row in rows))


def approve_all(store: Store, clock: Clock, directory: Path) -> tuple[Approved, ...]:
    """Approves every `*.toml` in a directory, in the order of names. Raises DefinitionError with the faults of all files."""
    approved: list[Approved] = []
    faults: list[Fault] = []
    for file in sorted(directory.glob("*.toml")):
        try:
            approved.append(approve(store, clock, file))
        except DefinitionError as error:
            faults += error.faults
    if faults:
        raise DefinitionError(faults)
    return tuple(approved)


def check(definition: Definition, data: bytes, file: str) -> Iterator[Fault]:
    """The faults of a definition against the archive's datasets; none when it can be issued for."""
    places = Places(data)
    if definition.is_slip or definition.dataset == receipt.NAME:
        yield Fault(file, places.line(("dataset",)), "dataset", "a paper that is issued", "Slips need no approval: leave the file out.")
        return
    dataset = DATASETS.get(definition.dataset)
    if dataset is None:
        yield Fault(file, places.line(("dataset",)), "dataset", "a dataset of this archive", _known(DATASETS))
        return
    yield from definition.check(SCHEMAS[dataset.name])
    for index, parameter in enumerate(definition.parameters):
        yield from _check_parameter(parameter, index, dataset, places, file)


def _check_parameter(parameter: ParameterDefinition, index: int, dataset: Dataset, places: Places, file: str) -> Iterator[Fault]:
    where = f"parameter.{index}"

    def fault(key: str, expected: str, remedy: str) -> Fault:
        return Fault(file, places.line(("parameter", index, key)), where, expected, remedy)

    if parameter.choices_from is not None:
        source = dataset.sources.get(parameter.choices_from)
        fitting = [name for name, one in dataset.sources.items() if one.type == parameter.type]
        if source is None:
            yield fault("choices_from", "choices_from with a source of the dataset", _known(dataset.sources))
        elif source.type != parameter.type:
            yield fault("choices_from", f"a source of the type {parameter.type}", _known(fitting))
        return
    if parameter.type != "choice":
        return  # a language stands in the definition itself; that months and spellings have a source is checked there
    fields = dataset.schema["properties"]
    if parameter.name not in _STATED:
        yield fault("name", "the name of a field of the dataset that a definition words", _known(_STATED))
    elif parameter.at_most != 1:
        yield fault("at_most", "at_most = 1 where the choices stand in the file", "Set at_most = 1.")
    else:
        yield from _check_labels(parameter, fields[parameter.name], fault)


def _check_labels(parameter: ParameterDefinition, field: Mapping[str, Any], fault: Callable[[str, str, str], Fault]) -> Iterator[Fault]:
    for choice in parameter.choices:
        stated = {"code": choice.value, "label": choice.label["zh"], "label_en": choice.label["en"]}
        for name, text in stated.items():
            longest = field["properties"][name]["maxLength"]
            if len(text) > longest:
                yield fault("choices", f"{name} of at most {longest} characters", "Shorten it: it stands on the paper.")


def _known(names: Iterable[str]) -> str:
    return f"Known here: {', '.join(sorted(names)) or 'none'}."


def _give_code(session: Session, kind: str) -> None:
    if session.get(KindCode, kind) is None:
        session.add(KindCode(kind=kind, code=(session.scalar(select(func.max(KindCode.code))) or 0) + 1))
