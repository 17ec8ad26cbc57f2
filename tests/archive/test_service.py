from __future__ import annotations

import http.client
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509

from archive.datasets import DATASETS

ROUTES = Path(__file__).parents[2] / "docs" / "archive-api.md"


def code(answer: Any) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["type"] == f"urn:archive:problem:{body['code']}"
    assert body["status"] == answer.status_code
    assert body["title"]
    return answer.status_code, body["code"]


def test_health_tells_the_archives_clock(kiosk: Any) -> None:
    assert kiosk.call("GET", "/healthz").json() == {"status": "ok", "now": "2026-11-24T09:30:00+08:00"}
    assert kiosk.call("GET", "/readyz").status_code == 200


def test_an_archive_without_approved_definitions_is_not_ready(office: Any) -> None:
    from sqlalchemy import delete

    from archive.problems import Problem, Refusal
    from archive.routes.service import readyz
    from archive.store import ApprovedDefinition

    with office.store.write() as session:
        session.execute(delete(ApprovedDefinition))
    with pytest.raises(Refusal) as refused:
        readyz(office)
    assert refused.value.problem is Problem.NOT_READY


def test_metrics_count_requests_by_route_and_never_by_path(kiosk: Any) -> None:
    issued = kiosk.issue("clean")
    kiosk.call("GET", f"/v/{issued['verification']['code']}")
    text = kiosk.call("GET", "/metrics").text
    assert 'archive_requests_total{method="GET",route="/v/{code}",status="200"}' in text
    assert 'archive_verifications_total{state="pending"}' in text
    for secret in (issued["key"], issued["verification"]["code"], issued["number"]):
        assert secret not in text


def test_the_documents_certificate_is_published(kiosk: Any) -> None:
    certificate = x509.load_pem_x509_certificate(kiosk.call("GET", "/.well-known/document-signer.pem").content)
    assert "演示市公安局" in certificate.subject.rfc4514_string()


def test_the_datasets_are_schemas_a_definition_can_be_checked_against(kiosk: Any) -> None:
    from printing.definition import load

    datasets = kiosk.call("GET", "/v1/datasets").json()["datasets"]
    assert set(datasets) == {*DATASETS, "receipt"}
    for file in (ROUTES.parents[1] / "config" / "certificates").glob("*.toml"):
        definition = load(file)
        assert definition.check(datasets[definition.dataset]["schema"]) == ()
        for parameter in definition.parameters:
            if parameter.choices_from is not None:
                assert datasets[definition.dataset]["sources"][parameter.choices_from] == parameter.type
    assert datasets["family"]["sources"] == {"family.members": "choice", "family.spellings": "spelling"}
    assert datasets["receipt"]["sources"] == {}


def test_every_route_stands_in_the_published_document_and_in_the_docs(kiosk: Any) -> None:
    paths = kiosk.call("GET", "/openapi.json").json()["paths"]
    routes = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    words = ROUTES.read_text(encoding="utf-8")
    assert not [route for route in sorted(routes) if f"`{route}`" not in words]
    from archive.problems import Problem

    assert not [problem.value for problem in Problem if f"`{problem.value}`" not in words]


SECRETS = ("张三丰", "150390199003150018", "secret-token")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/v1/visits", {"kiosk": "WH-0001", "identity": {"name": "张三丰"}}),
        ("POST", "/v1/visits", {"kiosk": "张三丰", "identity": {"id_number": "150390199003150018"}}),
        ("POST", "/v1/visits", {"张三丰": 1}),
        ("POST", "/v1/visits", ["张三丰"]),
        ("POST", "/v1/visits/secret-token/drafts", {"kind": "张三丰", "definition_sha256": "x", "parameters": {"张三丰": 5}}),
        ("PUT", "/v1/issuings/ab", {"draft": "张三丰", "visit": "secret-token"}),
        ("PUT", "/v1/issuings/abcdefgh/outcome", {"outcome": "张三丰"}),
        ("POST", "/v1/issuings/abcdefgh/signature", {"digest": "张三丰"}),
        ("GET", "/v1/visits/secret-token/choices/some-kind", None),
    ],
)
def test_a_request_off_the_contract_is_told_the_fields_and_never_the_values(kiosk: Any, method: str, path: str, body: Any) -> None:
    answer = kiosk.call(method, path, json=body)
    assert code(answer) == (422, "invalid-request")
    assert answer.json()["errors"]
    text = json.dumps(answer.json(), ensure_ascii=False)
    assert not [secret for secret in SECRETS if secret in text]


def test_no_json_no_text_and_half_a_character_are_invalid_requests(kiosk: Any) -> None:
    for data in (b"{", b"\xff\xfe", b"", b'{"kiosk":"\\ud800"}', b"[" * 100_000):
        answer = kiosk.call("POST", "/v1/visits", data=data, headers={"Content-Type": "application/json"})
        assert code(answer) == (422, "invalid-request"), data[:20]


def test_unknown_routes_and_methods_are_problems_too(kiosk: Any) -> None:
    assert code(kiosk.call("GET", "/v2/anything")) == (404, "no-such-route")
    answer = kiosk.call("PATCH", "/v1/visits")
    assert code(answer) == (405, "method-not-allowed")
    assert answer.headers["allow"]


def test_a_body_that_is_too_large_or_of_unannounced_size_is_not_read(kiosk: Any) -> None:
    def endless() -> Any:
        yield b"x"

    assert code(kiosk.call("PUT", "/v1/issuings/abcdefgh/document", data=endless())) == (413, "too-large")
    connection = http.client.HTTPConnection(kiosk.url.removeprefix("http://"), timeout=10)
    connection.putrequest("PUT", "/v1/issuings/abcdefgh/document")
    connection.putheader("Content-Length", str(1 << 40))
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()
