"""A really running archive service on a free loopback port, and a kiosk's view of it."""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
import structlog
import uvicorn
from consent_given import agreed_to

from archive.api import build
from archive.approvals import approve_all
from archive.keys import load_or_make
from archive.limits import Limits
from archive.office import Office, Settings
from archive.sample import fill
from archive.sample_cards import cards, population
from archive.serving import listen
from archive.store import Store
from archive.times import CHINA
from archive.transfer import Protocol
from printing.definition import BILINGUAL, load

DEFINITIONS = Path(__file__).parents[2] / "config" / "certificates"
FAMILY = "family-relationship"
CRIMINAL = "no-criminal-record"


@dataclass(slots=True)
class HandClock:
    """A clock the test moves."""

    moment: datetime = field(default_factory=lambda: datetime(2026, 11, 24, 9, 30, tzinfo=CHINA))

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, **units: float) -> None:
        self.moment += timedelta(**units)


@dataclass(frozen=True, slots=True, repr=False)
class Kiosk:
    """The calls a kiosk makes, over HTTP."""

    url: str
    http: requests.Session
    definitions: dict[str, str]
    app: Any = None

    def call(self, method: str, path: str, **more: Any) -> requests.Response:
        return self.http.request(method, self.url + path, timeout=10, **more)

    def evidence(self, sample: str, **changes: Any) -> dict[str, Any]:
        card = next(card for card in cards() if card.sample == sample)
        identity = {
            "document": "RESIDENT",
            "name": card.name,
            "id_number": card.id_number,
            "sex": card.sex,
            "nation": card.nation,
            "birth": card.birth.isoformat(),
            "valid_to": None if card.valid_to is None else card.valid_to.isoformat(),
            "valid_forever": card.valid_to is None,
        }
        return {"kiosk": "WH-0001", "identity": {**identity, **changes}}

    def open(self, sample: str) -> dict[str, Any]:
        answer = self.call("POST", "/v1/visits", json=self.evidence(sample))
        assert answer.status_code == 201, answer.text
        opened: dict[str, Any] = answer.json()
        return opened

    def ask_draft(self, visit: str, kind: str, **parameters: list[str]) -> requests.Response:
        """With the first of every choice that stands in the definition, where nothing else is said."""
        return self.post_draft(visit, kind, {**first_choices(kind), **parameters})

    def post_draft(self, visit: str, kind: str, parameters: dict[str, list[str]]) -> requests.Response:
        agreed = agreed_to(kind)
        body = {"kind": kind, "definition_sha256": self.definitions[kind], "parameters": parameters, "consent": agreed and asdict(agreed)}
        return self.call("POST", f"/v1/visits/{visit}/drafts", json=body)

    def choices(self, visit: str, kind: str) -> requests.Response:
        return self.call("GET", f"/v1/visits/{visit}/choices/{kind}", params={"definition_sha256": self.definitions[kind]})

    def picks(self, visit: str, kind: str, label: str | None = None, two: bool = False) -> dict[str, list[str]]:
        """What a citizen could pick: the first of everything, the longest range; `label` where it is offered; `two` languages."""
        offered = self.choices(visit, kind).json()
        picks = first_choices(kind)
        for parameter in load(DEFINITIONS / f"{kind}.toml").parameters:
            if parameter.type == "language" and two:
                picks[parameter.name] = [BILINGUAL]
                picks["purpose"] = ["travel"]  # who applies for work here is not asked for a language
            elif parameter.type == "months" and (parameter.when is None or picks[parameter.when.parameter][0] in parameter.when.values):
                picks[parameter.name] = [offered["ranges"][parameter.name][end] for end in ("earliest", "latest")]
            elif parameter.type == "spelling" and two:
                picks[parameter.name] = last_of_each_group(offered["choices"][parameter.name])
            elif parameter.type == "choice" and parameter.choices_from is not None:
                values = {choice["label"]: choice["value"] for choice in offered["choices"][parameter.name]}
                picks[parameter.name] = [values[label] if label in values else next(iter(values.values()))]
        return picks

    def draft(self, visit: str, kind: str, **parameters: list[str]) -> str:
        answer = self.ask_draft(visit, kind, **parameters)
        assert answer.status_code == 201, answer.text
        identifier: str = answer.json()["draft"]
        return identifier

    def put(self, key: str, draft: str, visit: str) -> requests.Response:
        return self.call("PUT", f"/v1/issuings/{key}", json={"draft": draft, "visit": visit})

    def issue(self, sample: str, kind: str = CRIMINAL, **parameters: list[str]) -> dict[str, Any]:
        visit = self.open(sample)["visit"]
        answer = self.put(new_key(), self.draft(visit, kind, **parameters), visit)
        assert answer.status_code == 200, answer.text
        issued: dict[str, Any] = answer.json()
        return issued

    def sign(self, key: str, digest: bytes) -> requests.Response:
        return self.call("POST", f"/v1/issuings/{key}/signature", json={"digest": digest.hex()})

    def file(self, key: str, pdf: bytes) -> requests.Response:
        return self.call("PUT", f"/v1/issuings/{key}/document", data=pdf, headers={"Content-Type": "application/pdf"})

    def settle(self, key: str, outcome: str, **more: Any) -> requests.Response:
        return self.call("PUT", f"/v1/issuings/{key}/outcome", json={"outcome": outcome, "reason": None, "document_sha256": None, **more})

    def standing(self, key: str) -> requests.Response:
        return self.call("GET", f"/v1/issuings/{key}")

    def filed(self, sample: str = "clean", kind: str = CRIMINAL) -> dict[str, Any]:
        """An issued certificate with its document signed and filed."""
        issued = self.issue(sample, kind)
        page = UnsignedPage(issued["number"])
        answer = self.file(issued["key"], page.with_signature(self.cms(issued["key"], page.digest)))
        assert answer.status_code == 200, answer.text
        return issued

    def cms(self, key: str, digest: bytes) -> bytes:
        answer = self.sign(key, digest)
        assert answer.status_code == 200, answer.text
        return base64.b64decode(answer.json()["cms"])


def first_choices(kind: str) -> dict[str, list[str]]:
    """The first choice of every parameter whose choices stand in the definition."""
    parameters = load(DEFINITIONS / f"{kind}.toml").parameters
    return {parameter.name: [parameter.choices[0].value] for parameter in parameters if parameter.choices and parameter.when is None}


def last_of_each_group(choices: list[dict[str, str]]) -> list[str]:
    """One value of every group: the last, so that a default taken by mistake shows."""
    return list({choice["group"]: choice["value"] for choice in choices}.values())


class UnsignedPage:
    """A PDF with a gap for its signature, as small as one can be: only its byte range matters to the archive."""

    GAP = 16_384

    def __init__(self, text: str) -> None:
        head = f"%PDF-1.7\n% {text}\n1 0 obj <</Type /Sig /ByteRange [0 0000000000 0000000000 0000000000] /Contents ".encode()
        tail = b">> endobj\n%%EOF\n"
        resume = len(head) + self.GAP + 2
        ranges = b"[0 %010d %010d %010d]" % (len(head), resume, len(tail))
        self._head = head.replace(b"[0 0000000000 0000000000 0000000000]", ranges)
        self._tail = tail
        self.digest = hashlib.sha256(self._head + self._tail).digest()

    def with_signature(self, cms: bytes) -> bytes:
        return self._head + b"<" + cms.hex().encode().ljust(self.GAP, b"0") + b">" + self._tail


def new_key() -> str:
    return uuid.uuid4().hex


@pytest.fixture(scope="session")
def _quiet() -> Iterator[None]:
    """The running service's log goes nowhere, instead of between the dots of pytest."""
    with Path(os.devnull).open("w") as nowhere:
        structlog.configure(logger_factory=structlog.PrintLoggerFactory(nowhere))
        yield
        structlog.reset_defaults()


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture(scope="session")
def fresh_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an archive nobody has used yet: filling one takes a while, copying it does not."""
    folder, clock = tmp_path_factory.mktemp("fresh"), HandClock()
    store = Store(folder / "archive.sqlite3")
    with store.write() as session:
        fill(session, population)
    approve_all(store, clock, DEFINITIONS)
    load_or_make(folder / "keys", clock())
    store.close()
    return folder


USUAL_QUOTA = {"criminal-record": 3}


def copy_of(archive: Path, folder: Path, clock: Callable[[], datetime], quotas: dict[str, int]) -> Office:
    """An office over a copy of that archive."""
    shutil.copytree(archive, folder, dirs_exist_ok=True)
    return Office(Store(folder / "archive.sqlite3"), load_or_make(folder / "keys", clock()), Settings("verify.invalid", quotas), clock)


@pytest.fixture
def office(fresh_archive: Path, tmp_path: Path, clock: HandClock) -> Iterator[Office]:
    """A fresh archive without HTTP around it, with the usual yearly quota."""
    made = copy_of(fresh_archive, tmp_path, clock, USUAL_QUOTA)
    yield made
    made.store.close()


# What runs is shared by the tests of one file and by no others: files come in any order (`--dist loadfile`), and what one leaves behind,
# such as papers that count, must not decide what another finds.


@pytest.fixture(scope="module")
def service_clock() -> HandClock:
    return HandClock()


@contextmanager
def serving(office: Office) -> Iterator[Kiosk]:
    """A kiosk before a service that runs in this process until the block ends."""
    app = build(office)
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, http=Protocol, ws="none"))
    with listen("127.0.0.1", 0) as listener:
        thread = threading.Thread(target=lambda: server.run(sockets=[listener]), daemon=True)
        thread.start()
        with requests.Session() as http:
            http.trust_env = False
            definitions = {path.stem: hashlib.sha256(path.read_bytes()).hexdigest() for path in DEFINITIONS.glob("*.toml")}
            yield Kiosk(f"http://127.0.0.1:{listener.getsockname()[1]}", http, definitions, app)
        server.should_exit = True
        thread.join(10)
    office.store.close()


@pytest.fixture(scope="module")
def kiosk(_quiet: None, fresh_archive: Path, tmp_path_factory: pytest.TempPathFactory, service_clock: HandClock) -> Iterator[Kiosk]:
    """A kiosk before a running service; no yearly limit, so that tests do not use up each other's papers."""
    with serving(copy_of(fresh_archive, tmp_path_factory.mktemp("archive"), service_clock, {})) as made:
        yield made


@pytest.fixture(scope="module")
def kiosk_with_quota(
    _quiet: None, fresh_archive: Path, tmp_path_factory: pytest.TempPathFactory, service_clock: HandClock
) -> Iterator[tuple[Kiosk, Office]]:
    """A kiosk before a service with the usual yearly quota, and that service's office."""
    office = copy_of(fresh_archive, tmp_path_factory.mktemp("archive"), service_clock, USUAL_QUOTA)
    with serving(office) as made:
        yield made, office


@pytest.fixture(autouse=True)
def _own_limits(request: pytest.FixtureRequest) -> None:
    """How often one may ask begins anew with each test: what others asked of a service they share is not held against it."""
    for name in {"kiosk", "kiosk_with_quota"} & set(request.fixturenames):
        shared = request.getfixturevalue(name)
        app = (shared if isinstance(shared, Kiosk) else shared[0]).app
        app.state.limits = Limits(time.monotonic)


@pytest.fixture(scope="module")
def open_house(
    _quiet: None, fresh_archive: Path, tmp_path_factory: pytest.TempPathFactory, service_clock: HandClock
) -> Callable[[], tuple[Office, Any]]:
    """Makes another office, and what serves it to a kiosk: `with serve(office) as kiosk`."""
    return lambda: (copy_of(fresh_archive, tmp_path_factory.mktemp("archive"), service_clock, {}), serving)


@pytest.fixture
def key() -> str:
    return new_key()


@pytest.fixture(scope="session")
def page() -> type[UnsignedPage]:
    return UnsignedPage


@pytest.fixture(scope="session")
def another_key() -> Callable[[], str]:
    return new_key
