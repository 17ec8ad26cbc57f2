"""Where a kiosk can be cut: before, inside and after every write of the journal, every call to the archive and to the printer.

Installed in a child process of the tests by replacing methods; production code knows nothing of it. A boundary has a name, and a name
counts the first time it is passed: how often the printer is asked depends on the machine's mood, what comes first does not. What is done
for the second paper of a basket has names of its own.
"""

from __future__ import annotations

import http.client
import inspect
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from kiosk.archive import ArchiveClient
from kiosk.faults import ArchiveFault
from kiosk.issuing import OnProgress, Settled
from kiosk.journal import Journal
from kiosk.press import Press
from kiosk.printer_port import IppPort
from kiosk.reconcile import Reconciler
from printing.ipp import Client
from printing.ipp_codec import IppOperation

_UPKEEP = ("probe", "prune")  # about no paper
JOURNAL = tuple(
    name
    for name, method in vars(Journal).items()
    if inspect.isfunction(method) and not name.startswith("_") and name not in _UPKEEP
    and any(writes in inspect.getsource(method) for writes in ("self._move(", "self._transaction("))
)  # fmt: skip
"""Every method of the journal that writes about a paper."""

ARCHIVE = (
    "open_visit", "draft", "issue", "sign", "file_document", "offer_pickup", "pickup", "outcome", "void", "look_up", "end_visit",
)  # fmt: skip
KEYED = {
    *(("journal", name) for name in JOURNAL if name not in ("settle", "conceded")),  # staff name the number
    *(("archive", name) for name in ARCHIVE if name not in ("open_visit", "draft", "end_visit")),
}
"""What is done with a paper's key, which comes first."""

SECOND = " (second paper)"
IPP = {
    IppOperation.PRINT_JOB: "Print-Job", IppOperation.GET_JOB_ATTRIBUTES: "Get-Job-Attributes", IppOperation.GET_JOBS: "Get-Jobs",
    IppOperation.CANCEL_JOB: "Cancel-Job",
}  # fmt: skip


class Boundaries:
    """Tells `report` of every boundary passed for the first time; at the one called `cut_at` kills `with_it` and this process."""

    def __init__(self, report: Callable[[str], None], cut_at: str | None, with_it: Sequence[int] = ()) -> None:
        self._report = report
        self._cut_at = cut_at
        self._with_it = with_it
        self._lock = threading.Lock()
        self._passed: set[str] = set()
        self._keys: list[str] = []

    def paper(self, key: str, *, begins: bool) -> str:
        """What the names of a paper's boundaries end in. A paper that an earlier life began is like a first."""
        with self._lock:
            if begins:
                self._keys.append(key)
            return SECOND if key in self._keys[1:] else ""

    def at(self, name: str) -> None:
        """This is the boundary `name`."""
        with self._lock:
            if name in self._passed:
                return
            self._passed.add(name)
            self._report(f"point {name}")
            if name == self._cut_at:
                for process in self._with_it:
                    os.kill(process, signal.SIGKILL)
                os.kill(os.getpid(), signal.SIGKILL)


class _Current(threading.local):
    """What this thread is in the middle of, and for which paper: what comes between two steps of a paper is done by the same thread."""

    name: str | None = None
    paper: str = ""


_current = _Current()


@contextmanager
def _within(name: str) -> Iterator[None]:
    before, _current.name = _current.name, name
    try:
        yield
    finally:
        _current.name = before


def install(boundaries: Boundaries, report: Callable[[str], None]) -> None:
    """Puts the boundaries into this process, for good, and has every round of the reconciliation reported."""
    _rounds(report)
    for name in JOURNAL:
        _around(boundaries, Journal, name, "journal")
    for name in ARCHIVE:
        _around(boundaries, ArchiveClient, name, "archive")
    for name in ("compose", "sign"):
        _around(boundaries, Press, name, "press")
    _inside_transactions(boundaries)
    _around_ipp(boundaries)
    _before_answers(boundaries)
    _pages(boundaries)


def _around(boundaries: Boundaries, owner: type, method: str, part: str) -> None:
    done = getattr(owner, method)

    def wrapped(self: Any, *args: Any, **more: Any) -> Any:
        if (part, method) in KEYED:
            _current.paper = boundaries.paper(args[0], begins=method == "begin")
        elif part == "archive":
            _current.paper = ""
        name = f"{part} {method}{_kind(method, args)}{_current.paper}"
        boundaries.at(f"{name}: before")
        try:
            with _within(name):
                answer = done(self, *args, **more)
        except ArchiveFault:
            boundaries.at(f"{name}: after")  # a refusal is an answer too
            raise
        boundaries.at(f"{name}: after")
        return answer

    setattr(owner, method, wrapped)


def _kind(method: str, args: Sequence[Any]) -> str:
    """An outcome is part of the name: what is told of a paper that was printed is another step than that it is unconfirmed."""
    if method not in ("settled", "settle", "outcome", "told"):
        return ""
    return f" {getattr(args[1], 'value', args[1])}"


def _inside_transactions(boundaries: Boundaries) -> None:
    transaction = Journal._transaction

    @contextmanager
    def cut(self: Journal) -> Iterator[None]:
        with transaction(self):
            yield
            if _current.name is not None:
                boundaries.at(f"{_current.name}: inside")

    Journal._transaction = cut  # type: ignore[method-assign]


def _around_ipp(boundaries: Boundaries) -> None:
    ask = Client.ask

    def wrapped(self: Client, operation: IppOperation, *args: Any, **more: Any) -> Any:
        if operation not in IPP:
            return ask(self, operation, *args, **more)
        name = f"printer {IPP[operation]}{_current.paper}"
        boundaries.at(f"{name}: before")
        with _within(name):
            answer = ask(self, operation, *args, **more)
        boundaries.at(f"{name}: after")
        return answer

    Client.ask = wrapped  # type: ignore[method-assign]


def _before_answers(boundaries: Boundaries) -> None:
    """The request is on its way, and nothing has been read of the answer."""
    getresponse = http.client.HTTPConnection.getresponse

    def wrapped(self: http.client.HTTPConnection) -> http.client.HTTPResponse:
        if _current.name is not None:
            boundaries.at(f"{_current.name}: asked")
        return getresponse(self)

    http.client.HTTPConnection.getresponse = wrapped  # type: ignore[method-assign]


def _rounds(report: Callable[[str], None]) -> None:
    run = Reconciler.run

    def told(self: Reconciler) -> int:
        left = run(self)
        report("round")
        return left

    Reconciler.run = told  # type: ignore[method-assign]


def _pages(boundaries: Boundaries) -> None:
    follow = IppPort.follow

    def wrapped(self: IppPort, job_id: int, job_name: str, pages: int, on_progress: OnProgress) -> Settled:
        def told(page: int, problem: Any) -> None:
            for each in range(1, page + 1):
                boundaries.at(f"printer page {each}{_current.paper}: seen")
            on_progress(page, problem)

        return follow(self, job_id, job_name, pages, told)

    IppPort.follow = wrapped  # type: ignore[method-assign]
