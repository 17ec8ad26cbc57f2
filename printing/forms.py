"""What a paper draws more than once, stored once: shapes as form XObjects, pictures as image XObjects (ISO 32000-2, 8.9 and 8.10).

A shape that stands in many places is the same on every paper (watermark, seal), so its compressed stream is kept for the next one.
What says something about a citizen has one place and is drawn once (the QR symbol); it never comes here.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Final

from printing.content import Stream, concatenation
from printing.ops import Picture, Shape
from printing.pdf_file import Entries, Items, deflated
from printing.pictures import image

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from printing.ops import Matrix
    from printing.pdf_file import PdfFile, Ref

IDENTITY: Final[Matrix] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_KEPT: Final = 16  # shapes whose streams are kept
_SEAL: Final = ""  # no shape has this name

_Corners = tuple[float, float, float, float]  # left, bottom, right, top


@dataclass(frozen=True, slots=True)
class _Packed:
    """A shape's stream, compressed: the path in all its places, with the box around them.

    The path is written out for each place: a form within a form would cost whoever draws the page a new start each time, and a
    repeated text takes next to no room once it is compressed.
    """

    shape: Shape
    data: bytes
    box: _Corners


_kept: OrderedDict[str, _Packed] = OrderedDict()
_keeping = threading.Lock()


class Forms:
    """The XObjects of one paper."""

    def __init__(self, file: PdfFile) -> None:
        self._file = file
        self._known: dict[str, tuple[str, Ref]] = {}  # name of shape or picture -> resource name, object

    def shape(self, shape: Shape) -> str:
        """The resource name of the form that draws the shape in all its places."""
        known = self._known.get(shape.name)
        if known is None:
            packed = _packed(shape)
            known = self._add(shape.name, self._form(packed.box, packed.data))
        return known[0]

    def picture(self, picture: Picture) -> str:
        """The resource name of the picture. Raises PictureError."""
        known = self._known.get(picture.name)
        if known is None:
            entries, data = image(picture.data)
            known = self._add(picture.name, self._file.put_raw({"Type": "/XObject", "Subtype": "/Image", **entries}, data))
        return known[0]

    def seal(self, parts: Sequence[tuple[Shape | Picture, float, float]], width: float, height: float) -> tuple[str, Ref]:
        """One form of all the parts of a seal, each moved by its x and y, in the box [0 0 width height]: resource name and object."""
        stream = Stream()
        for part, x, y in parts:
            match part:
                case Picture():
                    stream.form(self.picture(part), (part.width, 0.0, 0.0, part.height, part.x + x, part.y + y))
                case Shape():
                    stream.form(self.shape(part), (1.0, 0.0, 0.0, 1.0, x, y))
        used = dict(self._known[part.name] for part, _, _ in parts)
        return self._add(_SEAL, self._form((0.0, 0.0, width, height), deflated(stream.data()), used))

    def over(self, name: str, form: Ref, operators: bytes, width: float, height: float) -> Ref:
        """A form in the box [0 0 width height] that draws another one and the operators above it; no page names it."""
        return self._form((0.0, 0.0, width, height), _deflated(b"/%s Do %s" % (name.encode("ascii"), operators)), {name: form})

    def entries(self) -> dict[str, Ref]:
        """The entries for a page's resource dictionary."""
        return dict(self._known.values())

    def _add(self, key: str, form: Ref) -> tuple[str, Ref]:
        self._known[key] = (f"X{len(self._known) + 1}", form)
        return self._known[key]

    def _form(self, box: _Corners, data: bytes, used: dict[str, Ref] | None = None) -> Ref:
        corners = Items([round(value, 2) for value in box])
        resources = Entries({"XObject": Entries(used)} if used else {})
        return self._file.put_deflated({"Type": "/XObject", "Subtype": "/Form", "BBox": corners, "Resources": resources}, data)


@lru_cache(maxsize=8)  # unit and date are the same all day
def _deflated(data: bytes) -> bytes:
    return deflated(data)


def extent(shape: Shape) -> _Corners:
    """Left, bottom, right, top of what the shape draws in all its places, control points and half the stroke's width counted."""
    box = _path_extent(shape)
    linear = shape.places[0][:4]
    if all(place[:4] == linear for place in shape.places):
        left, bottom, right, top = _moved(box, (*linear, 0.0, 0.0))
        xs, ys = [place[4] for place in shape.places], [place[5] for place in shape.places]
        return left + min(xs), bottom + min(ys), right + max(xs), top + max(ys)
    return _around([_moved(box, place) for place in shape.places])


def _packed(shape: Shape) -> _Packed:
    with _keeping:
        kept = _kept.get(shape.name)
        if kept and kept.shape == shape:
            _kept.move_to_end(shape.name)
            return kept
    stream = Stream()
    stream.path(shape.path, shape.fill, shape.stroke, shape.width)
    data = stream.data()
    if shape.places != (IDENTITY,):
        *state, path = data.split(b"\n")
        data = b"\n".join([*state, *[b"q %s %s Q" % (concatenation(place).encode("ascii"), path) for place in shape.places]])
    fresh = _Packed(shape, deflated(data), extent(shape))
    with _keeping:
        _kept[shape.name] = fresh
        while len(_kept) > _KEPT:
            _kept.popitem(last=False)
    return fresh


def _path_extent(shape: Shape) -> _Corners:
    corners = [(*values[:2], values[0] + values[2], values[1] + values[3]) if kind == "R" else values for kind, values in shape.path]
    points = tuple(chain.from_iterable(corners))
    xs, ys = points[::2], points[1::2]
    edge = shape.width / 2 if shape.stroke else 0.0
    return min(xs) - edge, min(ys) - edge, max(xs) + edge, max(ys) + edge


def _moved(box: _Corners, matrix: Matrix) -> _Corners:
    a, b, c, d, e, f = matrix
    points = [(a * x + c * y + e, b * x + d * y + f) for x in (box[0], box[2]) for y in (box[1], box[3])]
    return min(x for x, _ in points), min(y for _, y in points), max(x for x, _ in points), max(y for _, y in points)


def _around(boxes: Iterable[_Corners]) -> _Corners:
    left, bottom, right, top = zip(*boxes, strict=True)
    return min(left), min(bottom), max(right), max(top)
