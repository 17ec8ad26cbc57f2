"""From a query to content that may be printed, or to the way to the window."""

from __future__ import annotations

import structlog

from archive.conformity import breaches
from archive.datasets.model import Dataset, Json, NoReading, Query, Refused
from archive.problems import Problem

_log = structlog.get_logger(__name__)


def composed(dataset: Dataset, query: Query) -> Json | Refused:
    """The content, which follows its dataset's schema. What cannot be spelt, or was not foreseen by the schema, goes to the window."""
    try:
        content = dataset.compose(query)
    except NoReading:
        return Refused(Problem.AT_WINDOW, "no-reading")
    if isinstance(content, Refused):
        return content
    broken = tuple(breaches(content, dataset.schema))
    if broken:
        _log.warning("content-off-schema", dataset=dataset.name, at=broken[0])
        return Refused(Problem.AT_WINDOW, "off-schema")
    return content
