"""What the archive can compose: per dataset a JSON Schema, the choices it offers and the content. Kinds are not known here."""

from __future__ import annotations

from collections.abc import Mapping

from archive.datasets import (
    archive_pages,
    birth,
    criminal_record,
    death,
    exit_entry,
    family,
    household_changes,
    receipt,
    vehicle_violations,
)
from archive.datasets.model import Asked, Dataset, Decision, Json, Option, Query, Refused

__all__ = ["DATASETS", "SCHEMAS", "Asked", "Dataset", "Decision", "Json", "Option", "Query", "Refused"]

DATASETS: Mapping[str, Dataset] = {
    part.DATASET.name: part.DATASET
    for part in (birth, death, family, household_changes, criminal_record, vehicle_violations, exit_entry, archive_pages)
}
"""What a kind may be issued from, by name."""

SCHEMAS: Mapping[str, Json] = {**{name: dataset.schema for name, dataset in DATASETS.items()}, receipt.NAME: receipt.SCHEMA}
"""The schemas that definitions are checked against: those of the datasets, and that of slips."""
