"""What the screens show of settings and definitions: the display and the kinds' faces."""

from __future__ import annotations

from collections.abc import Iterable

from config.settings import Settings
from kiosk.widgets.display import Display, KindFace
from printing.definition import Definition


def display(settings: Settings, *, cursor: bool = False) -> Display:
    """The panel and the place, in the screens' terms. `cursor`: show a pointer, for somebody with a mouse."""
    screen, help_ = settings.screen, settings.help
    return Display(
        diagonal_in=screen.diagonal_in,
        width_px=screen.width_px,
        height_px=screen.height_px,
        bottom_edge_mm=screen.bottom_edge_mm,
        fullscreen=screen.fullscreen,
        touch=screen.touch,
        cursor=cursor,
        unit=settings.kiosk.name,
        place=settings.kiosk.place,
        kiosk_id=settings.kiosk.id,
        window=help_.window,
        phone=help_.phone or "",
        hours=help_.hours or "",
        elsewhere=help_.elsewhere or "",
        minutes=settings.measured.minutes if settings.measured else None,
        measured_on=settings.measured.on if settings.measured else None,
    )


def faces(definitions: Iterable[Definition]) -> dict[str, KindFace]:
    """Kind to how it looks."""
    return {definition.id: _face(definition) for definition in definitions}


def _face(definition: Definition) -> KindFace:
    return KindFace(
        title=dict(definition.title),
        name=dict(definition.menu.name),
        note=dict(definition.menu.note),
        icon=definition.menu.icon,
        parameters={parameter.name: dict(parameter.label) for parameter in definition.parameters},
        choices={parameter.name: {c.value: dict(c.label) for c in parameter.choices} for parameter in definition.parameters},
    )
