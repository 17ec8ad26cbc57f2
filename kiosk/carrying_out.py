"""What each effect of the visit does. Runs on worker threads; every answer goes back as an event of the effect's own visit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import structlog

from idcard.reader import CardError
from kiosk.archive import code_of
from kiosk.archive_answers import ChoicesAnswer, DraftAnswer, OfferAnswer
from kiosk.faults import ArchiveFault, KioskFault, PaperFault, place_of
from kiosk.issuing import Settled
from kiosk.parts import KindWords, ParameterWords, Parts, Reader
from kiosk.problems import Code
from kiosk.proof.carrying_out import carried_out
from kiosk.reader_events import CODE_OF_FAULT
from kiosk.session.effects import (
    AskOfficer,
    AskStaff,
    CheckCode,
    CompareFace,
    Effect,
    EndVisit,
    FetchChoices,
    IssuePaper,
    LookForOfficer,
    OfferPaper,
    OpenVisit,
    PrintPaper,
    PrintSlip,
    Rate,
    ReadCard,
    RenderPreview,
    RequestDraft,
    SendCode,
    SendReport,
    UncoverNumbers,
    VoidPaper,
    WithdrawPaper,
)
from kiosk.session.events import (
    CardRead,
    ChoicesReady,
    DraftReady,
    Event,
    Failed,
    PagesUncovered,
    PaperReady,
    PhoneOffered,
    PhoneSettled,
    PreviewReady,
    PrintProgress,
    PrintSettled,
    ReportTaken,
    StaffAnswered,
    VisitOpened,
)
from kiosk.session.months import Month, Span
from kiosk.session.proof_values import ProofMethod
from kiosk.session.values import Choice, Choices, Draft, Offer, Outcome, Receipt, Rules
from kiosk.staff.asks import Settle

_log = structlog.get_logger(__name__)

Post = Callable[[Event], None]

MOST_IMAGES = 6  # scanned pages of one paper, as many as the archive lets somebody pick
MOST_IMAGE_BYTES = 24 * 1024 * 1024  # of all of them; they are in memory for as long as the visit lasts

_LANGUAGE_OF_LOCALE = {"zh_CN": "zh", "en": "en", "mn_Mong": "mn"}


class Hands:
    """Carries effects out with the parts. `unconfirmed_changed` is called when printing may have to be locked."""

    def __init__(self, parts: Parts, reader: Reader, rules: Rules, post: Post, unconfirmed_changed: Callable[[], None]) -> None:
        self._parts = parts
        self._reader = reader
        self._rules = rules
        self._post = post
        self._unconfirmed_changed = unconfirmed_changed

    def carry_out(self, effect: Effect, locale: str) -> None:
        """Does what the effect says and posts what came of it. Never raises; what nobody foresaw is told as UNEXPECTED."""
        try:
            self._do(effect, locale)
        except CardError as error:
            self._post(Failed(effect.visit, CODE_OF_FAULT[error.kind]))
        except KioskFault as fault:
            _log.info("effect-refused", effect=type(effect).__name__, visit=effect.visit, code=fault.code.value)
            receipt = None if fault.receipt is None else self._printable(fault.receipt)
            self._post(Failed(effect.visit, fault.code, receipt))
        except Exception as error:
            _log.error("effect-failed", effect=type(effect).__name__, visit=effect.visit, error=type(error).__name__, place=place_of(error))
            self._post(Failed(effect.visit, Code.UNEXPECTED))

    def _do(self, effect: Effect, locale: str) -> None:
        match effect:
            case ReadCard(visit=visit, card=card):
                self._post(CardRead(visit, self._reader.read(card)))
            case OpenVisit():
                self._open_visit(effect)
            case SendCode() | CheckCode() | AskOfficer() | LookForOfficer() | CompareFace():
                self._post(carried_out(effect, self._parts.archive, self._parts.face_check))
            case FetchChoices():
                self._fetch_choices(effect, locale)
            case RequestDraft():
                self._request_draft(effect)
            case RenderPreview():
                self._preview(effect)
            case UncoverNumbers():
                self._uncover(effect)
            case IssuePaper():
                paper = self._parts.papers.issue(effect.visit, effect.token, effect.draft, effect.subject_id_number, effect.instead_of)
                self._post(PaperReady(effect.visit, paper))
            case PrintPaper():
                self._print(effect)
            case PrintSlip():
                self._print_slip(effect)
            case OfferPaper():
                self._offer_link(effect)
            case WithdrawPaper(key=key):
                self._parts.phones.withdraw(key)
            case SendReport():
                receipt = self._parts.archive.report(effect.token, effect.draft, effect.fields)
                self._post(ReportTaken(effect.visit, self._printable(receipt)))
            case Rate(kind=kind, level=level):
                self._parts.ratings.note(kind, level)
            case VoidPaper(key=key, reason=reason):
                self._parts.papers.void(key, reason)
            case EndVisit():
                self._end_visit(effect)
            case AskStaff():
                self._ask_staff(effect)

    def _open_visit(self, effect: OpenVisit) -> None:
        answer = self._parts.archive.open_visit(effect.identity)
        said = {offer.id: offer for offer in answer.kinds}
        offers = tuple(self._offer(kind.id, said.get(kind.id)) for kind in self._rules.kinds)
        self._post(VisitOpened(effect.visit, answer.visit, answer.subject.id_number, offers))

    def _offer(self, kind: str, said: OfferAnswer | None) -> Offer:
        if said is None:
            return Offer(kind, False, Code.DEFINITION_NOT_APPROVED)
        offer = Offer(kind, said.available, None if said.available else code_of(said.reason), said.left, self._methods(kind, said))
        wanted = self._parts.proof.of(kind) or said.proof
        if wanted and not offer.proof and (offer.available or offer.gives_receipt):
            # Asked for by either side, and not to be had here. An archive that knows nothing of it is no reason to go without.
            return replace(offer, available=False, reason=Code.PROOF_UNAVAILABLE)
        return offer

    def _methods(self, kind: str, said: OfferAnswer) -> tuple[ProofMethod, ...]:
        """What the archive will take and this kiosk can do, and asks for where it asks for any."""
        asked = self._parts.proof.of(kind) or tuple(ProofMethod)
        without = {ProofMethod.CAMERA} if self._parts.face_check.unavailable else set()
        return tuple(method for method in asked if method.value in said.proof and method not in without)

    def _fetch_choices(self, effect: FetchChoices, locale: str) -> None:
        kind = self._parts.definitions[effect.kind]
        asked = [p for p in kind.parameters if p.choices_from is not None]
        answer = self._parts.archive.choices(effect.token, effect.kind, kind.sha256) if asked else ChoicesAnswer(choices={})
        choices = tuple(choices_of(parameter, answer, locale) for parameter in kind.parameters)
        for parameter, group in zip(kind.parameters, choices, strict=True):
            if parameter.type == "choice" and parameter.at_least > len(group.choices):
                raise ArchiveFault(Code.NOT_FOUND)  # there is nothing on record to choose from
        self._post(ChoicesReady(effect.visit, effect.kind, choices))

    def _request_draft(self, effect: RequestDraft) -> None:
        kind = self._parts.definitions[effect.kind]
        consent = _agreed(kind, effect.agreed_in)
        answer = self._parts.archive.draft(effect.token, effect.kind, kind.sha256, dict(effect.picked), consent)
        images = self._images(effect.token, answer)
        draft = Draft(answer.draft, answer.kind, answer.subject.id_number, answer.content, images, reportable=tuple(answer.reportable))
        self._post(DraftReady(effect.visit, draft))

    def _printable(self, receipt: Receipt) -> Receipt:
        """A receipt that no slip can be printed of here can be read all the same."""
        return receipt if receipt.form in self._parts.slips.forms else replace(receipt, form=None)

    def _images(self, token: str, answer: DraftAnswer) -> dict[str, bytes]:
        """The pictures that the draft's content names. Raises ArchiveFault, PaperFault."""
        names = tuple(dict.fromkeys(self._parts.previewer.pictures(answer.kind, answer.content)))
        if len(names) > MOST_IMAGES:
            raise ArchiveFault(Code.PICTURE_UNUSABLE)
        images: dict[str, bytes] = {}
        for name in names:
            images[name] = self._parts.archive.image(token, answer.draft, name)
            if sum(map(len, images.values())) > MOST_IMAGE_BYTES:
                raise ArchiveFault(Code.PICTURE_UNUSABLE)
        return images

    def _preview(self, effect: RenderPreview) -> None:
        """The page, unless the printer is known to lack the sheets for it: better said before anything is registered than after."""
        pages = self._parts.previewer.preview(effect.draft)
        lacking = self._parts.papers.shortage(effect.pages_before + len(pages))
        if lacking is not None and not self._rules.phone:
            raise PaperFault(lacking)
        self._post(PreviewReady(effect.visit, effect.draft.id, pages, lacking))

    def _uncover(self, effect: UncoverNumbers) -> None:
        try:
            pages, problem = self._parts.previewer.uncovered(effect.draft), None
        except PaperFault as fault:
            pages, problem = (), fault.code
        self._post(PagesUncovered(effect.visit, effect.draft.id, pages, problem))

    def _print(self, effect: PrintPaper) -> None:
        paper = effect.paper

        def tell(page: int, problem: Code | None) -> None:
            self._post(PrintProgress(effect.visit, paper.key, page, paper.pages, problem))

        settled = self._parts.papers.print(paper, effect.subject_id_number, tell)
        self._unconfirmed_changed()  # before the outcome, so that no screen offers printing in between
        self._post(PrintSettled(effect.visit, paper.key, settled.outcome, settled.problem))

    def _offer_link(self, effect: OfferPaper) -> None:
        """Opens the link and follows it, for as long as the visit lasts."""
        link = self._parts.phones.offer(effect.paper, effect.subject_id_number)
        self._post(PhoneOffered(effect.visit, effect.paper.key, link.url, link.seconds))
        taken = self._parts.phones.follow(effect.visit, effect.paper)
        if taken is not None:
            self._post(PhoneSettled(effect.visit, effect.paper.key, taken))

    def _print_slip(self, effect: PrintSlip) -> None:
        slip = effect.slip

        def tell(page: int, pages: int, problem: Code | None) -> None:
            self._post(PrintProgress(effect.visit, slip.key, page, pages, problem))

        try:
            settled = self._parts.slips.print(slip, effect.subject_id_number, tell)
        except KioskFault as fault:
            # The printer never heard of it; the citizen is told by the number, not by the reason.
            settled = Settled(Outcome.NOT_PRINTED, fault.code)
        self._post(PrintSettled(effect.visit, slip.key, settled.outcome, settled.problem))

    def _ask_staff(self, effect: AskStaff) -> None:
        session = effect.session
        self._parts.staff.do(effect.ask, effect.who, self._reader, lambda answer: self._post(StaffAnswered(session, answer)))
        if isinstance(effect.ask, Settle):
            self._unconfirmed_changed()

    def _end_visit(self, effect: EndVisit) -> None:
        self._parts.phones.end_visit(effect.visit)
        self._parts.papers.end_visit(effect.visit)
        if effect.token is None:
            return
        try:
            self._parts.archive.end_visit(effect.token)
        except ArchiveFault as fault:
            # The token's life is short; no citizen waits for this answer.
            _log.info("visit-not-closed", visit=effect.visit, code=fault.code.value)


def _agreed(kind: KindWords, locale: str | None) -> tuple[str, str] | None:
    """Language and words of the sentence that the citizen saw in `locale`: the Chinese one where there is no other."""
    if kind.consent is None or locale is None:
        return None
    sentences = kind.consent.sentences
    language = _LANGUAGE_OF_LOCALE.get(locale, "zh")
    language = language if language in sentences else "zh"
    return language, sentences[language]


def choices_of(parameter: ParameterWords, answer: ChoicesAnswer, locale: str) -> Choices:
    """The definition's own choices in the citizen's language, else the archive's. Raises ArchiveFault when it has sent none."""
    if parameter.choices_from is None:
        return Choices(parameter.name, _static(parameter, locale))
    if parameter.type == "months":
        if (span := answer.ranges.get(parameter.name)) is None:
            raise ArchiveFault(Code.ARCHIVE_GARBAGE)
        return Choices(parameter.name, span=Span(Month.parse(span.earliest), Month.parse(span.latest)))
    if (found := answer.choices.get(parameter.name)) is None:
        raise ArchiveFault(Code.ARCHIVE_GARBAGE)
    return Choices(parameter.name, tuple(Choice(choice.value, choice.label, choice.detail, choice.group) for choice in found))


def _static(parameter: ParameterWords, locale: str) -> tuple[Choice, ...]:
    """The definition's own choices in the citizen's language, in Chinese where it has no other."""
    language = _LANGUAGE_OF_LOCALE.get(locale, "zh")
    return tuple(Choice(value, label.get(language, label["zh"])) for value, label in parameter.choices)
