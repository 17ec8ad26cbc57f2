"""Checks the placeholders of a template against the JSON Schema of the dataset they are filled from, without filling them."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from jinja2 import TemplateSyntaxError, nodes
from jinja2.parser import Parser

from printing.wording import ARGUMENTS, FILTER_NAMES, LISTED, TEST_NAMES, grammar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Schema = dict[str, Any]

ANYTHING: Final[Schema] = {}
TEXT: Final[Schema] = {"type": "string"}
_DEEPEST: Final = 2  # loops within each other: lists have hundreds of items
LOOP: Final[Schema] = {
    "type": "object", "properties": {name: {"type": "integer"} for name in ("index", "index0", "first", "last", "length")},
}  # fmt: skip
_ALLOWED: Final = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Getitem, nodes.Const, nodes.Filter, nodes.Test,
    nodes.If,
    nodes.For, nodes.CondExpr, nodes.And, nodes.Or, nodes.Not, nodes.Compare, nodes.Operand, nodes.Tuple, nodes.List,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing wrong in a template: `line` from 1 inside the template."""

    line: int
    expected: str
    remedy: str


@dataclass(frozen=True, slots=True)
class _Check:
    root: Schema
    words: Mapping[str, Mapping[str, str]]

    def statements(self, body: Iterable[nodes.Node], scope: Mapping[str, Schema], depth: int = 0) -> Iterator[Complaint]:
        for node in body:
            match node:
                case nodes.For():
                    yield from self._loop(node, scope, depth + 1)
                case nodes.If():
                    yield from self._expression(node.test, scope)
                    yield from self.statements((*node.body, *node.elif_, *node.else_), scope, depth)
                case nodes.Output():
                    for part in node.nodes:
                        before = list(self._expression(part, scope))
                        yield from before or self._printed(part, scope)
                case _:
                    yield _forbidden(node)

    def condition(self, expression: nodes.Expr, scope: Mapping[str, Schema]) -> Iterator[Complaint]:
        yield from self._expression(expression, scope)

    def _loop(self, node: nodes.For, scope: Mapping[str, Schema], depth: int) -> Iterator[Complaint]:
        if depth > _DEEPEST or node.recursive or node.test is not None:
            yield Complaint(node.lineno, "a plain loop, at most in one other", "Take the loop out of the others; use if inside it.")
            return
        yield from self._expression(node.iter, scope)
        source = self._schema(node.iter, scope)
        if not _is_record(node.iter) or (source and _type(source) not in (None, "array")):
            yield Complaint(node.lineno, "a list to go through", "Name a field of the dataset that is a list.")
        if not isinstance(node.target, nodes.Name) or node.target.name == "loop":
            yield Complaint(node.lineno, "one name for the item", "Write {% for item in list %}; loop is taken.")
            return
        item = self._resolve(source.get("items", ANYTHING)) if source else ANYTHING
        inner = {**scope, node.target.name: item, "loop": LOOP}
        known = _Everything(inner) if isinstance(scope, _Everything) else inner
        yield from self.statements((*node.body, *node.else_), known, depth)

    def _expression(self, node: nodes.Node, scope: Mapping[str, Schema]) -> Iterator[Complaint]:
        if not isinstance(node, _ALLOWED):
            yield _forbidden(node)
            return
        match node:
            case nodes.Name() if node.name not in scope:
                yield Complaint(node.lineno, f"a field of the dataset, not {node.name!r}", _suggest(node.name, scope))
                return
            case nodes.Getattr() | nodes.Getitem():
                yield from self._member(node, scope)
                return
            case nodes.Filter():
                yield from self._filter(node, scope)
            case nodes.Test() if node.name not in TEST_NAMES:
                yield Complaint(node.lineno, f"a known test, not {node.name!r}", _suggest(node.name, TEST_NAMES))
        for child in node.iter_child_nodes():
            yield from self._expression(child, scope)

    def _printed(self, node: nodes.Node, scope: Mapping[str, Schema]) -> Iterator[Complaint]:
        """What may not be printed: a record, a list or a condition, which would print as the program writes it."""
        match node:
            case nodes.CondExpr():
                for one in (node.expr1, node.expr2):
                    yield from self._printed(one, scope) if one else ()
            case nodes.And() | nodes.Or():
                yield from (*self._printed(node.left, scope), *self._printed(node.right, scope))
            case nodes.Filter(name="default", node=nodes.Expr() as value):
                yield from self._printed(value, scope)
            case nodes.Not() | nodes.Compare() | nodes.Test():
                yield Complaint(node.lineno, "a text or a number, not a condition", "Use {% if … %} with the words for either case.")
            case nodes.List() | nodes.Tuple():
                yield Complaint(node.lineno, "a text or a number, not a list", "Write the texts one after the other.")
            case _:
                match _type(self._schema(node, scope)):
                    case "object":
                        yield Complaint(node.lineno, "a text or a number, not a record", "Name one of its fields, as record.field.")
                    case "array":
                        yield Complaint(
                            node.lineno, "a text or a number, not a list", "Go through it with {% for %}, or use join or length."
                        )

    def _filter(self, node: nodes.Filter, scope: Mapping[str, Schema]) -> Iterator[Complaint]:
        name = node.name
        if name not in FILTER_NAMES:
            yield Complaint(node.lineno, f"a known filter, not {name!r}", _suggest(name, FILTER_NAMES))
            return
        named = node.kwargs or node.dyn_args or node.dyn_kwargs
        if named or len(node.args) > ARGUMENTS.get(name, 0) or not all(isinstance(one, nodes.Const) for one in node.args):
            # An argument that is filled itself could be filled a hundred times over: a paper that never gets ready.
            expected = f"{name} with {'constants' if name in ARGUMENTS else 'nothing'} in its brackets"
            yield Complaint(node.lineno, expected, "Write a text in quotes there, as join('、'); a field or a filter cannot stand there.")
            return
        if name == "word":
            table = node.args[0].as_const() if node.args else None
            if table not in self.words:
                remedy = f"Add [words.{table or 'TABLE'}] with the codes and their words."
                yield Complaint(node.lineno, "word('TABLE') with a table of this file", remedy)
        if node.node is None:
            return
        if name == "join":
            yield from self._joined(node.node, scope)
        elif name in ("first", "last", "length") and _type(self._schema(node.node, scope)) == "object":
            yield Complaint(node.lineno, f"a list for {name}", "Name a field of the dataset that is a list.")
        elif name not in LISTED:
            yield from self._printed(node.node, scope)

    def _joined(self, node: nodes.Expr, scope: Mapping[str, Schema]) -> Iterator[Complaint]:
        if isinstance(node, nodes.List | nodes.Tuple):
            for one in node.items:
                yield from self._printed(one, scope)
            return
        schema = self._schema(node, scope)
        items = self._resolve(schema.get("items", ANYTHING))
        if _type(schema) not in (None, "array") or _type(items) in ("object", "array"):
            yield Complaint(node.lineno, "a list of texts to join", "Go through the list with {% for %}, or name a list of texts.")

    def _member(self, node: nodes.Getattr | nodes.Getitem, scope: Mapping[str, Schema]) -> Iterator[Complaint]:
        before = list(self._expression(node.node, scope))
        yield from before
        name = _member_name(node)
        if name is None or name.startswith("_"):
            yield Complaint(node.lineno, "a field by its name", "Write record.field; numbers and slices in brackets are not allowed.")
        elif not _is_record(node.node):
            yield Complaint(node.lineno, "a field of a record of the dataset", "Write record.field, or (list | first).field.")
        elif not before:
            above = self._schema(node.node, scope)
            if above and name not in above.get("properties", {}):
                yield Complaint(node.lineno, f"a field of the dataset, not {name!r}", _suggest(name, above.get("properties", {})))

    def _schema(self, node: nodes.Node, scope: Mapping[str, Schema]) -> Schema:
        """The schema of an expression's value; empty when nothing is known about it."""
        match node:
            case nodes.Name():
                return scope.get(node.name, ANYTHING)
            case nodes.Getattr() | nodes.Getitem():
                name = _member_name(node)
                above = self._schema(node.node, scope)
                return self._resolve(above.get("properties", {}).get(name, ANYTHING))
            case nodes.Filter(name="first" | "last", node=nodes.Expr() as listed):
                return self._resolve(self._schema(listed, scope).get("items", ANYTHING))
            case _:
                return ANYTHING

    def _resolve(self, schema: Schema) -> Schema:
        return resolve(schema, self.root)


def resolve(schema: Schema, root: Schema) -> Schema:
    """The schema with `$ref` followed and a nullable union (`anyOf` with null) reduced to what it is besides null."""
    for _ in range(8):
        if "$ref" in schema:
            target: Any = root
            for part in str(schema["$ref"]).removeprefix("#/").split("/"):
                target = target.get(part, ANYTHING) if isinstance(target, dict) else ANYTHING
            schema = target
            continue
        options = [option for option in (schema.get("anyOf") or schema.get("oneOf") or ()) if option.get("type") != "null"]
        if len(options) != 1:
            break
        schema = options[0]
    return schema


def scope_of(schema: Schema) -> dict[str, Schema]:
    """The names a template may use at its top: the properties of the dataset's content object."""
    top = resolve(schema, schema)
    return {name: resolve(field, schema) for name, field in top.get("properties", {}).items()}


def complaints(
    template: str, schema: Schema | None, scope: Mapping[str, Schema], words: Mapping[str, Mapping[str, str]]
) -> tuple[Complaint, ...]:
    """Everything wrong in the template. Without a schema names go unchecked; syntax, filters and forbidden constructs do not."""
    try:
        parsed = grammar().parse(template)
    except TemplateSyntaxError as error:
        expected = f"a template that can be read ({error.message})"
        return (Complaint(error.lineno, expected, "Check the braces: {{ field }} and {% if … %} … {% endif %}."),)
    names: Mapping[str, Schema] = scope if schema is not None else _Everything(scope)
    return tuple(_Check(schema or ANYTHING, words).statements(parsed.body, names))


def condition_complaints(
    condition: str, schema: Schema | None, scope: Mapping[str, Schema], words: Mapping[str, Mapping[str, str]]
) -> tuple[Complaint, ...]:
    """Everything wrong in a condition: one expression, without braces."""
    parser = Parser(grammar(), condition, state="variable")
    try:
        expression = parser.parse_expression()
        if not parser.stream.eos:
            parser.fail("one condition", parser.stream.current.lineno)
    except TemplateSyntaxError as error:
        expected = f"a condition that can be read ({error.message})"
        return (Complaint(error.lineno, expected, "Write it without braces, as: period.from or language == 'zh-en'"),)
    names: Mapping[str, Schema] = scope if schema is not None else _Everything(scope)
    return tuple(_Check(schema or ANYTHING, words).condition(expression, names))


class _Everything(dict[str, Schema]):
    """A scope in which every name is known and nothing is known about its value."""

    def __contains__(self, name: object) -> bool:
        return True


def _type(schema: Schema) -> str | None:
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next((one for one in kind if one != "null"), None)
    return kind


def _is_record(node: nodes.Node) -> bool:
    """Whether the expression may be a record or a list of the dataset: nothing else has fields or items that a template may name."""
    return isinstance(node, nodes.Name | nodes.Getattr | nodes.Getitem) or (
        isinstance(node, nodes.Filter) and node.name in ("first", "last")
    )


def _member_name(node: nodes.Getattr | nodes.Getitem) -> str | None:
    if isinstance(node, nodes.Getattr):
        return node.attr
    return node.arg.value if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str) else None


def _forbidden(node: nodes.Node) -> Complaint:
    what = type(node).__name__.lower()
    expected = f"placeholders, filters, if and for only (found {what})"
    return Complaint(node.lineno, expected, "Calls, assignments, macros and includes are not allowed.")


def _suggest(name: str, known: Iterable[str]) -> str:
    names = sorted(known)
    near = difflib.get_close_matches(name, names, 1)
    return f"Did you mean {near[0]!r}?" if near else f"Known here: {', '.join(names)}."
