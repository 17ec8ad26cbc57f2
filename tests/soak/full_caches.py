"""Caches with a bound are filled before memory is measured: while they fill, which takes thousands of citizens, they look like a leak."""

from __future__ import annotations

from dataclasses import fields, replace
from math import ceil
from random import Random

import cairocffi

from kiosk.screens.samples import one_of_each, page
from kiosk.session.machine import Machine
from kiosk.widgets import text
from kiosk.widgets.display import Display
from kiosk.widgets.tokens import WEIGHTS, Look, Type
from printing.fonts import FontStack
from tests.soak.window import Window

GLYPHS = 24_000
"""Cairo keeps 512 pages of up to 32 glyphs, of every size and weight together (cairo-scaled-font.c), Pixman 16,384 of their pictures."""

HANZI = (0x4E00, 0x9FA5)
NO_FACE_HAS_IT = "\U0003ffff"
"""Looked for in every font there is, so that Pango knows them all for this size and weight."""
LINE = 40  # characters
LOOKS = (
    ("zh_CN", ("zoom",)),  # first: when it ends the kiosk drops the pictures it had drawn four times as fine
    ("zh_CN", ()),
    ("zh_CN", ("large-print",)),
    ("zh_CN", ("high-contrast",)),
    ("zh_CN", ("low-reach",)),
    ("zh_CN", ("large-print", "high-contrast")),
    ("en", ()),
    ("mn_Mong", ()),
)


def fill_caches(fonts: FontStack, display: Display) -> None:
    """Reads every face of the paper, as a started kiosk does, and draws more glyphs than Cairo keeps, in the sizes of the screen."""
    fonts.warm()
    random = Random(0)
    faces = sorted(_faces(display), key=lambda face: (face.size, face.weight))
    tallest = faces[-1].size
    # Large enough for a whole line: of what lies outside no picture is made.
    context = cairocffi.Context(cairocffi.ImageSurface(cairocffi.FORMAT_A8, ceil(LINE * tallest), ceil(text.LINE * tallest)))
    for face in faces:
        text.measure(NO_FACE_HAS_IT, face)
    for index in range(GLYPHS // LINE):
        words = "".join(chr(random.randint(*HANZI)) for _ in range(LINE))
        context.move_to(0, 0)
        text.draw(context, words, faces[index % len(faces)])


def show_every_screen(window: Window, machine: Machine) -> None:
    """Draws a screen of every state in every language and look, for the pictures and panels that are kept; at the end that of `machine`."""
    one_each = one_of_each()
    for locale, modes in LOOKS:
        for sample in one_each:
            window.app.show(replace(sample, locale=locale, modes=frozenset(modes)))
            window.frame()
    window.app.show(machine)
    window.frame()
    page.cache_clear()  # the samples' own


def _faces(display: Display) -> set[text.Face]:
    """Every size that text on this panel may have, in every weight."""
    looks = [Look(display, modes) for modes in (frozenset[str](), frozenset({"large-print"}))]
    return {text.Face(look.size(style.name), weight) for look in looks for style in fields(Type) for weight in WEIGHTS.values()}
