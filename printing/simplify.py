"""Fewer segments for the same outline: neighbouring curves merged, what is flat made a line, needless corners dropped.

Typefaces with quadratic curves have about twice the segments that cubic ones need, and a seal or microtext never shows the difference.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from printing.paths import contours

if TYPE_CHECKING:
    from printing.ops import Path, Segment

Point = tuple[float, float]
_Curve = tuple[Point, Point, Point, Point]
_LOOKS = (0.2, 0.4, 0.5, 0.6, 0.8)  # where on a curve its distance from the old one is looked at
_SMOOTH = 0.998  # cosine between the tangents where two curves meet: more than this is no corner


def simplified(path: Path, tolerance: float) -> Path:
    """The path within about `tolerance` units of the old one, its points to whole multiples of half of that."""
    grid = tolerance / 2
    segments: list[Segment] = []
    for contour in contours(path):
        start = (contour[0][1][0], contour[0][1][1])
        curves = _without_corners(_merged(_curves(contour, start), tolerance), tolerance)
        segments.append(("M", _snapped(start, grid)))
        for curve in curves:
            _, p1, p2, p3 = curve
            if _is_flat(curve, tolerance / 2):
                segments.append(("L", _snapped(p3, grid)))
            else:
                segments.append(("C", (*_snapped(p1, grid), *_snapped(p2, grid), *_snapped(p3, grid))))
        if contour[-1][0] == "Z":
            segments.append(("Z", ()))
    return tuple(segments)


def _curves(contour: Path, start: Point) -> list[_Curve]:
    """The contour's segments as cubic curves, lines too (their control points at a third)."""
    curves: list[_Curve] = []
    here = start
    for kind, values in contour[1:]:
        if kind == "Z":
            continue
        end = (values[-2], values[-1])
        if kind == "C":
            curves.append((here, (values[0], values[1]), (values[2], values[3]), end))
        elif end != here:
            curves.append((here, _between(here, end, 1 / 3), _between(here, end, 2 / 3), end))
        here = end
    return curves


def _merged(curves: list[_Curve], tolerance: float) -> list[_Curve]:
    """Neighbours that were one curve before somebody cut it become one again, as far as the tolerance allows."""
    kept: list[_Curve] = []
    for curve in curves:
        while kept and (one := _one_of(kept[-1], curve, tolerance)):
            kept.pop()
            curve = one
        kept.append(curve)
    return kept


def _one_of(first: _Curve, second: _Curve, tolerance: float) -> _Curve | None:
    """The curve of which the two are the parts before and after some t; None if there is none near enough."""
    (p0, a1, a2, m), (_, b1, b2, p3) = first, second
    before, after = math.dist(a2, m), math.dist(m, b1)
    if before == 0 or after == 0:
        return None
    cosine = ((m[0] - a2[0]) * (b1[0] - m[0]) + (m[1] - a2[1]) * (b1[1] - m[1])) / (before * after)
    if cosine < _SMOOTH:
        return None
    t = before / (before + after)
    if not 0.08 < t < 0.92:
        return None
    merged = (p0, _beyond(p0, a1, 1 / t), _beyond(p3, b2, 1 / (1 - t)), p3)
    for look in _LOOKS:
        if math.dist(_at(merged, look * t), _at(first, look)) > tolerance:
            return None
        if math.dist(_at(merged, t + look * (1 - t)), _at(second, look)) > tolerance:
            return None
    return merged if math.dist(_at(merged, t), m) <= tolerance else None


def _without_corners(curves: list[_Curve], tolerance: float) -> list[_Curve]:
    """Two lines in nearly one direction become one."""
    kept: list[_Curve] = []
    for curve in curves:
        if kept and _is_flat(curve, tolerance / 2) and _is_flat(kept[-1], tolerance / 2):
            start, middle, end = kept[-1][0], curve[0], curve[3]
            if _off_line(middle, start, end) <= tolerance / 2 and math.dist(start, end) > math.dist(start, middle):
                kept[-1] = (start, _between(start, end, 1 / 3), _between(start, end, 2 / 3), end)
                continue
        kept.append(curve)
    return kept


def _is_flat(curve: _Curve, tolerance: float) -> bool:
    start, first, second, end = curve
    return _off_line(first, start, end) <= tolerance and _off_line(second, start, end) <= tolerance


def _off_line(point: Point, start: Point, end: Point) -> float:
    """The point's distance from the stretch between start and end."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = dx * dx + dy * dy
    t = max(0.0, min(1.0, ((point[0] - start[0]) * dx + (point[1] - start[1]) * dy) / length)) if length else 0.0
    return math.dist(point, (start[0] + t * dx, start[1] + t * dy))


def _at(curve: _Curve, t: float) -> Point:
    u = 1 - t
    weights = (u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t)
    return (
        sum(weight * point[0] for weight, point in zip(weights, curve, strict=True)),
        sum(weight * point[1] for weight, point in zip(weights, curve, strict=True)),
    )


def _between(start: Point, end: Point, share: float) -> Point:
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def _beyond(start: Point, control: Point, factor: float) -> Point:
    return start[0] + (control[0] - start[0]) * factor, start[1] + (control[1] - start[1]) * factor


def _snapped(point: Point, grid: float) -> tuple[float, float]:
    return round(point[0] / grid) * grid, round(point[1] / grid) * grid
