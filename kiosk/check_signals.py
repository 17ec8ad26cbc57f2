"""The technician's own programs: whether each can be run. None is run here: a horn would sound."""

from __future__ import annotations

import shutil

from config.settings import Settings
from kiosk.check import Finding, sound, warned

_REMEDY = "Correct the path, or make the file a program (chmod +x) that the kiosk's user may run."


def signals_of(settings: Settings) -> tuple[Finding, ...]:
    """A warning for each program that cannot be run: without it nobody is called, and the kiosk works on."""
    table = settings.signals
    programs = {f"signals.{name}": getattr(table, name) for name in type(table).model_fields}
    programs["sound.earphone_plugged"] = settings.sound.earphone_plugged
    configured = {key: program[0] for key, program in programs.items() if program}
    missing = [(key, name) for key, name in configured.items() if shutil.which(name) is None]
    if missing:
        return tuple(warned("signals", f"{key}: there is no program {name}.", _REMEDY) for key, name in missing)
    return (sound("signals", ", ".join(configured) or "no programs are configured"),)
