"""Approving certificate definitions: the archive issues only for files whose SHA-256 stands in its table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from archive.datasets import DATASETS, Dataset
from archive.store import ApprovedDefinition, KindCode, Store
from archive.times import Clock
from printing.definition import Definition, DefinitionError, parse
from printing.faults import Fault
from printing.places import Places


@dataclass(frozen=True, slots=True)
class Approved:
    """A definition that may be issued for. `new` is false when it was approved before."""

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
        new = session.get(ApprovedDefinition, definition.sha256) is None
        if new:
            session.add(
                ApprovedDefinition(sha256=definition.sha256, kind=definition.id, dataset=definition.dataset, file=data, approved_at=clock())
            )
            _give_code(session, definition.id)
    return Approved(definition.id, definition.sha256, new)


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
    dataset = DATASETS.get(definition.dataset)
    if dataset is None:
        yield Fault(file, places.line(("dataset",)), "dataset", "a dataset of this archive", _known(DATASETS))
        return
    yield from definition.check(dataset.schema)
    yield from _check_parameters(definition, dataset, places, file)


def _check_parameters(definition: Definition, dataset: Dataset, places: Places, file: str) -> Iterator[Fault]:
    fields = dataset.schema["properties"]
    for index, parameter in enumerate(definition.parameters):
        line = places.line(("parameter", index, "name"))
        where = f"parameter.{index}"
        if parameter.choices_from is not None:
            if parameter.choices_from not in dataset.sources:
                yield Fault(file, line, where, "choices_from with a source of the dataset", _known(dataset.sources))
        elif parameter.name not in fields:
            yield Fault(file, line, where, "the name of a field of the dataset", _known(fields))
        elif parameter.at_most != 1:
            yield Fault(file, line, where, "at_most = 1 where the choices stand in the file", "Set at_most = 1.")


def _known(names: Iterable[str]) -> str:
    return f"Known here: {', '.join(sorted(names)) or 'none'}."


def _give_code(session: Session, kind: str) -> None:
    if session.get(KindCode, kind) is None:
        session.add(KindCode(kind=kind, code=(session.scalar(select(func.max(KindCode.code))) or 0) + 1))
