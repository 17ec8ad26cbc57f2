"""What the kiosk makes of the archive's words about the second proof, and what `check` says of the configuration."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from config.settings import Settings, load
from kiosk import check_proof
from kiosk.archive_answers import CodeAnswer, CodeSentAnswer, MeansAnswer, OfferAnswer, OfficerAskedAnswer, ProofAnswer
from kiosk.carrying_out import Hands, _agreed
from kiosk.check import READY, Finding, Report
from kiosk.faults import ArchiveFault, KioskFault
from kiosk.problems import Code
from kiosk.proof.camera import NoFaceCheck
from kiosk.proof.carrying_out import carried_out
from kiosk.proof.demand import ProofDemand, demand_of
from kiosk.session.effects import AskOfficer, CheckCode, CompareFace, LookForOfficer, SendCode
from kiosk.session.events import CodeChecked, CodeSent, FaceCompared, OfficerAsked, OfficerStands
from kiosk.session.proof_values import ProofMethod, Standing, Verdict
from kiosk.session.values import Offer
from printing.definition import load as definition

ROOT = Path(__file__).parents[2]
CODE, OFFICER, CAMERA = ProofMethod.CODE, ProofMethod.OFFICER, ProofMethod.CAMERA


@dataclass
class Archive:
    fault: ArchiveFault | None = None
    told: list[object] = field(default_factory=list)

    def send_code(self, token: str) -> CodeSentAnswer:
        self._note(token)
        return CodeSentAnswer(last_digits="38", again_after_s=30, sends_left=2, tries_left=3)

    def check_code(self, token: str, code: str) -> CodeAnswer:
        self._note((token, code))
        return CodeAnswer(verdict="wrong", tries_left=2, sends_left=1)

    def ask_officer(self, token: str) -> OfficerAskedAnswer:
        self._note(token)
        return OfficerAskedAnswer(number="4827")

    def proof(self, token: str) -> ProofAnswer:
        self._note(token)
        return ProofAnswer(given=["code"], officer="refused")

    def tell_camera(self, token: str, matched: bool) -> None:
        self._note((token, matched))

    def _note(self, what: object) -> None:
        self.told.append(what)
        if self.fault:
            raise self.fault


class Faces:
    unavailable = None

    def compare(self, card: str) -> bool:
        return card == "card-1"


def test_every_effect_has_its_answer() -> None:
    archive, faces = Archive(), Faces()
    assert carried_out(SendCode(1, "t"), archive, faces) == CodeSent(1, "38", 30, 2, 3)
    assert carried_out(CheckCode(1, "t", "409127"), archive, faces) == CodeChecked(1, Verdict.WRONG, 2, 1)
    assert carried_out(AskOfficer(1, "t"), archive, faces) == OfficerAsked(1, "4827")
    assert carried_out(LookForOfficer(1, "t"), archive, faces) == OfficerStands(1, Standing.REFUSED)
    assert carried_out(CompareFace(1, "t", "card-2"), archive, faces) == FaceCompared(1, False)
    assert archive.told == ["t", ("t", "409127"), "t", "t", ("t", False)]


@pytest.mark.parametrize(("effect", "code"), [(SendCode(1, "t"), Code.CODE_NOT_SENT), (AskOfficer(1, "t"), Code.PROOF_UNAVAILABLE)])
def test_asking_too_often_ends_the_method_and_not_the_visit(effect: Any, code: Code) -> None:
    archive = Archive(ArchiveFault(Code.ARCHIVE_REFUSED, problem="too-many-requests"))
    with pytest.raises(ArchiveFault) as fault:
        carried_out(effect, archive, Faces())
    assert fault.value.code is code


def test_there_is_no_camera_and_that_is_said() -> None:
    check = NoFaceCheck()
    assert "YuNet" in (check.unavailable or "")
    with pytest.raises(KioskFault) as fault:
        check.compare("card-1")
    assert fault.value.code is Code.PROOF_UNAVAILABLE


class Parts:
    """As much of the parts as the menu needs."""

    def __init__(self, demand: ProofDemand, face_check: object = None) -> None:
        self.proof = demand
        self.face_check = face_check or NoFaceCheck()


def offered(demand: ProofDemand, said: OfferAnswer, faces: object = None) -> Offer:
    hands = Hands(Parts(demand, faces), None, None, lambda _: None, lambda: None)  # type: ignore[arg-type]
    return hands._offer(said.id, said)


BOTH = ProofDemand((CODE, OFFICER))


def test_the_menu_offers_what_both_sides_take_and_the_kiosk_can_do() -> None:
    said = OfferAnswer(id="birth", available=True, proof=["code", "officer", "camera", "palm"])
    assert offered(BOTH, said) == Offer("birth", True, proof=(CODE, OFFICER))
    assert offered(ProofDemand(), said).proof == (CODE, OFFICER), "the archive alone demands: the camera is not there"
    assert offered(ProofDemand(), said, Faces()).proof == (CODE, OFFICER, CAMERA)


@pytest.mark.parametrize("proof", [[], ["camera"], ["palm"]])
def test_an_archive_that_knows_nothing_of_the_demand_does_not_make_it_go_away(proof: list[str]) -> None:
    found = offered(BOTH, OfferAnswer(id="birth", available=True, proof=proof))
    assert (found.available, found.reason, found.proof) == (False, Code.PROOF_UNAVAILABLE, ())


def test_a_document_that_is_not_to_be_had_keeps_its_own_reason() -> None:
    assert offered(BOTH, OfferAnswer(id="birth", available=False, reason="not-found")).reason is Code.NOT_FOUND
    retrieval = OfferAnswer(id="birth", available=False, reason="not-digitised")
    assert offered(BOTH, retrieval).reason is Code.PROOF_UNAVAILABLE, "a slip is no way around"


@pytest.mark.parametrize(("locale", "language"), [("zh_CN", "zh"), ("en", "en"), ("mn_Mong", "zh")])
def test_consent_is_told_in_the_words_that_stood_on_the_screen(locale: str, language: str) -> None:
    kind = definition(ROOT / "config" / "certificates" / "exit-entry.toml")
    assert kind.consent is not None
    assert _agreed(kind, locale) == (language, kind.consent.sentences[language])
    assert _agreed(kind, None) is None
    assert _agreed(definition(ROOT / "config" / "certificates" / "birth.toml"), locale) is None


def settings(**proof: object) -> Settings:
    plain = load(ROOT / "config" / "demo.toml")
    return plain.model_copy(update={"proof": plain.proof.model_copy(update=proof)})


def findings(
    monkeypatch: pytest.MonkeyPatch, proof: dict[str, object], means: MeansAnswer | None = None, faces: Any = None
) -> tuple[Finding, ...]:
    @dataclass
    class Client:
        proof_means: Callable[[], MeansAnswer | None] = lambda: means

    monkeypatch.setattr(check_proof, "archive_client", lambda _: Client())
    return check_proof.proof_of(settings(**proof), faces or NoFaceCheck(), means is not None)


ABLE = MeansAnswer(sender="http", officers=1, demand={"default": ["none"]})


def test_none_is_a_warning_and_no_obstacle(monkeypatch: pytest.MonkeyPatch) -> None:
    (found,) = findings(monkeypatch, {"default": ("none",)}, ABLE)
    assert (found.ok, found.warning) == (True, True)
    assert "every document" in found.detail
    assert '["code", "officer"]' in (found.remedy or "")
    assert Report((found,)).status == READY
    assert any("WARN" in line for line in Report((found,)).lines())


def test_a_sound_demand_is_told_kind_by_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    (found,) = findings(monkeypatch, {"default": ("code", "officer"), "kinds": {"birth": ("officer",)}}, ABLE)
    assert (found.ok, found.warning) == (True, False)
    assert "officer for birth" in found.detail


def test_kinds_without_proof_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    (found,) = findings(monkeypatch, {"default": ("code",), "kinds": {"birth": ("none",)}}, ABLE)
    assert found.warning
    assert "no second proof for birth" in found.detail


def test_the_camera_alone_is_warned_of_with_the_law(monkeypatch: pytest.MonkeyPatch) -> None:
    (found,) = findings(monkeypatch, {"default": ("camera",)}, MeansAnswer(sender=None, officers=0, demand={}), Faces())
    assert found.warning
    assert "2025-06-01" in (found.remedy or "")


def test_a_camera_that_is_not_there_is_said_and_an_obstacle_only_where_it_is_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    (beside,) = findings(monkeypatch, {"default": ("code", "camera")}, ABLE)
    assert beside.warning
    assert "not available on this kiosk" in beside.detail
    alone = findings(monkeypatch, {"default": ("camera",)}, None)
    assert [finding.code for finding in alone] == [Code.PROOF_UNAVAILABLE.value]
    assert "2025-06-01" in (alone[0].remedy or "")


@pytest.mark.parametrize(
    ("demand", "means", "words"),
    [
        (("code",), MeansAnswer(sender=None, officers=3, demand={}), "sends no codes"),
        (("officer",), MeansAnswer(sender="http", officers=0, demand={}), "knows no officer"),
        (("officer",), MeansAnswer(sender="http", officers=1, demand={"default": ["code"]}), "both accept"),
        (("none",), MeansAnswer(sender=None, officers=0, demand={"default": ["code"]}), "both accept"),
    ],
)
def test_what_the_archive_cannot_do_is_named(
    monkeypatch: pytest.MonkeyPatch, demand: tuple[str, ...], means: MeansAnswer, words: str
) -> None:
    found = [finding for finding in findings(monkeypatch, {"default": demand}, means) if not finding.ok]
    assert [finding.code for finding in found] == [Code.PROOF_UNAVAILABLE.value]
    assert words in found[0].detail


def test_the_test_outbox_is_warned_of(monkeypatch: pytest.MonkeyPatch) -> None:
    (found,) = findings(monkeypatch, {"default": ("code",)}, MeansAnswer(sender="outbox", officers=0, demand={}))
    assert found.warning
    assert "outbox" in found.detail


def test_the_demand_goes_to_the_archive_as_configured() -> None:
    demand = demand_of(settings(default=("code", "officer"), kinds={"birth": ("none",)}))
    assert demand.as_json() == {"default": ["code", "officer"], "kinds": {"birth": ["none"]}}
    assert demand.of("birth") == ()
    assert demand.of("death") == (CODE, OFFICER)
