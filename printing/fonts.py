"""The typefaces of the paper: found once, loaded when first needed, with a fallback for every single character.

Body NotoSerifSC 400, title NotoSerifSC 900, heads NotoSansSC 700, notes LXGW WenKai (reference section 3.3). A character the
face of a role lacks is looked for in NotoSerifSC, BabelStone Han, HanaMinA and HanaMinB; without the Noto faces BabelStone Han
takes the body, and thickened the title and heads. Private-use code points never count as covered, nor does what is no picture of its
own: controls, format characters, variation selectors and other marks upon a character. Faces draw boxes for many of them.
"""

from __future__ import annotations

import os
import threading
import unicodedata
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import TYPE_CHECKING, Final, NamedTuple

from printing.spaces import is_space

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from printing.font_file import FontFile


@unique
class Role(StrEnum):
    """What a piece of text is, as far as its face goes."""

    BODY = "body"
    TITLE = "title"
    HEAD = "head"
    NOTE = "note"


class FontsMissing(LookupError):
    """There is no face at all for the body."""

    def __init__(self, directories: Sequence[Path]) -> None:
        self.directories = tuple(directories)
        places = ", ".join(str(directory) for directory in directories)
        super().__init__(f"no Chinese Song face (NotoSerifSC or BabelStone Han) in {places}; install fonts-babelstone-han")


class GlyphMissing(LookupError):
    """No face has these characters; nothing may be issued with them. `characters` are the characters, once each."""

    def __init__(self, characters: Iterable[str]) -> None:
        self.characters = tuple(dict.fromkeys(characters))
        codes = ", ".join(f"U+{ord(character):04X}" for character in self.characters)
        super().__init__(f"no face has {codes}")


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one face: `font` is its name."""

    font: str
    text: str


_BODY: Final = "NotoSerifSC_400Regular.ttf"
_SUBSTITUTE: Final = "BabelStoneHan.ttf"
_FALLBACKS: Final = (_BODY, _SUBSTITUTE, "HanaMinA.ttf", "HanaMinB.ttf")
_WANTED: Final[Mapping[Role, tuple[str, ...]]] = {
    Role.BODY: (_BODY, _SUBSTITUTE),
    Role.TITLE: ("NotoSerifSC_900Black.ttf", "NotoSerifSC_700Bold.ttf", _SUBSTITUTE),
    Role.HEAD: ("NotoSansSC_700Bold.ttf", "wqy-zenhei.ttc", "DroidSansFallbackFull.ttf", _SUBSTITUTE),
    Role.NOTE: ("LXGWWenKai-Regular.ttf", _BODY, _SUBSTITUTE),
}
_DEBIAN_NOTICE: Final = "The Noto faces are missing; the paper is set in BabelStone Han. Fetch the fonts again with network access."
_PRIVATE_USE: Final = ((0xE000, 0xF8FF), (0xF0000, 0xFFFFD), (0x100000, 0x10FFFD))  # Unicode 15, chapter 23.5

_SPACE: Final = " "
# Unicode categories of what acts upon other characters or lines: shaping, which these pages do not do (Mongolian has its own setting),
# would be needed. A variation sequence (a base and U+E0100 or higher) is another shape of the base; no face is asked for it, so the
# selector is missing and the paper refused, rather than that a name prints in a shape that is not the register's.
_NEVER_ALONE: Final = frozenset(("Cc", "Cf", "Zl", "Zp", "Mn", "Mc", "Me"))


class Face:
    """One font file, opened when first asked. `name` is its file's name without the ending."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.stem
        self._font: FontFile | None = None
        self._loading = threading.Lock()

    @property
    def font(self) -> FontFile:
        """The font. Reading takes a tenth to half a second, once a process: see FontStack.warm. Raises FontRefused."""
        if self._font is None:
            with self._loading:
                if self._font is None:
                    from printing.font_file import FontFile  # with ReportLab: a kiosk that starts needs the names of the files alone

                    self._font = FontFile(self.path)
        return self._font

    @property
    def is_loaded(self) -> bool:
        """Whether the file has been read."""
        return self._font is not None

    def covers(self, character: str) -> bool:
        """Whether the face has a glyph of its own for the character; what `is_drawable` refuses and blank glyphs never count."""
        code = ord(character)
        glyph = self.font.charToGlyph.get(code, 0) if is_drawable(character) else 0
        return glyph != 0 and (is_space(character) or not self.font.is_blank(glyph))

    def glyph(self, character: str) -> int:
        """The number of the character's glyph in the file; 0 for none."""
        return int(self.font.charToGlyph.get(self.code(character), 0))

    def code(self, character: str) -> int:
        """The code point whose glyph is drawn: the character's own, or for a kind of space that the face lacks the plain space's."""
        code = ord(character)
        return ord(_SPACE) if is_space(character) and not self.font.charToGlyph.get(code) else code

    def width(self, character: str) -> float:
        """The character's advance in thousandths of the size."""
        return float(self.font.charWidths.get(self.code(character), self.font.defaultWidth))


class Drawn(NamedTuple):
    """How a character is drawn: its face, the code point of its glyph there, and its advance in thousandths of the size."""

    face: Face
    code: int
    width: float


def is_private_use(code: int) -> bool:
    """Whether a code point is private-use: some fonts draw something there, which is never the name that was meant."""
    return any(first <= code <= last for first, last in _PRIVATE_USE)


def is_drawable(character: str) -> bool:
    """Whether a glyph for this character alone can be what was meant: no private-use code point, no control, no mark upon another."""
    return not is_private_use(ord(character)) and unicodedata.category(character) not in _NEVER_ALONE


class FontStack:
    """The faces for one paper. Safe to share between threads; measuring and splitting are pure once a face is loaded."""

    def __init__(self, files: Mapping[str, Path]) -> None:
        faces = {name: Face(path) for name, path in files.items()}
        self._roles = {role: next(faces[name] for name in names if name in faces) for role, names in _WANTED.items()}
        self._fallbacks = tuple(faces[name] for name in _FALLBACKS if name in faces)
        self._by_name = {face.name: face for face in faces.values()}
        self._thick = frozenset(role for role in (Role.TITLE, Role.HEAD) if self._roles[role].path.name == _SUBSTITUTE)
        # Kept between papers, by single characters: they tell of nobody.
        self._found: dict[tuple[Role, str], Face | None] = {}
        self._drawn: dict[Role, dict[str, Drawn]] = {role: {} for role in Role}
        self.notice = None if _BODY in files else _DEBIAN_NOTICE

    @classmethod
    def find(cls, directories: Sequence[Path]) -> FontStack:
        """The faces found below the directories, the first of a name winning. Raises FontsMissing when there is none for the body."""
        known = {name for names in (*_WANTED.values(), _FALLBACKS) for name in names}
        files: dict[str, Path] = {}
        for directory in directories:
            for folder, below, names in os.walk(directory, followlinks=True):
                below.sort()
                for name in sorted(known.intersection(names)):
                    files.setdefault(name, directory.__class__(folder) / name)
        if not files.keys() & {_BODY, _SUBSTITUTE}:
            raise FontsMissing(directories)
        return cls(files)

    def warm(self) -> None:
        """Reads every face, the fallbacks too, so that the first paper with a rare name is as quick as the next. Takes a second."""
        for face in self._by_name.values():
            if face in self._fallbacks or face in self._roles.values():
                face.covers(_SPACE)

    def face(self, role: Role, character: str) -> Face | None:
        """The face that draws the character in this role; None when no face has it."""
        key = (role, character)
        if key not in self._found:
            own = self._roles[role]
            self._found[key] = next((face for face in (own, *self._fallbacks) if face.covers(character)), None)
        return self._found[key]

    def missing(self, text: str) -> tuple[str, ...]:
        """The characters of the text that no face has, once each, in order. Line ends and spaces are not characters to draw."""
        return tuple(dict.fromkeys(one for one in text if not is_space(one) and self.face(Role.BODY, one) is None))

    def width(self, role: Role, text: str, size: float) -> float:
        """The text's advance in points. Raises GlyphMissing."""
        known = self._drawn[role]
        try:
            return sum([known[one].width for one in text]) * size / 1000
        except KeyError:
            return sum([self.drawn(role, one).width for one in text]) * size / 1000

    def runs(self, role: Role, text: str) -> tuple[Run, ...]:
        """The text in pieces of one face each. Raises GlyphMissing."""
        pieces: list[Run] = []
        for one in text:
            name = self.face_of(role, one).name
            if pieces and pieces[-1].font == name:
                pieces[-1] = Run(name, pieces[-1].text + one)
            else:
                pieces.append(Run(name, one))
        return tuple(pieces)

    def is_thickened(self, role: Role) -> bool:
        """Whether the role's face is a light one that has to be drawn with an outline of 0.5 pt."""
        return role in self._thick

    def named(self, name: str) -> Face:
        """The face of a run. Raises KeyError."""
        return self._by_name[name]

    def drawn(self, role: Role, character: str) -> Drawn:
        """How the character is drawn in this role. Raises GlyphMissing."""
        known = self._drawn[role].get(character)
        if known is None:
            face = self.face_of(role, character)
            known = self._drawn[role][character] = Drawn(face, face.code(character), face.width(character))
        return known

    def face_of(self, role: Role, character: str) -> Face:
        """The face that draws the character in this role; every kind of space comes from the face of the plain one. Raises GlyphMissing."""
        face = self.face(role, _SPACE if is_space(character) else character)
        if face is None:
            raise GlyphMissing(character)
        return face
