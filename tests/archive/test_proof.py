"""The second proof at the archive: what a visit needs, the code to the phone, the officer at the desk, and what is kept of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from consent_given import agreed_to
from sqlalchemy import select

from archive import drafts, proof_camera, proof_code, visits
from archive.limits import KIOSK_BURST, OFFICER_BURST, ProofLimits
from archive.problems import Problem, Refusal
from archive.proof import CODES_A_DAY, WRONG_A_DAY
from archive.proof_code import AGAIN_AFTER, CODE_LIFE, SENDS, TRIES, Verdict, check_code, send_code
from archive.proof_officer import (
    Standing,
    add_officer,
    ask_officer,
    decide,
    free_number,
    officer_of,
    officers,
    remove_officer,
    standing,
    waiting,
)
from archive.proof_policy import Demand, Method, wanted
from archive.proof_rows import Challenge, OutboxMessage, ProofGiven
from archive.sample_cards import cards
from archive.senders import Message, OutboxSender, SenderFault
from archive.store import ApprovedDefinition, Visit

EXIT = "exit-entry"
FAMILY = "family-relationship"
CODE, OFFICER, CAMERA = Method.CODE, Method.OFFICER, Method.CAMERA
ASKS = Demand((CODE, OFFICER), {EXIT: (CODE,)})


@dataclass
class Sender:
    """Keeps what it was given, or fails."""

    name: str = "memory"
    messages: list[Message] = field(default_factory=list)
    fails: bool = False

    def send(self, message: Message) -> None:
        if self.fails:
            raise SenderFault("no connection")
        self.messages.append(message)

    @property
    def code(self) -> str:
        return self.messages[-1].code

    @property
    def wrong(self) -> str:
        return f"{(int(self.code) + 1) % 10**6:06}"


@pytest.fixture
def sender() -> Sender:
    return Sender()


@pytest.fixture
def desk(office: Any, sender: Sender) -> Any:
    """An archive that sends codes and knows an officer."""
    add_officer(office.store, office.clock, "li")
    return replace(office, sender=sender, proof_limits=ProofLimits(lambda: 0.0))


def opened(office: Any, sample: str = "clean", demand: Demand = ASKS) -> visits.Opened:
    card = next(card for card in cards() if card.sample == sample)
    evidence = visits.Evidence(
        "RESIDENT", card.name, card.id_number, card.sex, card.nation, card.birth, card.valid_to, card.valid_to is None
    )
    return visits.open_visit(office, "WH-0001", evidence, demand)


def token_of(office: Any, sample: str = "clean", demand: Demand = ASKS) -> str:
    return opened(office, sample, demand).token


def offer_of(office: Any, kind: str, sample: str = "clean", demand: Demand = ASKS) -> visits.Offer:
    return next(offer for offer in opened(office, sample, demand).offers if offer.kind == kind)


def drafted(office: Any, token: str, kind: str = FAMILY) -> object:
    with office.store.read() as session:
        sha256 = session.scalars(select(ApprovedDefinition.sha256).where(ApprovedDefinition.kind == kind)).one()
    drafts.choices(office, token, kind, sha256)
    return drafts.draft(office, token, kind, sha256, {"relative": ["1"], "purpose": ["study"], "language": ["zh"]}, agreed_to(kind))


def problem_of(call: Callable[[], object]) -> Problem | None:
    try:
        call()
    except Refusal as refusal:
        return refusal.problem
    return None


@pytest.mark.parametrize(
    ("at_archive", "at_kiosk", "both"),
    [
        ((), (), None),
        ((CODE,), (), (CODE,)),
        ((), (OFFICER, CODE), (OFFICER, CODE)),
        ((CODE, OFFICER), (OFFICER, CAMERA), (OFFICER,)),
        ((CODE,), (OFFICER,), ()),
    ],
)
def test_neither_side_alone_decides_and_neither_can_lower_the_other(
    at_archive: tuple[Method, ...], at_kiosk: tuple[Method, ...], both: tuple[Method, ...] | None
) -> None:
    assert wanted(Demand(at_archive), Demand(at_kiosk), FAMILY) == both


@pytest.mark.parametrize("words", [{"default": ["none", "code"]}, {"default": ["fingerprint"]}])
def test_a_demand_that_means_nothing_is_no_demand(words: dict[str, list[str]]) -> None:
    with pytest.raises(ValueError, match=r"none|fingerprint"):
        Demand.parse(words)


def test_the_menu_says_which_proofs_will_do(desk: Any) -> None:
    assert offer_of(desk, FAMILY).proof == (CODE, OFFICER)
    assert offer_of(desk, EXIT).proof == (CODE,)
    assert offer_of(desk, FAMILY, demand=Demand()).proof == ()


def test_who_has_no_phone_on_record_is_not_offered_a_code(desk: Any) -> None:
    assert offer_of(desk, "death", "widow").proof == (OFFICER,)
    without = offer_of(desk, EXIT, "widow")
    assert (without.reason, without.proof) == (Problem.PROOF_UNAVAILABLE, ())
    assert problem_of(lambda: send_code(desk, token_of(desk, "widow"))) is Problem.PROOF_UNAVAILABLE


def test_without_a_sender_and_without_an_officer_nothing_is_offered(office: Any) -> None:
    assert offer_of(office, FAMILY).reason is Problem.PROOF_UNAVAILABLE


def test_nothing_is_searched_before_the_proof_and_the_archive_holds_to_it_by_itself(desk: Any, sender: Sender) -> None:
    token = token_of(desk)
    assert problem_of(lambda: drafted(desk, token)) is Problem.PROOF_NEEDED
    send_code(desk, token)
    assert problem_of(lambda: drafted(desk, token)) is Problem.PROOF_NEEDED
    assert check_code(desk, token, sender.wrong).verdict is Verdict.WRONG
    assert problem_of(lambda: drafted(desk, token)) is Problem.PROOF_NEEDED
    assert check_code(desk, token, sender.code).verdict is Verdict.ACCEPTED
    assert isinstance(drafted(desk, token), drafts.Drafted)


def test_the_archives_own_demand_holds_for_a_kiosk_that_asks_for_nothing(desk: Any) -> None:
    strict = replace(desk, settings=replace(desk.settings, proof=Demand((OFFICER,))))
    token = token_of(strict, demand=Demand())
    assert problem_of(lambda: drafted(strict, token)) is Problem.PROOF_NEEDED
    decide(strict, "li", ask_officer(strict, token).number, True)
    assert isinstance(drafted(strict, token), drafts.Drafted)


def test_a_proof_of_another_kind_is_not_enough_for_a_document_that_wants_a_code(desk: Any) -> None:
    token = token_of(desk)
    decide(desk, "li", ask_officer(desk, token).number, True)
    assert isinstance(drafted(desk, token), drafts.Drafted)
    assert problem_of(lambda: drafted(desk, token, EXIT)) is Problem.PROOF_NEEDED


def test_the_next_visit_needs_its_own_proof(desk: Any, sender: Sender) -> None:
    token = token_of(desk)
    send_code(desk, token)
    check_code(desk, token, sender.code)
    visits.end_visit(desk, token)
    assert problem_of(lambda: drafted(desk, token_of(desk))) is Problem.PROOF_NEEDED


def test_of_the_phone_two_digits_are_told_and_the_message_holds_the_code(desk: Any, sender: Sender) -> None:
    sent = send_code(desk, token_of(desk))
    (message,) = sender.messages
    assert sent.last_digits == message.phone[-2:]
    assert len(sent.last_digits) == 2
    assert message.code in message.text
    assert message.code.isdigit()
    assert len(message.code) == 6
    assert message.phone.startswith("100"), "a sample's number belongs to nobody"


def test_a_code_dies_after_three_wrong_tries_and_a_new_one_may_be_sent(desk: Any, sender: Sender, clock: Any) -> None:
    token = token_of(desk)
    send_code(desk, token)
    left = [check_code(desk, token, sender.wrong).tries_left for _ in range(TRIES)]
    assert left == [2, 1, 0]
    assert check_code(desk, token, sender.code).verdict is Verdict.DEAD
    clock.forward(seconds=AGAIN_AFTER.total_seconds())
    send_code(desk, token)
    assert check_code(desk, token, sender.code).verdict is Verdict.ACCEPTED


def test_a_code_dies_with_its_time_and_with_the_next_one(desk: Any, sender: Sender, clock: Any) -> None:
    token = token_of(desk)
    send_code(desk, token)
    first = sender.code
    clock.forward(seconds=CODE_LIFE.total_seconds())
    assert check_code(desk, token, first).verdict is Verdict.DEAD
    send_code(desk, token)
    if first != sender.code:
        assert check_code(desk, token, first).verdict is Verdict.WRONG
    assert check_code(desk, token, sender.code).verdict is Verdict.ACCEPTED


def test_another_code_takes_its_time_and_there_are_three_in_a_visit(desk: Any, clock: Any) -> None:
    token = token_of(desk)
    left = []
    for _ in range(SENDS):
        left.append(send_code(desk, token).sends_left)
        assert problem_of(lambda: send_code(desk, token)) in (Problem.TOO_MANY, Problem.PROOF_LOCKED)
        clock.forward(seconds=AGAIN_AFTER.total_seconds())
    assert left == [2, 1, 0]
    assert problem_of(lambda: send_code(desk, token)) is Problem.PROOF_LOCKED


def test_a_found_card_is_not_tried_for_ever_but_a_day_later_its_owner_may(desk: Any, sender: Sender, clock: Any) -> None:
    wrong = 0
    while wrong < WRONG_A_DAY:
        token = token_of(desk)
        send_code(desk, token)
        for _ in range(TRIES):
            last = check_code(desk, token, sender.wrong)
            wrong += 1
        clock.forward(minutes=1)
    assert last.verdict is Verdict.LOCKED
    assert check_code(desk, token, sender.code).verdict is Verdict.LOCKED
    assert offer_of(desk, FAMILY).proof == (OFFICER,)
    assert offer_of(desk, EXIT).reason is Problem.PROOF_UNAVAILABLE
    clock.forward(days=1)
    token = token_of(desk)
    send_code(desk, token)
    assert check_code(desk, token, sender.code).verdict is Verdict.ACCEPTED


def test_nobody_is_sent_messages_all_day_with_a_card_of_theirs(desk: Any, clock: Any) -> None:
    for _ in range(CODES_A_DAY):
        send_code(desk, token_of(desk))
        clock.forward(minutes=1)
    assert offer_of(desk, EXIT).reason is Problem.PROOF_UNAVAILABLE
    token = token_of(desk)
    assert problem_of(lambda: send_code(desk, token)) is Problem.PROOF_UNAVAILABLE


def test_a_kiosk_cannot_ask_for_codes_without_end(desk: Any, clock: Any) -> None:
    asked = []
    for sample in ("clean", "family", "moved", "driver"):
        for _ in range(CODES_A_DAY):
            asked.append(problem_of(lambda sample=sample: send_code(desk, token_of(desk, sample))))  # type: ignore[misc]
            clock.forward(minutes=1)
    assert asked[:KIOSK_BURST] == [None] * KIOSK_BURST
    assert set(asked[KIOSK_BURST:]) == {Problem.TOO_MANY}


def test_a_code_that_was_not_sent_is_told_and_worth_nothing(desk: Any, sender: Sender) -> None:
    token = token_of(desk)
    sender.fails = True
    assert problem_of(lambda: send_code(desk, token)) is Problem.CODE_NOT_SENT
    assert check_code(desk, token, "000000").verdict is Verdict.DEAD
    sender.fails = False
    send_code(desk, token)
    assert check_code(desk, token, sender.code).verdict is Verdict.ACCEPTED


def test_of_a_code_nothing_is_kept_that_could_be_guessed_from(desk: Any, sender: Sender) -> None:
    token = token_of(desk)
    send_code(desk, token)
    with desk.store.read() as session:
        row = session.scalars(select(Challenge)).one()
        kept = row.code_mac
    visit = 1
    plain = {hashlib.sha256(text.encode()).digest() for text in (sender.code, f"{visit}:{sender.code}")}
    assert kept is not None
    assert kept not in plain
    other = replace(desk, secret=b"another process")
    assert check_code(other, token, sender.code).verdict is Verdict.WRONG, "a code ends with the process that sent it"


def test_codes_are_compared_in_constant_time(desk: Any, sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []
    monkeypatch.setattr(proof_code.hmac, "compare_digest", lambda a, b: compared.append((a, b)) or a == b)
    token = token_of(desk)
    send_code(desk, token)
    check_code(desk, token, sender.code)
    assert len(compared) == 1


def test_after_the_visit_nothing_of_the_proof_is_left_but_that_it_was_given(desk: Any, clock: Any) -> None:
    office = replace(desk, sender=OutboxSender(desk.store, clock))
    token = token_of(office)
    send_code(office, token)
    ask_officer(office, token)
    with office.store.read() as session:
        code = session.scalars(select(OutboxMessage)).one().code
    assert check_code(office, token, code).verdict is Verdict.ACCEPTED
    visits.end_visit(office, token)
    with office.store.read() as session:
        assert session.scalars(select(Challenge)).all() == []
        assert session.scalars(select(OutboxMessage)).all() == []
        noted = session.scalars(select(ProofGiven)).one()
        assert (noted.method, noted.at, noted.officer) == ("code", clock(), None)


def test_a_visit_that_is_forgotten_leaves_nothing_either(desk: Any, clock: Any) -> None:
    token = token_of(desk)
    send_code(desk, token)
    ask_officer(desk, token)
    clock.forward(hours=1)
    assert visits.sweep(desk) == 1
    with desk.store.read() as session:
        assert session.scalars(select(Challenge)).all() == []
    assert problem_of(lambda: check_code(desk, token, "000000")) is Problem.VISIT_OVER


def test_the_officer_sees_who_waits_and_confirms_by_the_number_that_is_said(desk: Any) -> None:
    token = token_of(desk)
    assert standing(desk, token)[0] is Standing.NONE
    number = ask_officer(desk, token).number
    assert standing(desk, token)[0] is Standing.WAITING
    (one,) = waiting(desk)
    assert (one.number, one.kiosk, one.name) == (number, "WH-0001", "张*宁")
    assert decide(desk, "li", number, True).name == "张*宁"
    assert standing(desk, token) == (Standing.CONFIRMED, frozenset({OFFICER}))
    assert waiting(desk) == ()
    assert problem_of(lambda: decide(desk, "li", number, True)) is Problem.REQUEST_UNKNOWN
    with desk.store.read() as session:
        assert session.scalars(select(ProofGiven)).one().officer == "li"


def test_an_officer_may_say_no(desk: Any) -> None:
    token = token_of(desk)
    decide(desk, "li", ask_officer(desk, token).number, False)
    assert standing(desk, token) == (Standing.REFUSED, frozenset())
    assert problem_of(lambda: drafted(desk, token)) is Problem.PROOF_NEEDED


def test_a_number_dies_with_its_time_with_the_next_one_and_with_the_visit(desk: Any, clock: Any) -> None:
    token = token_of(desk)
    first = ask_officer(desk, token).number
    second = ask_officer(desk, token).number
    if first != second:
        assert problem_of(lambda: decide(desk, "li", first, True)) is Problem.REQUEST_UNKNOWN
    clock.forward(minutes=5)
    assert standing(desk, token)[0] is Standing.EXPIRED
    assert problem_of(lambda: decide(desk, "li", second, True)) is Problem.REQUEST_UNKNOWN
    third = ask_officer(desk, token).number
    visits.end_visit(desk, token)
    assert problem_of(lambda: decide(desk, "li", third, True)) is Problem.REQUEST_UNKNOWN


def test_one_slip_of_the_finger_confirms_nobody_else() -> None:
    taken: list[str] = []
    for _ in range(60):
        taken.append(free_number(taken))
    for one in taken:
        assert all(sum(a != b for a, b in zip(one, other, strict=True)) >= 2 for other in taken if other is not one)


def test_a_credential_is_shown_once_kept_as_a_hash_and_ends_when_it_is_taken_back(desk: Any, tmp_path: Path) -> None:
    credential = add_officer(desk.store, desk.clock, "wang")
    assert officer_of(desk, credential, "127.0.0.1") == "wang"
    newer = add_officer(desk.store, desk.clock, "wang")
    assert problem_of(lambda: officer_of(desk, credential, "127.0.0.1")) is Problem.NOT_AN_OFFICER
    assert officer_of(desk, newer, "127.0.0.1") == "wang"
    assert credential.encode() not in b"".join(path.read_bytes() for path in tmp_path.glob("archive.sqlite3*"))
    assert remove_officer(desk.store, desk.clock, "wang")
    assert not remove_officer(desk.store, desk.clock, "wang")
    assert problem_of(lambda: officer_of(desk, newer, "127.0.0.1")) is Problem.NOT_AN_OFFICER
    assert officers(desk.store) == ("li",)


def test_credentials_cannot_be_tried_without_end(desk: Any) -> None:
    found = [problem_of(lambda: officer_of(desk, "wrong", "10.0.0.1")) for _ in range(OFFICER_BURST + 1)]
    assert found == [Problem.NOT_AN_OFFICER] * OFFICER_BURST + [Problem.TOO_MANY]
    assert problem_of(lambda: officer_of(desk, "wrong", "10.0.0.2")) is Problem.NOT_AN_OFFICER


def test_the_cameras_word_is_taken_only_where_it_is_asked_for(desk: Any) -> None:
    token = token_of(desk)
    assert problem_of(lambda: proof_camera.compared(desk, token, True)) is Problem.PROOF_UNAVAILABLE
    token = token_of(desk, demand=Demand((CAMERA, CODE)))
    proof_camera.compared(desk, token, False)
    assert problem_of(lambda: drafted(desk, token)) is Problem.PROOF_NEEDED
    proof_camera.compared(desk, token, True)
    assert isinstance(drafted(desk, token), drafts.Drafted)


def test_a_visits_row_holds_the_kiosks_demand(desk: Any) -> None:
    token_of(desk)
    with desk.store.read() as session:
        assert session.scalars(select(Visit)).one().demand == {"default": ["code", "officer"], "kinds": {EXIT: ["code"]}}
