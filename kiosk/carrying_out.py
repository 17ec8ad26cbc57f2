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
from kiosk.parts import ParameterWords, Parts, Reader
from kiosk.problems import Code
from kiosk.reader_events import CODE_OF_FAULT
from kiosk.session.effects import (
    AskStaff,
    Effect,
    EndVisit,
    FetchChoices,
    IssuePaper,
    OpenVisit,
    PrintPaper,
    PrintSlip,
    ReadCard,
    RenderPreview,
    RequestDraft,
    VoidPaper,
)
from kiosk.session.events import (
    CardRead,
    ChoicesReady,
    DraftReady,
    Event,
    Failed,
    PaperReady,
    PreviewReady,
    PrintProgress,
    PrintSettled,
    StaffAnswered,
    VisitOpened,
)
from kiosk.session.months import Month, Span
from kiosk.session.values import Choice, Choices, Draft, Offer, Outcome, Rules
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
            self._post(Failed(effect.visit, fault.code, fault.receipt))
        except Exception as error:
            _log.error("effect-failed", effect=type(effect).__name__, visit=effect.visit, error=type(error).__name__, place=place_of(error))
            self._post(Failed(effect.visit, Code.UNEXPECTED))

    def _do(self, effect: Effect, locale: str) -> None:
        match effect:
            case ReadCard(visit=visit, card=card):
                self._post(CardRead(visit, self._reader.read(card)))
            case OpenVisit():
                self._open_visit(effect)
            case FetchChoices():
                self._fetch_choices(effect, locale)
            case RequestDraft():
                self._request_draft(effect)
            case RenderPreview():
                self._preview(effect)
            case IssuePaper():
                paper = self._parts.papers.issue(effect.visit, effect.token, effect.draft, effect.subject_id_number)
                self._post(PaperReady(effect.visit, paper))
            case PrintPaper():
                self._print(effect)
            case PrintSlip():
                self._print_slip(effect)
            case VoidPaper(key=key, reason=reason):
                self._parts.papers.void(key, reason)
            case EndVisit():
                self._end_visit(effect)
            case AskStaff():
                self._ask_staff(effect)

    def _open_visit(self, effect: OpenVisit) -> None:
        answer = self._parts.archive.open_visit(effect.identity)
        said = {offer.id: offer for offer in answer.kinds}
        offers = tuple(_offer(kind.id, said.get(kind.id)) for kind in self._rules.kinds)
        self._post(VisitOpened(effect.visit, answer.visit, answer.subject.id_number, offers))

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
        try:
            answer = self._parts.archive.draft(effect.token, effect.kind, kind.sha256, dict(effect.picked))
        except ArchiveFault as fault:
            if fault.receipt is not None and fault.receipt.form not in self._parts.slips.forms:
                fault.receipt = replace(fault.receipt, form=None)
            raise
        images = self._images(effect.token, answer)
        draft = Draft(answer.draft, answer.kind, answer.subject.id_number, answer.content, images)
        self._post(DraftReady(effect.visit, draft))

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
        if lacking is not None:
            raise PaperFault(lacking)
        self._post(PreviewReady(effect.visit, effect.draft.id, pages))

    def _print(self, effect: PrintPaper) -> None:
        paper = effect.paper

        def tell(page: int, problem: Code | None) -> None:
            self._post(PrintProgress(effect.visit, paper.key, page, paper.pages, problem))

        settled = self._parts.papers.print(paper, effect.subject_id_number, tell)
        self._unconfirmed_changed()  # before the outcome, so that no screen offers printing in between
        self._post(PrintSettled(effect.visit, paper.key, settled.outcome, settled.problem))

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
        self._parts.papers.end_visit(effect.visit)
        if effect.token is None:
            return
        try:
            self._parts.archive.end_visit(effect.token)
        except ArchiveFault as fault:
            # The token's life is short; no citizen waits for this answer.
            _log.info("visit-not-closed", visit=effect.visit, code=fault.code.value)


def _offer(kind: str, said: OfferAnswer | None) -> Offer:
    if said is None:
        return Offer(kind, False, Code.DEFINITION_NOT_APPROVED)
    return Offer(kind, said.available, None if said.available else code_of(said.reason), said.left)


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
