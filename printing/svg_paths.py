"""The paths of an SVG drawing (SVG 1.1: shapes, groups, transforms, plain fills and strokes). What a seal must not have is refused.

Text, pictures, gradients, clips and see-through colours have no place in a seal that has to print the same everywhere (PDF/A): each
is named, with the remedy. Size and place on the canvas do not matter, since the art is fitted to the seal's diameter.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree

from fontTools.misc.transform import Transform
from fontTools.pens.recordingPen import RecordingPen
from fontTools.svgLib.path import parse_path
from fontTools.svgLib.path.shapes import PathBuilder
from PIL import ImageColor

from printing.ops import Colour, Path, Segment, Shape
from printing.paths import as_nonzero
from printing.vector_art import ArtFault, Painted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from xml.etree.ElementTree import Element

_SVG: Final = "http://www.w3.org/2000/svg"
_GROUPS: Final = frozenset(("svg", "g", "a"))
_SHAPES: Final = frozenset(("path", "rect", "circle", "ellipse", "line", "polyline", "polygon"))
_SILENT: Final = frozenset(("title", "desc", "metadata", "defs", "style", "script"))
_INHERITED: Final = ("fill", "stroke", "stroke-width", "fill-rule", "visibility", "color")
_REFUSED: Final = ("clip-path", "mask", "filter")
_SEE_THROUGH: Final = ("opacity", "fill-opacity", "stroke-opacity")
_TRANSFORM: Final = re.compile(r"(\w+)\s*\(([^)]*)\)")
_RULE: Final = re.compile(r"([^{}]+)\{([^{}]*)\}")
_NUMBER: Final = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_FLIP: Final = Transform(1, 0, 0, -1, 0, 0)  # SVG's y runs down the page, ours up


def svg_paths(data: bytes) -> Painted:
    """The drawing's shapes, y upwards. Raises ArtFault."""
    if b"<!ENTITY" in data:
        raise ArtFault("defines entities", "Export the drawing as plain SVG.")
    try:
        root = ElementTree.fromstring(data)
    except ElementTree.ParseError as error:
        raise ArtFault(f"is no well-formed SVG (line {error.position[0]})", "Export the drawing again.") from error
    if root.tag != f"{{{_SVG}}}svg":
        raise ArtFault("is no SVG drawing", "Export the drawing as SVG 1.1.")
    rules = _classes(root)
    shapes = tuple(_walk(root, _FLIP, {"fill": "black", "stroke": "none"}, rules))
    if not shapes:
        raise ArtFault("has no painted path", "Export the drawing with its text turned into paths.")
    named = (element.text or "" for element in root.iter() if _name(element) in ("title", "desc"))
    return Painted(shapes, " ".join(named))


def _walk(element: Element, place: Transform, inherited: Mapping[str, str], rules: Mapping[str, Mapping[str, str]]) -> Iterator[Shape]:
    name = _name(element)
    if name is None or name in _SILENT:
        return
    own = _properties(element, rules)
    if own.get("display") == "none" or _is_invisible(own):
        return
    for refused in _REFUSED:
        if own.get(refused, "none") != "none":
            raise ArtFault(f"uses {refused}", "Release clips, masks and filters before the export.")
    style = {**inherited, **{key: own[key] for key in _INHERITED if own.get(key, "inherit") != "inherit"}}
    here = place.transform(_transform(element.get("transform", "")))
    if name in _GROUPS:
        for child in element:
            yield from _walk(child, here, style, rules)
    elif name in _SHAPES:
        if style.get("visibility", "visible") == "visible":
            yield from _shape(element, here, style)
    elif name == "text":
        raise ArtFault("holds text", "Turn the text into paths before the export: another computer lacks the typeface.")
    else:
        raise ArtFault(f"holds <{name}>", "A seal is made of plain paths; turn everything else into paths before the export.")


def _shape(element: Element, place: Transform, style: Mapping[str, str]) -> Iterator[Shape]:
    fill, stroke = (_colour(style.get(kind, "none"), style) for kind in ("fill", "stroke"))
    path = _drawn(element, place)
    if not path or (fill is None and stroke is None):
        return
    if fill and style.get("fill-rule") == "evenodd":
        path = as_nonzero(path)
    scale = abs(place.xx * place.yy - place.xy * place.yx) ** 0.5
    yield Shape("", path, fill=fill, stroke=stroke, width=_length(style.get("stroke-width", "1")) * scale)


def _drawn(element: Element, place: Transform) -> Path:
    """The shape's outline on the page; fontTools reads paths and turns arcs and basic shapes into curves."""
    plain = ElementTree.Element(element.tag, {key: value for key, value in element.attrib.items() if key != "transform"})
    builder, pen = PathBuilder(), RecordingPen()
    try:
        builder.add_path_from_element(plain)
        for definition in builder.paths:
            parse_path(definition, pen)
    except (ValueError, TypeError, IndexError, AssertionError) as error:
        raise ArtFault(f"holds a <{_name(element)}> that cannot be read", "Give lengths without units, or turn it into a path.") from error
    segments: list[Segment] = []
    here = (0.0, 0.0)
    for operator, points in pen.value:
        placed = place.transformPoints(points)
        match operator:
            case "moveTo":
                segments.append(("M", tuple(placed[0])))
            case "lineTo":
                segments.append(("L", tuple(placed[0])))
            case "curveTo":
                segments.append(("C", tuple(value for point in placed for value in point)))
            case "qCurveTo":
                segments.append(("C", _cubic(here, *placed)))
            case "closePath":
                segments.append(("Z", ()))
        here = placed[-1] if placed else here
    return tuple(segments)


def _cubic(start: tuple[float, float], control: tuple[float, float], end: tuple[float, float]) -> tuple[float, ...]:
    """A quadratic curve's control points as a cubic one's."""
    first, second = ((near[0] + (control[0] - near[0]) * 2 / 3, near[1] + (control[1] - near[1]) * 2 / 3) for near in (start, end))
    return (*first, *second, *end)


def _properties(element: Element, rules: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Attributes, then the style sheet's classes, then the style attribute: the later wins (SVG 1.1, 6)."""
    found = {key: value.strip() for key, value in element.attrib.items() if "}" not in key}
    for name in element.get("class", "").split():
        found.update(rules.get(name, {}))
    found.update(_declarations(element.get("style", "")))
    return found


def _declarations(text: str) -> dict[str, str]:
    pairs = (part.split(":", 1) for part in text.split(";") if ":" in part)
    return {key.strip(): value.strip() for key, value in pairs}


def _classes(root: Element) -> dict[str, dict[str, str]]:
    """The style sheet's rules for classes; drawing programs write no others."""
    rules: dict[str, dict[str, str]] = {}
    for sheet in root.iter(f"{{{_SVG}}}style"):
        text = re.sub(r"/\*.*?\*/|@[^{};]*;", "", sheet.text or "", flags=re.DOTALL)
        for selectors, body in _RULE.findall(text):
            for selector in (part.strip() for part in selectors.split(",")):
                if not re.fullmatch(r"\.[\w-]+", selector):
                    raise ArtFault(f"has a style sheet with the selector {selector}", "Export with presentation attributes.")
                rules.setdefault(selector[1:], {}).update(_declarations(body))
    return rules


def _is_invisible(own: Mapping[str, str]) -> bool:
    """Whether an opacity hides the element altogether. Raises ArtFault for one that lets things shine through."""
    for name in _SEE_THROUGH:
        value = own.get(name, "1")
        share = float(value[:-1]) / 100 if value.endswith("%") else float(value)
        if share == 0 and name == "opacity":
            return True
        if share != 1:
            raise ArtFault(f"has an {name} of {value}", "Use solid colours: a certificate has no transparency.")
    return False


def _colour(text: str, style: Mapping[str, str]) -> Colour | None:
    if text == "none" or text == "transparent":
        return None
    value = style.get("color", "black") if text == "currentColor" else text
    try:
        red, green, blue = ImageColor.getrgb(value)[:3]
    except ValueError as error:
        raise ArtFault(f"has the paint {value}", "Use plain colours: no gradients and no patterns.") from error
    return red / 255, green / 255, blue / 255


def _transform(text: str) -> Transform:
    total = Transform()
    for name, numbers in _TRANSFORM.findall(text):
        values = [float(number) for number in _NUMBER.findall(numbers)]
        total = total.transform(_one_transform(name, values))
    return total


def _one_transform(name: str, values: list[float]) -> Transform:
    identity = Transform()
    match name, values:
        case "matrix", [_, _, _, _, _, _]:
            return Transform(*values)
        case "translate", [x, *rest]:
            return identity.translate(x, rest[0] if rest else 0)
        case "scale", [x, *rest]:
            return identity.scale(x, rest[0] if rest else x)
        case "rotate", [angle, *about]:
            x, y = about or (0.0, 0.0)
            return identity.translate(x, y).rotate(math.radians(angle)).translate(-x, -y)
        case "skewX", [angle]:
            return identity.skew(math.radians(angle), 0)
        case "skewY", [angle]:
            return identity.skew(0, math.radians(angle))
    raise ArtFault(f"has the transform {name}", "Apply the transforms before the export.")


def _length(text: str) -> float:
    number = _NUMBER.match(text)
    if number is None or text[number.end() :] not in ("", "px"):
        raise ArtFault(f"has a line of {text}", "Give line widths as numbers without units, or turn lines into areas.")
    return float(number.group())


def _name(element: Element) -> str | None:
    """The element's name, None for what a drawing program wrote for itself, and for comments."""
    if not isinstance(element.tag, str) or not element.tag.startswith(f"{{{_SVG}}}"):
        return None
    return element.tag.partition("}")[2]
