"""What a card says, line by line, for a technician; masked so that a shoulder or a screenshot gives nobody away. Pure."""

from __future__ import annotations

from dataclasses import fields

from idcard import codes, rare
from idcard.identity import Document, Foreigner2017Details, Foreigner2023Details, Identity, ResidencePermitDetails
from idcard.photo import is_wlt

_DOCUMENTS = {
    Document.RESIDENT: "居民身份证 resident identity card",
    Document.RESIDENCE_PERMIT: "港澳台居民居住证 residence permit for Hong Kong, Macau and Taiwan residents",
    Document.FOREIGNER_2017: "外国人永久居留身份证 foreigner's permanent residence card (2017)",
    Document.FOREIGNER_2023: "外国人永久居留身份证 foreigner's permanent residence card (2023)",
}


def lines(identity: Identity, *, full: bool) -> tuple[tuple[str, str], ...]:
    """(label, value) in reading order. Without `full` every text of the person keeps its first character at most."""

    def shown(text: str) -> str:
        return text if full or not text else f"{text[0]}***"

    dates = "****-**-**" if not full else None
    said = [
        ("document", _DOCUMENTS[identity.document]),
        ("name", shown(identity.name)),
        ("number", shown(identity.id_number)),
        ("sex", f"{identity.sex} {codes.sex_name(identity.sex)}" if full else "*"),
        ("birth", dates or str(identity.birth)),
    ]
    if identity.document is Document.RESIDENT:
        said.append(("nation", f"{identity.nation} {codes.nation_name(identity.nation)}" if full else "*"))
    said += [("address", shown(identity.address)), ("issuer", shown(identity.issuer))]
    if full:
        said.append(("division", codes.division_name(identity.id_number[:6], identity.birth.year if identity.birth else None) or "unknown"))
    said += [("valid from", str(identity.valid_from)), ("valid to", "长期" if identity.valid_forever else str(identity.valid_to))]
    said += [(label, shown(value)) for label, value in _details(identity)]
    if full and (unknown := rare.private_use(identity.name)):
        said.append(("unknown rare characters", " ".join(f"U+{ord(character):04X}" for character in unknown)))
    photo = f"{len(identity.photo)} bytes{' of WLT' if is_wlt(identity.photo) else ', no WLT'}" if identity.photo else "none"
    findings = ", ".join(sorted(finding.value for finding in identity.findings)) or "none"
    return (*said, ("photo", photo), ("findings", findings))


def _details(identity: Identity) -> tuple[tuple[str, str], ...]:
    match identity.details:
        case None:
            return ()
        case ResidencePermitDetails() as details:
            return tuple((field.name.replace("_", " "), getattr(details, field.name)) for field in fields(details))
        case Foreigner2017Details() | Foreigner2023Details() as details:
            code = details.nationality
            names = f"{code} {codes.nationality_name(code)} {codes.nationality_name(code, 'en')}"
            plain = [field.name for field in fields(details) if field.name != "nationality"]
            return (*((name.replace("_", " "), getattr(details, name)) for name in plain), ("nationality", names))
