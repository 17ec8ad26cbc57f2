"""The 256-byte text record of Chinese identity cards, UTF-16LE, in its four layouts (idcard.md section 2.2). Pure.

`decode` and `encode` are each other's inverse over fields; `parse` makes an `Identity` with findings out of any bytes.
Text is never passed through a Chinese legacy charset: names outside it would turn into question marks.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from idcard import codes, number, rare
from idcard.identity import (
    Details,
    Document,
    Finding,
    Foreigner2017Details,
    Foreigner2023Details,
    Identity,
    ResidencePermitDetails,
)

RECORD_BYTES = 256
OLD_RECORD_BYTES = 220  # what some old libraries hand over of a resident's record: everything before the tail
FLAG_OFFSET = 248  # the type flag, one UTF-16 code unit, in all four layouts

_FOREVER = "长期"
_PADDING = " \0"  # cards pad with U+0020; some readers with NUL


class RecordError(ValueError):
    """The bytes are no record of a known layout. Says why in a word and nothing of the content."""


@dataclass(frozen=True, slots=True, repr=False)
class Record:
    """The fields of a record as written, without padding. Empty where the layout has no such field.

    Dates are `YYYYMMDD`, codes as in `idcard.codes`. Text may hold private-use characters and lone surrogates.
    """

    document: Document
    name: str = ""  # Chinese
    name_en: str = ""
    sex: str = ""
    nation: str = ""  # resident
    birth: str = ""
    address: str = ""  # resident, permit
    id_number: str = ""  # of the foreigner's card of 2017: the permit number
    issuer: str = ""  # resident, permit
    valid_from: str = ""
    valid_to: str = ""
    travel_permit: str = ""  # permit: number of the travel permit
    issue_count: str = ""  # permit
    nationality: str = ""  # foreigner: ISO 3166-1 alpha-3
    version: str = ""  # foreigner 2017
    authority: str = ""  # foreigner 2017: accepting authority
    renewals: str = ""  # foreigner 2023
    former_link: str = ""  # foreigner 2023: link to the former permit number

    def __repr__(self) -> str:
        return f"Record({self.document.name}, <withheld>)"


@dataclass(frozen=True, slots=True)
class Field:
    """Where a field lies: (offset, size) in bytes, in reading order."""

    name: str
    places: tuple[tuple[int, int], ...]

    @property
    def units(self) -> int:
        """Its size in UTF-16 code units."""
        return sum(size for _, size in self.places) // 2


def _layout(**places: tuple[int, ...]) -> tuple[Field, ...]:
    return tuple(Field(name, tuple(zip(flat[::2], flat[1::2], strict=True))) for name, flat in places.items())


_SHARED = {"valid_from": (188, 16), "valid_to": (204, 16)}
_LAYOUTS: dict[Document, tuple[Field, ...]] = {
    Document.RESIDENT: _layout(
        name=(0, 30), sex=(30, 2), nation=(32, 4), birth=(36, 16), address=(52, 70), id_number=(122, 36), issuer=(158, 30), **_SHARED
    ),
    Document.RESIDENCE_PERMIT: _layout(
        name=(0, 30), sex=(30, 2), birth=(36, 16), address=(52, 70), id_number=(122, 36), issuer=(158, 30), **_SHARED,
        travel_permit=(220, 18), issue_count=(238, 4),
    ),
    Document.FOREIGNER_2017: _layout(
        name_en=(0, 120), sex=(120, 2), id_number=(122, 30), nationality=(152, 6), name=(158, 30), **_SHARED,
        birth=(220, 16), version=(236, 4), authority=(240, 8),
    ),
    Document.FOREIGNER_2023: _layout(
        name=(0, 30), sex=(30, 2), renewals=(32, 4), birth=(36, 16), name_en=(52, 70, 220, 22), id_number=(122, 36), **_SHARED,
        nationality=(242, 6), former_link=(250, 6),
    ),
}  # fmt: skip


def layout(document: Document) -> tuple[Field, ...]:
    """The fields of a document's record, in the order of `Record`'s documentation."""
    return _LAYOUTS[document]


def encode(record: Record) -> bytes:
    """The 256 bytes of `record`; unused places are U+0020.

    Raises ValueError when a field is longer than its place, ends in padding, or does not exist in the document's layout.
    """
    data = bytearray(" ".encode("utf-16-le") * (RECORD_BYTES // 2))
    data[FLAG_OFFSET : FLAG_OFFSET + 2] = record.document.value.encode("utf-16-le")
    known = {field.name: field for field in _LAYOUTS[record.document]}
    for name in (field.name for field in fields(Record) if field.name != "document"):
        value: str = getattr(record, name)
        if not value:
            continue
        if name not in known:
            raise ValueError(f"a {record.document.name} record has no field {name}")
        _put(data, known[name], value)
    return bytes(data)


def _put(data: bytearray, field: Field, value: str) -> None:
    text = value.encode("utf-16-le", "surrogatepass")
    if len(text) > 2 * field.units or value[-1] in _PADDING:
        raise ValueError(f"field {field.name} holds at most {field.units} UTF-16 code units and no padding at its end")
    text += " ".encode("utf-16-le") * (field.units - len(text) // 2)
    for offset, size in field.places:
        data[offset : offset + size], text = text[:size], text[size:]


def decode(data: bytes) -> Record:
    """The fields of a record. Raises RecordError when the length or the type flag is no record's."""
    document = _document(data)
    return Record(document, **{field.name: _get(data, field) for field in _LAYOUTS[document]})


def _get(data: bytes, field: Field) -> str:
    text = b"".join(data[offset : offset + size] for offset, size in field.places)
    return text.decode("utf-16-le", "surrogatepass").rstrip(_PADDING)


def _document(data: bytes) -> Document:
    if len(data) == OLD_RECORD_BYTES:
        return Document.RESIDENT
    if len(data) != RECORD_BYTES:
        raise RecordError("record-length")
    try:
        return Document(data[FLAG_OFFSET : FLAG_OFFSET + 2].decode("utf-16-le", "surrogatepass").replace("\0", " "))
    except ValueError:
        raise RecordError("unknown-type-flag") from None


def parse(data: bytes, today: date | None = None) -> Identity:
    """The identity a record names, with findings. Raises RecordError and nothing else, whatever `data` is.

    `data`: 256 bytes, or the first 220 of a resident's record. `today` decides about expired and not-yet-valid; without it
    neither is looked for. A wrong check digit, an unknown division or a bad date is a finding: the card is still shown.
    A record that holds no name or no number at all is no record of a person.
    """
    record = decode(data)
    written = record.name.strip() or record.name_en.strip()
    name = rare.normalise(written)
    if not name.replace("\ufffd", "").strip():
        raise RecordError("no-name")
    if not record.id_number.strip() or not record.id_number.isascii() or not record.id_number.isprintable():
        raise RecordError("no-number")
    birth, valid_from = _date(record.birth), _date(record.valid_from)
    forever = record.valid_to.strip() == _FOREVER
    valid_to = None if forever else _date(record.valid_to)
    unreadable_date = birth is None or valid_from is None or (valid_to is None and not forever)
    return Identity(
        document=record.document,
        name=name,
        name_raw=written,
        sex=rare.normalise(record.sex.strip()),
        nation=rare.normalise(record.nation.strip()),
        birth=birth,
        address=rare.normalise(record.address.strip()),
        id_number=record.id_number.strip(),
        issuer=rare.normalise(record.issuer.strip()),
        valid_from=valid_from,
        valid_to=valid_to,
        valid_forever=forever,
        findings=frozenset(
            _number_findings(record, birth)
            | _text_findings(record)
            | _validity_findings(valid_from, valid_to, today)
            | ({Finding.UNREADABLE_DATE} if unreadable_date else set())
        ),
        details=_details(record),
    )


def _details(record: Record) -> Details | None:
    def shown(text: str) -> str:
        return rare.normalise(text.strip())

    match record.document:
        case Document.RESIDENT:
            return None
        case Document.RESIDENCE_PERMIT:
            return ResidencePermitDetails(shown(record.travel_permit), shown(record.issue_count))
        case Document.FOREIGNER_2017:
            return Foreigner2017Details(
                shown(record.name), shown(record.name_en), shown(record.nationality), shown(record.version), shown(record.authority)
            )
        case Document.FOREIGNER_2023:
            return Foreigner2023Details(
                shown(record.name), shown(record.name_en), shown(record.nationality), shown(record.renewals), shown(record.former_link)
            )


def _date(text: str) -> date | None:
    if len(text) != 8 or not (text.isascii() and text.isdigit()):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


_EXPECTED_SHAPES = {
    Document.RESIDENT: (number.Shape.CITIZEN, number.Shape.CITIZEN_15),
    Document.RESIDENCE_PERMIT: (number.Shape.PERMIT,),
    Document.FOREIGNER_2017: (number.Shape.FOREIGNER_2017,),
    Document.FOREIGNER_2023: (number.Shape.FOREIGNER_2023,),
}


def _number_findings(record: Record, birth: date | None) -> set[Finding]:
    written = record.id_number.strip()
    if number.shape(written) not in _EXPECTED_SHAPES[record.document]:
        return {Finding.ID_NUMBER_SHAPE}
    found = set()
    if len(written) == 18 and not number.has_right_check_digit(written):
        found.add(Finding.ID_NUMBER_CHECK_DIGIT)
    sliceable = number.sex(written) is not None
    if sliceable and birth is not None and number.birth(written) != birth:
        found.add(Finding.BIRTH_DATE_DIFFERS)
    if sliceable and record.sex in ("1", "2") and number.sex(written) != record.sex:
        found.add(Finding.SEX_DIFFERS)
    division = number.division(written)
    if division is not None and codes.division_name(division) is None:
        found.add(Finding.UNKNOWN_DIVISION)
    return found


def _text_findings(record: Record) -> set[Finding]:
    shown = record.name + record.name_en + record.address + record.issuer
    found = set()
    if rare.private_use(shown):
        found.add(Finding.PRIVATE_USE_CHARACTERS)
    if rare.unreadable(shown):
        found.add(Finding.UNREADABLE_CHARACTERS)
    return found


def _validity_findings(valid_from: date | None, valid_to: date | None, today: date | None) -> set[Finding]:
    found: set[Finding] = set()
    if today is None:
        return found
    if valid_to is not None and valid_to < today:
        found.add(Finding.EXPIRED)
    if valid_from is not None and valid_from > today:
        found.add(Finding.NOT_YET_VALID)
    return found
