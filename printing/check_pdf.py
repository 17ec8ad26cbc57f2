"""A PDF handed in for checking: its code, and where it is the electronic original, everything inside it against everything on its pages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from printing.archival import CONTENT_NAME, DEFINITION_NAME, VERIFICATION_NAME
from printing.canonical import ContentError, content_digest, parse
from printing.compare_pages import compare, pictures
from printing.definition import DefinitionError
from printing.definition import parse as parse_definition
from printing.find_code import best, find_drawn_payload, find_payload
from printing.findings import Finding, Outcome, PaperCheck, Point, Seen, judged, unreadable
from printing.fixed_words import fixed_words
from printing.inside_pdf import Inside, NotReadable, grey_pages, take_apart
from printing.page_facts import NAME as FACTS_NAME
from printing.page_facts import PageFactsError
from printing.page_facts import load as load_facts
from printing.set_again import NotSettable, set_again
from printing.signature import Level, SignatureError, SignatureReport, validate
from printing.verification import Claims, read
from printing.wording import CHINA

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from printing.compare_pages import Difference
    from printing.definition import Definition
    from printing.known import Known


def check_pdf(data: bytes, known: Known, check_code: Callable[[str], PaperCheck]) -> PaperCheck:
    """Checks a PDF; `check_code` judges the text of its QR. Nothing in hostile data raises."""
    try:
        inside = take_apart(data)
        found = map(find_payload if inside.is_scan else find_drawn_payload, grey_pages(data))
        text = best(text for text in found if text is not None)
    except NotReadable as error:
        return unreadable(str(error))
    if text is None:
        return unreadable(_without_code(inside))
    seen = check_code(text)
    if seen.claims is None:
        return seen
    if not inside.attached:
        said = "a scan or a print: only its code was checked, compare the facts with the page"
        return replace(seen, findings=(*seen.findings, Finding(Point.PAGE, Outcome.OPEN, said)))
    content, definition = _content(inside), _definition(inside)
    page, differences = _page(inside, content, definition, seen.claims, text, known)
    findings = (
        *seen.findings,
        _code(inside, text),
        _content_finding(content, seen.claims),
        _definition_finding(definition, seen.claims, known),
        page,
        *_signature(data, known),
    )
    return PaperCheck(findings, seen.claims, Seen.FILE, differences)


def _without_code(inside: Inside) -> str:
    words = fixed_words()
    shown = "".join("".join(run.text for run in page.runs) for page in inside.pages or ())
    if words["not_printed"] in shown:
        return "a preview: nothing was issued, and it is no certificate"
    return "no verification code was found on the pages"


def _content(inside: Inside) -> dict[str, Any] | None:
    try:
        return parse(inside.attached[CONTENT_NAME])
    except (KeyError, ContentError):
        return None


def _definition(inside: Inside) -> Definition | None:
    try:
        return parse_definition(inside.attached[DEFINITION_NAME], DEFINITION_NAME)
    except (KeyError, DefinitionError, RecursionError):
        return None


def _code(inside: Inside, text: str) -> Finding:
    same = inside.attached.get(VERIFICATION_NAME) == text.encode()
    return judged(Point.CODE, same, "the code on the page is the one in the file", "the code on the page is not the one in the file")


def _content_finding(content: dict[str, Any] | None, claims: Claims) -> Finding:
    same = content is not None and content_digest(content) == claims.content_sha256
    return judged(Point.CONTENT, same, "the content in the file is the signed one", "the content in the file is not the signed one")


def _definition_finding(definition: Definition | None, claims: Claims, known: Known) -> Finding:
    if definition is None:
        return Finding(Point.DEFINITION, Outcome.BAD, "the file holds no certificate definition that can be read")
    if any(one.covers(claims.kind, definition.sha256, claims.issued_at) for one in known.approvals):
        return Finding(Point.DEFINITION, Outcome.GOOD, "its definition is one that is approved for this kind")
    name = definition.sha256[:12]
    if known.all_approvals or definition.id != claims.kind:
        return Finding(Point.DEFINITION, Outcome.BAD, f"the archive never approved its definition ({name}) for this kind and time")
    return Finding(Point.DEFINITION, Outcome.OPEN, f"its definition ({name}) is not known here; the archive publishes the approved ones")


def _page(
    inside: Inside, content: dict[str, Any] | None, definition: Definition | None, claims: Claims, url: str, known: Known
) -> tuple[Finding, tuple[Difference, ...]]:
    if inside.pages is None:
        return Finding(Point.PAGE, Outcome.BAD, "the text of the pages cannot be followed"), ()
    if content is None or definition is None or FACTS_NAME not in inside.attached:
        return Finding(Point.PAGE, Outcome.BAD, "the file lacks what its pages could be compared with"), ()
    if known.fonts is None:
        return Finding(Point.PAGE, Outcome.OPEN, "the words of the pages were not compared: no fonts are installed here"), ()
    try:
        facts = load_facts(inside.attached[FACTS_NAME])
        expected = set_again(definition, content, claims, facts, url, read(url).code or "", known.fonts, known.script)
    except PageFactsError:
        return Finding(Point.PAGE, Outcome.BAD, "the file lacks what its pages could be compared with"), ()
    except NotSettable as error:
        return Finding(Point.PAGE, Outcome.OPEN, f"the words of the pages could not be compared: {error}"), ()
    differences = compare(expected, inside.pages)
    if differences:
        said = f"the pages do not say what was signed: {len(differences)} differences, the first on {differences[0].where()}"
        return Finding(Point.PAGE, Outcome.BAD, said), differences
    if any(page.annotations for page in inside.pages):
        return Finding(Point.PAGE, Outcome.BAD, "something that is not part of the paper lies over a page (an annotation)"), ()
    seals = 0 if claims.specimen else 1  # the specimen seal is drawn, a bureau's may be a picture
    if not 0 <= sum(page.pictures for page in inside.pages) - sum(pictures(expected)) <= seals:
        return Finding(Point.PAGE, Outcome.BAD, "the pages do not show as many pictures as the paper has"), ()
    return Finding(Point.PAGE, Outcome.GOOD, "every character on the pages is what content, definition and code say"), ()


def _signature(data: bytes, known: Known) -> Iterator[Finding]:
    if not known.signers:
        yield Finding(Point.SIGNATURE, Outcome.OPEN, "the PDF's signature was not judged: no certificate of the archive is known here")
        return
    try:
        report = validate(data, known.signers, known.time_stampers)
    except SignatureError as error:
        yield Finding(Point.SIGNATURE, Outcome.BAD, str(error))
        return
    if report is None:
        yield Finding(Point.SIGNATURE, Outcome.BAD, "the PDF is not signed")
        return
    if report.good:
        stamped = "" if report.level is Level.TIME_STAMPED else ", without a time stamp"
        said = f"the PDF's signature is good and covers the whole file (PAdES {report.level.value}{stamped})"
        yield Finding(Point.SIGNATURE, Outcome.GOOD, said)
    else:
        faults = [word for word, good in (
            ("changed after signing", report.intact), ("signature wrong", report.valid), ("signer unknown", report.trusted),
            ("something was added after signing", report.complete),
        ) if not good]  # fmt: skip
        yield Finding(Point.SIGNATURE, Outcome.BAD, f"the PDF's signature is not good: {', '.join(faults)}")
    yield from _time_stamp(report, known)


def _time_stamp(report: SignatureReport, known: Known) -> Iterator[Finding]:
    stamp = report.time_stamp
    if stamp is None:
        return
    said = f"{stamp.at.astimezone(CHINA).isoformat(timespec='seconds')} by {stamp.service}"
    if not stamp.good:
        yield Finding(Point.TIME_STAMP, Outcome.BAD, f"the time stamp does not fit the signature: {said}")
    elif not known.time_stampers:
        yield Finding(Point.TIME_STAMP, Outcome.OPEN, f"the time stamp fits, but its service is not known here: {said}")
    else:
        yield judged(Point.TIME_STAMP, stamp.trusted, f"the time stamp is good: {said}", f"the time stamp is by an unknown service: {said}")
