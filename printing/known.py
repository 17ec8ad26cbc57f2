"""What whoever checks a paper knows beforehand: keys, certificates, approved definitions, and fonts to set a page with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cryptography.x509 import Certificate

    from printing.fonts import FontStack
    from printing.mongolian import MongolianScript


@dataclass(frozen=True, slots=True)
class Approval:
    """A definition for which papers were issued: `since` <= time of issue < `until`; None where no bound is known."""

    kind: str
    sha256: str
    since: datetime | None = None
    until: datetime | None = None

    def covers(self, kind: str, sha256: str, issued_at: datetime) -> bool:
        """Whether a paper of that kind, definition and time was issued for this definition."""
        within = (self.since is None or self.since <= issued_at) and (self.until is None or issued_at < self.until)
        return self.kind == kind and self.sha256 == sha256 and within


@dataclass(frozen=True, slots=True)
class Known:
    """`jwks` is the published key set. What is left out is not judged, and the check says so.

    `signers` may have signed the PDF, `time_stampers` its time stamp. `approvals` are the definitions known here, `all_approvals` whether
    these are all that the archive ever approved. `fonts` set the page again; `script` is the Mongolian face.
    """

    jwks: Mapping[str, Any]
    signers: Sequence[Certificate] = ()
    time_stampers: Sequence[Certificate] = ()
    approvals: Sequence[Approval] = field(default=())
    all_approvals: bool = False
    fonts: FontStack | None = None
    script: MongolianScript | None = None


def approval_of(values: Mapping[str, Any]) -> Approval:
    """One entry of the archive's `/.well-known/definitions.json`. Raises ValueError."""
    try:
        since, until = (None if values[name] is None else datetime.fromisoformat(values[name]) for name in ("from", "until"))
        kind, sha256 = values["kind"], values["sha256"]
    except (KeyError, TypeError) as error:
        raise ValueError("not an approved definition") from error
    if not isinstance(kind, str) or not isinstance(sha256, str):
        raise ValueError("not an approved definition")
    return Approval(kind, sha256, since, until)
