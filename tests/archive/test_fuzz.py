"""The running service, fuzzed from the document it publishes: every answer is one the document promises."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openapi_cases import nearly, resolved, values

from archive.conformity import breaches

SETTINGS = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])


class Document(dict[str, Any]):
    """The OpenAPI document; too long to be printed with every failure."""

    def __repr__(self) -> str:
        return "Document(...)"


@pytest.fixture(scope="module")
def document(kiosk: Any) -> Document:
    return Document(kiosk.call("GET", "/openapi.json").json())


@pytest.fixture(scope="module")
def known(kiosk: Any) -> dict[str, list[str]]:
    """Values that mean something to the service, for the parameters of its paths and queries."""
    visit = kiosk.open("clean")["visit"]
    issued = kiosk.issue("clean")
    kind = issued["kind"]
    return {
        "visit": [visit],
        "kind": [kind, *sorted(kiosk.definitions)],
        "definition_sha256": [kiosk.definitions[kind]],
        "draft": [kiosk.draft(visit, kind)],
        "key": [issued["key"]],
        "code": [issued["verification"]["code"]],
    }


def operations() -> list[tuple[str, str]]:
    """Read from the code, for the parameters of a test stand before there is a service; a test compares them with the document."""
    from archive.routes import desk, issuings, phone, proof, public, service, visits

    routers = (visits.router, proof.router, issuings.router, service.router, public.router, desk.router, phone.router)
    return sorted((method.lower(), route.path) for router in routers for route in router.routes for method in route.methods)


def test_every_operation_of_the_document_is_fuzzed(document: dict[str, Any]) -> None:
    assert {(method, path) for path, methods in document["paths"].items() for method in methods} == set(operations())


@pytest.mark.parametrize(("method", "path"), operations(), ids=lambda value: value)
@given(data=st.data())
@SETTINGS
def test_every_answer_is_one_the_document_promises(
    kiosk: Any, document: dict[str, Any], known: dict[str, list[str]], method: str, path: str, data: st.DataObject
) -> None:
    operation = document["paths"][path][method]
    if method == "delete" and path == "/v1/visits/{visit}":
        known = {**known, "visit": ["a-visit-that-nobody-else-needs"]}
    place, query, headers = path, {}, {}
    for parameter in operation.get("parameters", ()):
        name, anything = parameter["name"], nearly(parameter["schema"], document)
        drawn = data.draw(st.sampled_from(known[name]) | anything if name in known else anything)
        text = drawn if isinstance(drawn, str) else json.dumps(drawn)
        if parameter["in"] == "path":
            place = place.replace(f"{{{name}}}", segment(text))
        elif parameter["required"] or data.draw(st.booleans()):
            (headers if parameter["in"] == "header" else query)[name] = quote(text) if parameter["in"] == "header" else text
    more = body_of(operation, document, known, data)
    headers |= more.pop("headers", {})
    answer = kiosk.call(method.upper(), place, params=query, headers=headers, allow_redirects=False, **more)
    hold(answer, operation, document)


def segment(text: str) -> str:
    """One segment of a path: what a client would take apart, or for the way up, stays out."""
    return "%20" if text in {"", ".", ".."} else quote(text.replace("/", "-"), safe="")


def body_of(operation: dict[str, Any], document: dict[str, Any], known: dict[str, list[str]], data: st.DataObject) -> dict[str, Any]:
    content = operation.get("requestBody", {}).get("content", {})
    if not content:
        return {}
    media, described = next(iter(content.items()))
    if media == "application/json":
        body = data.draw(nearly(described["schema"], document))
        if isinstance(body, dict):  # a kind and its definition, a draft and its visit, that belong together
            body |= {name: known[name][0] for name in sorted(body) if name in known and data.draw(st.booleans())}
        return {"data": json.dumps(body).encode(), "headers": {"Content-Type": media}}
    if media == "application/x-www-form-urlencoded":
        form = data.draw(st.text(max_size=40).map(lambda text: f"last={quote(text)}") | values(described["schema"], document))
        return {"data": str(form).encode(), "headers": {"Content-Type": media}}
    return {"data": data.draw(st.binary(max_size=200)), "headers": {"Content-Type": media}}


def hold(answer: Any, operation: dict[str, Any], document: dict[str, Any]) -> None:
    described = operation["responses"].get(str(answer.status_code))
    assert described is not None, answer.status_code
    if "content" not in described:
        return
    media = answer.headers["content-type"].partition(";")[0]
    assert media in described["content"], (answer.status_code, media)
    if media.endswith("json"):
        schema = described["content"][media].get("schema", {})
        assert not list(breaches(answer.json(), flat(schema, document))), answer.status_code


def flat(schema: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    """The top of a schema, in the keywords that the checker of contents knows; what is inside is left to the models."""
    found = resolved(schema, document)
    kept = {name: found[name] for name in ("type", "required") if name in found}
    closed = {"additionalProperties": False} if found.get("additionalProperties") is False else {}
    return {**kept, "properties": {name: {} for name in found.get("properties", {})}, **closed}
