"""Everything that can go wrong: one code, what the citizen reads, what the technician reads, the remedy.

The texts are gettext message ids (English); `kiosk/locale` holds every language. No text holds personal data or names a device
maker. A test walks the table: every code has a row, every row has translations, every row is provoked by a test.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, unique


@unique
class Code(Enum):
    """The code of a problem, as shown small on the screen, in the log and by `check`."""

    # The card
    CARD_UNREADABLE = "card-unreadable"
    CARD_NOT_SUPPORTED = "card-not-supported"
    CARD_EXPIRED = "card-expired"
    CARD_REMOVED = "card-removed"
    CARD_LEFT = "card-left"
    # The reader
    READER_MISSING = "reader-missing"
    READER_UNEXPECTED = "reader-unexpected"
    PCSC_UNAVAILABLE = "pcsc-unavailable"
    # The archive as a service
    ARCHIVE_UNREACHABLE = "archive-unreachable"
    ARCHIVE_SLOW = "archive-slow"
    ARCHIVE_TLS = "archive-tls"
    ARCHIVE_GARBAGE = "archive-garbage"
    ARCHIVE_ERROR = "archive-error"
    ARCHIVE_REFUSED = "archive-refused"
    DEFINITION_NOT_APPROVED = "definition-not-approved"
    # The archive's answers about a citizen (certificates.md 2.9)
    AT_WINDOW = "at-window"
    NOT_FOUND = "not-found"
    NOT_DIGITISED = "not-digitised"
    NO_RIGHT = "no-right"
    OVER_QUOTA = "over-quota"
    DATA_CONFLICT = "data-conflict"
    SOURCE_DOWN = "source-down"
    PERSON_MISMATCH = "person-mismatch"
    # The second proof of the person, and consent
    PROOF_NEEDED = "proof-needed"
    PROOF_UNAVAILABLE = "proof-unavailable"
    PROOF_LOCKED = "proof-locked"
    PROOF_FAILED = "proof-failed"
    PROOF_EXPIRED = "proof-expired"
    CODE_NOT_SENT = "code-not-sent"
    CODE_WRONG = "code-wrong"
    CODE_DEAD = "code-dead"
    CONSENT_NEEDED = "consent-needed"
    # The printer
    PRINTER_UNREACHABLE = "printer-unreachable"
    PRINTER_MEDIA_EMPTY = "printer-media-empty"
    PRINTER_MEDIA_JAM = "printer-media-jam"
    PRINTER_COVER_OPEN = "printer-cover-open"
    PRINTER_TONER_EMPTY = "printer-toner-empty"
    PRINTER_OUTPUT_FULL = "printer-output-full"
    PRINTER_STOPPED = "printer-stopped"
    PRINTER_NO_PDF = "printer-no-pdf"
    PRINTER_MEDIA_SHORT = "printer-media-short"
    PRINTER_MEDIA_WRONG = "printer-media-wrong"
    PRINTER_QUEUE_STOPPED = "printer-queue-stopped"
    PRINTER_REFUSED = "printer-refused"
    PRINT_FAILED = "print-failed"
    PRINT_CANCELLED = "print-cancelled"
    PRINT_DOCUMENT_ERROR = "print-document-error"
    PRINT_UNCONFIRMED = "print-unconfirmed"
    PRINT_JOB_OPEN = "print-job-open"
    UNCONFIRMED_LOCK = "unconfirmed-lock"
    SLIP_NOT_PRINTED = "slip-not-printed"
    SLIP_UNCONFIRMED = "slip-unconfirmed"
    # Opening hours
    KIOSK_CLOSED = "kiosk-closed"
    KIND_CLOSED = "kind-closed"
    # Several papers in one visit
    IN_BASKET = "in-basket"
    BASKET_FULL = "basket-full"
    NOT_BEGUN = "not-begun"
    # The citizen's phone, and what a citizen says is wrong
    PHONE_EXPIRED = "phone-expired"
    REPORT_TAKEN = "report-taken"
    # The kiosk itself
    CONFIG_INVALID = "config-invalid"
    DEFINITIONS_INVALID = "definitions-invalid"
    FONTS_MISSING = "fonts-missing"
    GLYPH_MISSING = "glyph-missing"
    SEAL_MISSING = "seal-missing"
    PICTURE_UNUSABLE = "picture-unusable"
    CONTENT_UNFIT = "content-unfit"
    JOURNAL_UNUSABLE = "journal-unusable"
    DISK_FULL = "disk-full"
    STAFF_FILE_UNUSABLE = "staff-file-unusable"
    CLOCK_WRONG = "clock-wrong"
    SOUND_FAILED = "sound-failed"
    TOOK_TOO_LONG = "took-too-long"
    UNEXPECTED = "unexpected"


@dataclass(frozen=True, slots=True)
class Problem:
    """One row. `citizen`: what happened, in one calm sentence. `way`: what to do now. `technician`, `remedy`: the same for staff."""

    code: Code
    citizen: str
    way: str
    technician: str
    remedy: str


_WINDOW = "Please ask at the service window."
_AGAIN = "Please try again."
_NOTHING_ISSUED = "Nothing was issued. Please try again in a few minutes, or ask at the service window."
_NOTHING_AT_WINDOW = "Nothing was issued. Please ask at the service window."
_WINDOW_WITH_CARD = "Please come to the service window with your ID card."
_OUT = "Please use another machine or the service window."

_ROWS = (
    Problem(Code.CARD_UNREADABLE, "The card could not be read.", "Take the card off, lay it flat on the reader and leave it there.",
            "A card answered, but its record could not be read completely.", "Clean the reader's surface; try another card; look for repeated failures in the log."),
    Problem(Code.CARD_NOT_SUPPORTED, "This is not a resident ID card.", "Please lay your second-generation resident ID card on the reader.",
            "The card's ATR does not match the reader's profile, or the reader has no security module.", "Check [[reader]] profile and atr_mask in the configuration against the reader's manual."),
    Problem(Code.CARD_EXPIRED, "The period of validity of this card has ended.", "Please renew the card at the service window.",
            "The card's record gives a last day of validity that has passed.", "If many cards are said to have expired, check the clock."),
    Problem(Code.CARD_REMOVED, "The card was taken off, so the visit has ended.", "To begin again, lay the card on the reader and leave it there.",
            "The card was removed while it was being read, or before the citizen had come to printing.", "None needed; if it happens without anyone moving the card, check the reader's cable."),
    Problem(Code.CARD_LEFT, "A card is still lying on the reader.", "Please take it. If it is not yours, hand it in at the service window.",
            "A card was left on the reader after its visit had ended.", "Keep the card safe at the window; its owner will ask for it."),
    Problem(Code.READER_MISSING, "The card reader is not ready.", _OUT,
            "No reader named in the configuration is connected.", "Check the reader's cable and power, then the [[reader]] name in the configuration against `pcsc_scan`."),
    Problem(Code.READER_UNEXPECTED, "The card reader is not ready.", _OUT,
            "A virtual reader is present outside the demo.", "Remove the vsmartcard-vpcd package from this machine."),
    Problem(Code.PCSC_UNAVAILABLE, "The card reader is not ready.", _OUT,
            "The PC/SC service (pcscd) does not answer.", "Run `systemctl status pcscd.socket pcscd`; the kiosk comes back by itself once it runs."),
    Problem(Code.ARCHIVE_UNREACHABLE, "The archive cannot be reached at the moment.", _NOTHING_ISSUED,
            "No connection to the archive service.", "Check the network, then archive.url in the configuration and the service itself."),
    Problem(Code.ARCHIVE_SLOW, "The archive is taking too long to answer.", _NOTHING_ISSUED,
            "The archive service did not answer within archive.timeout_s.", "Look at the service's load; raise archive.timeout_s only if slowness is normal there."),
    Problem(Code.ARCHIVE_TLS, "The archive cannot be reached safely at the moment.", _NOTHING_ISSUED,
            "The archive service's TLS certificate is not the expected one, has expired, or names another host.", "Check archive.ca_file, the service's certificate and the clock. Never switch verification off."),
    Problem(Code.ARCHIVE_GARBAGE, "The archive gave an answer that cannot be used.", _NOTHING_ISSUED,
            "The archive service's answer does not follow the contract (docs/archive-api.md).", "Compare the versions of kiosk and service; look for a proxy in between."),
    Problem(Code.ARCHIVE_ERROR, "The archive cannot answer at the moment.", _NOTHING_ISSUED,
            "The archive service answered with a server error.", "Look at the service's log."),
    Problem(Code.ARCHIVE_REFUSED, "The archive did not accept the request.", _NOTHING_ISSUED,
            "The archive service refused the request (status 4xx).", "Check the kiosk's client certificate and its registration at the service."),
    Problem(Code.DEFINITION_NOT_APPROVED, "This document is not available yet.", _WINDOW,
            "The archive has not approved this certificate definition.", "Run `python -m archive approve FILE` at the service for the file as it is here."),
    Problem(Code.AT_WINDOW, "This request has to be verified further by an officer at the window.", "Please go to the window of the police station with the receipt.",
            "The archive refers this request to the window; the reason is not disclosed to the kiosk.", "None; this is a normal outcome."),
    Problem(Code.NOT_FOUND, "No such registration was found.", "If you think there should be one, please have it checked at the household registration window.",
            "The archive holds no record for this request.", "None; this is a normal outcome."),
    Problem(Code.NOT_DIGITISED, "The files of that period have not been scanned yet.", "They have to be fetched; please ask at the household registration window.",
            "The archive has not digitised the period in question.", "None; this is a normal outcome."),
    Problem(Code.NO_RIGHT, "By the rules, only the person concerned, a guardian or an authorised person can ask for this, at the window.", "Please bring your ID card and what shows your authority to the service window.",
            "The archive does not allow this person this document.", "None; this is a normal outcome."),
    Problem(Code.OVER_QUOTA, "This year's requests for this document have been used up.", "To ask for it again, please bring papers that show the purpose to the service window.",
            "The yearly quota for this kind has been reached.", "None; this is a normal outcome."),
    Problem(Code.DATA_CONFLICT, "The card and the archive do not agree.", "Please have your data checked at the household registration window.",
            "The card's record and the archive's differ; no visit was opened.", "None; by the number on the slip the window finds in which fields, and corrects them."),
    Problem(Code.SOURCE_DOWN, "The source of this data is not available at the moment.", "No document was produced and no number used. Please try again later, choose another document, or ask at the service window.",
            "The archive cannot reach the system that holds this kind's data.", "Ask the archive's operator about the source; the other kinds are not affected."),
    Problem(Code.PERSON_MISMATCH, "The request was stopped for your protection.", _NOTHING_ISSUED,
            "The subject of an answer is not the person whose card was read. Nothing was printed.", "Report this with the time to the archive's operator at once."),
    Problem(Code.PROOF_NEEDED, "This document needs a second proof of who you are.", _NOTHING_AT_WINDOW,
            "The archive wants a second proof of the person that was not given: its demand changed during the visit.", "None if it happens once; else compare `python -m archive serve --proof` with [proof] in the configuration."),
    Problem(Code.PROOF_UNAVAILABLE, "For this document your identity can be confirmed at the service window only.", _WINDOW_WITH_CARD,
            "None of the proofs that kiosk and archive both accept can be had for this person: no phone on record, no sender, no officer.", "None for a single person; for everybody, run `run_kiosk.py check` and look at its line proof."),
    Problem(Code.PROOF_LOCKED, "Your identity could not be confirmed here.", _WINDOW_WITH_CARD,
            "Too many codes were sent, or too many wrong ones typed, today.", "None; it ends with the day. Many on one day at one kiosk: somebody may be trying found cards."),
    Problem(Code.PROOF_FAILED, "Your identity could not be confirmed here.", _WINDOW_WITH_CARD,
            "The officer did not confirm, or the comparison found no match.", "None; this is a normal outcome."),
    Problem(Code.PROOF_EXPIRED, "Nobody has confirmed your number yet.", "You can ask once more, or go to the service window.",
            "No officer confirmed within five minutes.", "See that somebody at the desk watches `python -m archive officer waiting` or its page."),
    Problem(Code.CODE_NOT_SENT, "The code could not be sent.", _WINDOW_WITH_CARD,
            "The archive's sender did not take the message, or too many codes were asked for at this kiosk.", "Look at code-not-sent in the archive's log; try the sender by hand (docs/archive-api.md)."),
    Problem(Code.CODE_WRONG, "That code is not right.", "Please compare it with the message and type it again.",
            "A wrong one-time code was typed.", "None; this is a normal outcome."),
    Problem(Code.CODE_DEAD, "This code can no longer be used.", "Please have a new one sent.",
            "The code expired, or was typed wrong too often.", "None; this is a normal outcome."),
    Problem(Code.CONSENT_NEEDED, "The archive did not take the consent.", _NOTHING_AT_WINDOW,
            "The sentence that was agreed to is not the one in the approved definition.", "Approve the definition that this kiosk has, or give it the approved one."),
    Problem(Code.PRINTER_UNREACHABLE, "The printer is not ready.", _OUT,
            "The printer does not answer.", "Check its power and cable, then printer.uri in the configuration."),
    Problem(Code.PRINTER_MEDIA_EMPTY, "The printer has no paper.", _OUT,
            "The printer reports media-empty.", "Fill the tray with A4 paper."),
    Problem(Code.PRINTER_MEDIA_JAM, "The printer has a paper jam.", _OUT,
            "The printer reports media-jam.", "Open the printer, take out all sheets, close it, and settle papers that are unconfirmed."),
    Problem(Code.PRINTER_COVER_OPEN, "The printer is open.", _OUT,
            "The printer reports an open cover, door or interlock.", "Close all covers."),
    Problem(Code.PRINTER_TONER_EMPTY, "The printer has no toner.", _OUT,
            "The printer reports an empty marker supply.", "Replace the cartridge."),
    Problem(Code.PRINTER_OUTPUT_FULL, "The printer's output tray is full.", _OUT,
            "The printer reports output-area-full.", "Empty the output tray; papers left there belong to citizens."),
    Problem(Code.PRINTER_STOPPED, "The printer is not ready.", _OUT,
            "The printer reports itself stopped or not accepting jobs.", "Look at the printer's panel; switch it off and on."),
    Problem(Code.PRINTER_NO_PDF, "The printer is not ready.", _OUT,
            "The printer takes neither application/pdf nor image/pwg-raster nor image/urf in a form the kiosk can make.", "Use a printer that takes one of them, or a Printer Application in front of it; `run_kiosk.py printer setup URI` shows what a printer takes."),
    Problem(Code.PRINTER_MEDIA_SHORT, "The printer does not have enough paper for this document.", _NOTHING_ISSUED,
            "The trays hold fewer sheets than the document has pages.", "Fill the tray with A4 paper."),
    Problem(Code.PRINTER_MEDIA_WRONG, "The printer has the wrong paper.", _OUT,
            "No tray of the printer holds the paper size in printer.media.", "Load that size and set the tray's size at the printer's panel; `run_kiosk.py printer status` shows what it believes to hold."),
    Problem(Code.PRINTER_QUEUE_STOPPED, "The printer is not ready.", _OUT,
            "The CUPS queue between the kiosk and the printer is stopped or takes no jobs.", "Find out who stopped it (`lpstat -p -l`), then run `cupsenable NAME` and `cupsaccept NAME`."),
    Problem(Code.PRINTER_REFUSED, "The printer did not accept the paper.", _NOTHING_ISSUED,
            "The printer refused the job.", "Look at the IPP status in the log and at the printer's panel."),
    Problem(Code.PRINT_FAILED, "The paper could not be printed. Its number has been cancelled.", "Please start again, or ask at the service window.",
            "The printer ended the job without completing all pages.", "Look at the printer; destroy incomplete sheets."),
    Problem(Code.PRINT_CANCELLED, "The paper could not be printed. Its number has been cancelled.", "Please start again, or ask at the service window.",
            "Somebody cancelled the job at the printer's panel or from another computer.", "Destroy incomplete sheets. If it happens again, lock the printer's panel and let no other computer manage its jobs."),
    Problem(Code.PRINT_DOCUMENT_ERROR, "The paper could not be printed. Its number has been cancelled.", "Please start again, or ask at the service window.",
            "The printer could make nothing of the document, though it says that it takes the format.", "Destroy incomplete sheets, then run `run_kiosk.py printer test`. If that fails too, renew the printer's firmware, or use a Printer Application in front of it."),
    Problem(Code.PRINT_UNCONFIRMED, "We cannot tell whether your paper was printed.", "If a paper came out it is valid only after staff confirm it. Please ask at the service window.",
            "Nobody observed the end of the print job.", "Look at the output tray, then run `run_kiosk.py settle NUMBER printed` or `not-printed`."),
    Problem(Code.PRINT_JOB_OPEN, "This machine is waiting for staff.", _OUT,
            "The printer still holds the paper's job and does not give it up; the paper could come out after it was settled.", "Cancel the job at the printer's panel, or switch the printer off and on; then look at the tray once more and settle the paper."),
    Problem(Code.UNCONFIRMED_LOCK, "This machine is waiting for staff.", _OUT,
            "A paper's printing is unconfirmed; nothing is printed until it is settled.", "Look at the output tray, then run `run_kiosk.py settle NUMBER printed` or `not-printed`."),
    Problem(Code.SLIP_NOT_PRINTED, "The slip was not printed.", "Your request is registered all the same. Please write the number down or take a photograph of it.",
            "The printer did not complete a receipt slip. A slip is no certificate: nothing has to be settled.", "Look at the printer; destroy an incomplete slip."),
    Problem(Code.SLIP_UNCONFIRMED, "We cannot tell whether the slip was printed.", "Your request is registered all the same. If no slip comes, please write the number down or take a photograph of it.",
            "Nobody observed the end of a slip's print job. A slip is no certificate: nothing is locked.", "Look into the output tray and at the printer."),
    Problem(Code.KIOSK_CLOSED, "This machine is closed at this hour.", _OUT,
            "Outside the opening hours hours.kiosk.", "None; this is a normal outcome. The hours stand in the configuration."),
    Problem(Code.KIND_CLOSED, "This document is not issued at this hour.", "Please come again in its hours, or choose another document.",
            "Outside the hours that hours.kinds gives this kind.", "None; this is a normal outcome. The hours stand in the configuration."),
    Problem(Code.IN_BASKET, "You have already chosen this document.", "Choose another one, or print what you have chosen.",
            "The same paper lies in this visit's basket already; it is not printed twice.", "None; this is a normal outcome."),
    Problem(Code.BASKET_FULL, "You have chosen as many papers as can be printed in one visit.", "Print these first; afterwards you can begin again.",
            "The visit's basket holds visit.most_papers papers.", "None; this is a normal outcome. Another limit can be set in the configuration."),
    Problem(Code.NOT_BEGUN, "This paper was not printed any more. Its number has been cancelled.", "Please start again, or ask at the service window.",
            "A paper before it in the same visit did not come, or nobody saw it come; those after it were voided before they were handed over.", "Mend what stopped the paper before it."),
    Problem(Code.PHONE_EXPIRED, "The certificate was not downloaded in time. Its number has been cancelled.", "Please start again, or ask at the service window.",
            "No phone fetched the document while its link was open, or nobody saw all of it arrive; the archive has voided the number.", "None; this is a normal outcome. If it happens to everybody, look at the address in phone.address from a phone."),
    Problem(Code.REPORT_TAKEN, "Your report has been registered.", "Please go to the window of the police station with the receipt.",
            "A citizen said that something in a draft is wrong; the archive holds the report under the receipt's number.", "None; `python -m archive case NUMBER` shows what is to be checked."),
    Problem(Code.CONFIG_INVALID, "This machine is being set up.", _OUT,
            "The configuration has errors.", "Run `run_kiosk.py check`; it names file, line and remedy."),
    Problem(Code.DEFINITIONS_INVALID, "This machine is being set up.", _OUT,
            "A certificate definition has errors.", "Run `run_kiosk.py check`; it names file, line and remedy."),
    Problem(Code.FONTS_MISSING, "This machine is being set up.", _OUT,
            "A font that papers or the screen need is missing.", "Run `make fonts`, or install the packages in packaging/apt.txt."),
    Problem(Code.GLYPH_MISSING, "Your document holds a character that this machine cannot print.", _NOTHING_AT_WINDOW,
            "No installed font has a character of this document.", "Install a font that covers it; the log names the code point."),
    Problem(Code.SEAL_MISSING, "This document cannot be sealed on this machine yet.", _NOTHING_AT_WINDOW,
            "The document's definition names a seal that has no art.", "Add the table [[seal]] with that name and its art file to the configuration; `run_kiosk.py check` names it."),
    Problem(Code.PICTURE_UNUSABLE, "A scanned page of this document cannot be shown.", _NOTHING_AT_WINDOW,
            "A scanned page from the archive is missing, damaged or too large.", "Look at the log, then have the scan replaced at the archive."),
    Problem(Code.CONTENT_UNFIT, "This document cannot be put on paper by this machine.", _NOTHING_AT_WINDOW,
            "What the archive answered does not fit the certificate's definition.", "Run `run_kiosk.py check` against the running archive; the log names the kind."),
    Problem(Code.JOURNAL_UNUSABLE, "This machine needs staff.", _OUT,
            "The journal cannot be written or read; nothing is issued without it.", "Check kiosk.data_dir: disk, permissions. A damaged file is set aside, never deleted: docs/technician.md says how."),
    Problem(Code.DISK_FULL, "This machine needs staff.", _OUT,
            "The disk has too little free space.", "Free space on the file system of kiosk.data_dir."),
    Problem(Code.STAFF_FILE_UNUSABLE, "This machine needs staff.", _OUT,
            "The file of staff cannot be read or written, or others than its owner may read it; nobody can come in at the staff screen.", "Check staff.file in the configuration: owner, permissions (0600), disk. A damaged file is written anew by `run_kiosk.py staff add`, once it has been moved away."),
    Problem(Code.CLOCK_WRONG, "This machine needs staff.", _OUT,
            "The clock differs from the archive's by more than five minutes.", "Set up time synchronisation (systemd-timesyncd)."),
    Problem(Code.SOUND_FAILED, "This machine cannot speak at the moment.", "All of it can be read on the screen; the staff will gladly help.",
            "What should be heard cannot be: Speech Dispatcher or the sound device of [sound] does not work.", "Run `run_kiosk.py check`; `speaker-test -D DEVICE` tries a device."),
    Problem(Code.TOOK_TOO_LONG, "This is taking longer than it should.", _NOTHING_ISSUED,
            "A step did not end within its limit.", "Look at the log for the step; check network and devices."),
    Problem(Code.UNEXPECTED, "Something went wrong.", _NOTHING_ISSUED,
            "An unexpected error; the log names the place.", "Report it to the makers with the log."),
)  # fmt: skip

CATALOGUE: dict[Code, Problem] = {row.code: row for row in _ROWS}


def problem(code: Code) -> Problem:
    """The catalogue's row for `code`."""
    return CATALOGUE[code]


def as_markdown() -> str:
    """The catalogue as the page docs/problems.md; a test holds the two together."""
    head = (
        "# Every problem the kiosk knows\n\n"
        "Written by `python -m kiosk.problems`. The code stands small at the foot of the citizen's screen, in the log and in `check`.\n\n"
        "| Code | What the citizen reads | What it means | Remedy |\n|---|---|---|---|\n"
    )
    return head + "".join(f"| `{row.code.value}` | {row.citizen} {row.way} | {row.technician} | {row.remedy} |\n" for row in _ROWS)


if __name__ == "__main__":
    print(as_markdown(), end="")
