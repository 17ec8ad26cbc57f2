"""Geometry of paths: transforms, bounds, and the winding that makes an even-odd fill a nonzero one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from printing.ops import Matrix, Path, Segment, Shape

_CIRCLE = 0.5522847498  # of the radius: the control point that makes a cubic curve a quarter circle
_STEPS = 8  # points on a curve when it is looked at as a polygon
Point = tuple[float, float]


def circle(radius: float) -> Path:
    """A circle about the origin, counter-clockwise."""
    k = radius * _CIRCLE
    return (
        ("M", (radius, 0.0)), ("C", (radius, k, k, radius, 0.0, radius)), ("C", (-k, radius, -radius, k, -radius, 0.0)),
        ("C", (-radius, -k, -k, -radius, 0.0, -radius)), ("C", (k, -radius, radius, -k, radius, 0.0)), ("Z", ()),
    )  # fmt: skip


def transformed(path: Path, matrix: Matrix) -> Path:
    """The path under the matrix, to a hundredth of a unit. Rectangles (R) must have been written as lines."""
    a, b, c, d, e, f = matrix

    def apply(values: tuple[float, ...]) -> tuple[float, ...]:
        out: list[float] = []
        for x, y in zip(values[::2], values[1::2], strict=True):
            out += (round(a * x + c * y + e, 2), round(b * x + d * y + f, 2))
        return tuple(out)

    return tuple((kind, apply(values)) for kind, values in path)


def bounds(shapes: Iterable[Shape]) -> tuple[float, float, float, float]:
    """Left, bottom, right, top of what the shapes paint, half of each stroke's width included. Raises ValueError for no shape."""
    xs: list[float] = []
    ys: list[float] = []
    for shape in shapes:
        edge = shape.width / 2 if shape.stroke else 0.0
        for x, y in (point for contour in contours(shape.path) for point in polygon(contour)):
            xs += (x - edge, x + edge)
            ys += (y - edge, y + edge)
    return min(xs), min(ys), max(xs), max(ys)


def contours(path: Path) -> tuple[Path, ...]:
    """The path's pieces, each from one M to the next."""
    pieces: list[list[Segment]] = []
    for segment in path:
        if segment[0] == "M" or not pieces:
            pieces.append([])
        pieces[-1].append(segment)
    return tuple(tuple(piece) for piece in pieces)


def polygon(contour: Path) -> list[Point]:
    """The contour's corners, curves cut into short chords."""
    points: list[Point] = []
    for kind, values in contour:
        if kind == "C":
            x0, y0 = points[-1]
            x1, y1, x2, y2, x3, y3 = values
            for step in range(1, _STEPS + 1):
                t = step / _STEPS
                u = 1 - t
                w0, w1, w2, w3 = u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t
                points.append((w0 * x0 + w1 * x1 + w2 * x2 + w3 * x3, w0 * y0 + w1 * y1 + w2 * y2 + w3 * y3))
        elif kind in "ML":
            points.append((values[0], values[1]))
    return points


def as_nonzero(path: Path) -> Path:
    """A path meant for the even-odd rule, wound so that the nonzero rule paints the same: outer contours one way, holes the other.

    Exact for contours that do not cross each other or themselves, which is how rings, stars and letters are drawn.
    """
    pieces = [piece for piece in contours(path) if len(piece) > 1]
    corners = [polygon(piece) for piece in pieces]
    wound: list[Segment] = []
    for index, piece in enumerate(pieces):
        depth = sum(_inside(corners[index][0], corners[other]) for other in range(len(pieces)) if other != index)
        is_left = _area(corners[index]) > 0
        wound += piece if is_left == (depth % 2 == 0) else reversed_contour(piece)
    return tuple(wound)


def reversed_contour(contour: Path) -> Path:
    """The contour run backwards; closed if it was."""
    drawn = [segment for segment in contour if segment[0] != "Z"]
    points = [values[-2:] for _, values in drawn]
    back: list[Segment] = [("M", points[-1])]
    for index in range(len(drawn) - 1, 0, -1):
        kind, values = drawn[index]
        end = points[index - 1]
        back.append(("C", (*values[2:4], *values[0:2], *end)) if kind == "C" else ("L", end))
    return (*back, ("Z", ())) if contour[-1][0] == "Z" else tuple(back)


def _area(points: list[Point]) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(points, [*points[1:], points[0]], strict=True)) / 2


def _inside(point: Point, corners: list[Point]) -> bool:
    x, y = point
    hit = False
    for (x1, y1), (x2, y2) in zip(corners, [*corners[1:], corners[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            hit = not hit
    return hit
