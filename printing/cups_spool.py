"""Whether a CUPS queue would print a paper again: what can be seen of its spool without being cupsd.

cupsd keeps a job with its document until it knows that it is done. Killed between the last page and that moment, or by a power cut, it
finds the job in its spool when it starts and prints it once more: the same number on two papers. So the spool must not outlive cupsd.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from os.path import normpath
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from printing.notice import Notice

_HERE: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_GONE_WITH_THE_POWER: Final = frozenset({"tmpfs", "ramfs"})
_DEFAULTS: Final = {
    "serverroot": "/etc/cups",
    "requestroot": "/var/spool/cups",
    "preservejobfiles": "86400",
}  # cups-files.conf(5), cupsd.conf(5)
_NONE_KEPT: Final = frozenset({"no", "off", "false", "0"})
_UNITS: Final = ("etc/systemd/system", "run/systemd/system", "usr/lib/systemd/system", "lib/systemd/system")
_REMEDY: Final = "See docs/technician.md, A CUPS queue."

_SPOOL = "RequestRoot /run/cups/spool in cups-files.conf, RuntimeDirectory=cups/spool for cups.service"


def spool_notices(uri: str, root: Path = Path("/")) -> tuple[Notice, ...]:
    """What speaks against the spool of the queue at `uri`, or that it cannot be seen. `root`: where the files of this machine begin."""
    host = (urlsplit(uri).hostname or "").lower()
    if host not in _HERE | {socket.gethostname().lower()}:
        return (_unseen(f"on {host}, which is another machine"),)
    try:
        files = _directives(root / "etc/cups/cups-files.conf")
        daemon = _directives(root / "etc/cups/cupsd.conf")
        mounts = (root / "proc/self/mountinfo").read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        return (_unseen(f"{error.filename} cannot be read ({error.strerror}); run this as root"),)
    said = {**_DEFAULTS, **files, **daemon}
    return tuple(_against(Path(normpath(Path(said["serverroot"], said["requestroot"]))), said["preservejobfiles"], mounts, root))


def _against(spool: Path, kept: str, mounts: str, root: Path) -> Iterator[Notice]:
    kind = _file_system(spool, mounts)
    if kind not in _GONE_WITH_THE_POWER:
        said = f"The queue's spool {spool} lies on {kind or 'a disk'} and survives a power cut: CUPS may then print a paper a second time."
        yield Notice(said, f"Set {_SPOOL}. {_REMEDY}")
    elif not _goes_with_cupsd(spool, root):
        said = f"The queue's spool {spool} survives a restart of cupsd: CUPS may then print a paper a second time."
        yield Notice(said, f"Set {_SPOOL}. {_REMEDY}")
    if kept.lower() not in _NONE_KEPT:
        said = f"The queue keeps documents after they are printed (PreserveJobFiles {kept})."
        yield Notice(said, f"Set PreserveJobFiles No in cupsd.conf. {_REMEDY}")


def _unseen(why: str) -> Notice:
    said = f"Whether the queue's spool survives a restart cannot be seen: {why}. If it does, CUPS may print a paper a second time."
    return Notice(said, f"There: {_SPOOL}, PreserveJobFiles No in cupsd.conf. {_REMEDY}")


def _directives(path: Path) -> dict[str, str]:
    """The directives of a file of CUPS, in lower case, with their values; none of a file that is not there. Raises OSError."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return {}
    rows = (line.split(None, 1) for line in text.splitlines() if not line.lstrip().startswith("#"))
    return {row[0].lower(): row[1].strip() for row in rows if len(row) == 2}


def _file_system(path: Path, mounts: str) -> str:
    """The kind of file system a path lies on (proc(5), mountinfo): that of the longest mount point above it, the last one there."""
    found, longest = "", -1
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        fields, kind = before.split(), after.split()
        if len(fields) < 5 or not kind:
            continue
        place = Path(re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), fields[4]))
        if path.is_relative_to(place) and len(place.parts) >= longest:
            found, longest = kind[0], len(place.parts)
    return found


def _goes_with_cupsd(spool: Path, root: Path) -> bool:
    """Whether systemd removes the spool whenever cupsd ends (systemd.exec(5), RuntimeDirectory)."""
    if not spool.is_relative_to("/run"):
        return False
    ours, named, kept = str(spool.relative_to("/run")), False, False
    for folder in _UNITS:
        units = [root / folder / "cups.service", *sorted((root / folder / "cups.service.d").glob("*.conf"))]
        for unit in units:
            try:
                lines = unit.read_text(encoding="utf-8", errors="replace").splitlines()
            except OSError:
                continue
            for name, _, value in (line.strip().partition("=") for line in lines):
                named = named or (name == "RuntimeDirectory" and ours in value.split())
                kept = kept or (name == "RuntimeDirectoryPreserve" and value.strip() not in ("no", "false", "0"))
    return named and not kept
