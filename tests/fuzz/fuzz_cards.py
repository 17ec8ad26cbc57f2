"""Coverage-guided fuzzing of everything that bytes from a card or a reader reach first: `make fuzz`.

Whatever the bytes, `record.parse` gives an Identity or RecordError and its record survives being written again; the frame reader
accounts for every byte; a conversation with a module ends with a recording or a CardError.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["idcard"]):
    from idcard import codes, record, sam, sam_conversation, sam_links, shown
    from idcard.identity import Document
    from idcard.profiles import Link, StoragePages
    from idcard.recording import CardError
    from idcard.virtual_sam import SamCard, SamState


def parse(data: bytes) -> None:
    """A record of any bytes; the length made a record's in most rounds, since others end at once."""
    try:
        identity = record.parse(data)
    except record.RecordError:
        return
    shown.lines(identity, full=True)
    if identity.details is not None and hasattr(identity.details, "nationality"):
        codes.nationality_name(identity.details.nationality, "en")
    fields = record.decode(data)
    assert record.decode(record.encode(fields)) == fields


def frames(data: bytes) -> None:
    """A stream cut where its first bytes say."""
    cut, stream = (data[0] if data else 0), data[1:]
    reader = sam.FrameReader()
    found = [*reader.feed(stream[:cut]), *reader.feed(stream[cut:]), *reader.flush()]
    assert sum(len(sam.response(answer)) for answer in found) + reader.discarded == len(stream)
    list(SamState(SamCard(bytes(256))).feed(stream))


def conversation(data: bytes) -> None:
    """Any answers a module, or a reader that serves pages, may give."""
    provider = atheris.FuzzedDataProvider(data)

    def exchange(_command: sam.Command) -> sam.Response:
        if provider.ConsumeBool():
            return sam_links.only_answer(provider.ConsumeBytes(64))
        return sam.Response(0, 0, provider.ConsumeIntInRange(0, 255), provider.ConsumeBytes(1284 if provider.ConsumeBool() else 8))

    def transmit(_apdu: bytes) -> bytes:
        return provider.ConsumeBytes(256) + (b"\x90\x00" if provider.ConsumeBool() else b"\x6a\x82")

    for read in (
        lambda: sam_conversation.drive(sam_conversation.find_and_read(), exchange, lambda _: None),
        lambda: sam_links.over_apdu(transmit, b"\xff\0\0\0")(sam.Command.READ_TEXT_PHOTO),
        lambda: StoragePages().read(Link(transmit)),
    ):
        try:
            read()
        except CardError:
            continue


_TARGETS = (parse, frames, conversation)
_FLAGS = ("\0", " ", "J", "I", "Y")


def one(data: bytes) -> None:
    """The first byte chooses; half of the rounds are whole records with a known flag."""
    if not data:
        return
    choice, rest = data[0], data[1:]
    if choice >= 128:
        whole = bytearray(rest[: record.RECORD_BYTES].ljust(record.RECORD_BYTES, b"\x20"))
        flag = _FLAGS[choice % len(_FLAGS)].encode("utf-16-le")
        whole[record.FLAG_OFFSET : record.FLAG_OFFSET + 2] = flag
        parse(bytes(whole))
    else:
        _TARGETS[choice % len(_TARGETS)](rest)


def write_seeds(corpus: Path) -> None:
    """A sound record of each layout, and sound answers, from which to go astray."""
    for place, document in enumerate(Document):
        names = {field.name for field in record.layout(document)}
        values = {"name": "张三", "name_en": "A", "sex": "1", "nation": "01", "birth": "19910101", "id_number": "360426199101010071"[:15],
                  "nationality": "USA", "valid_from": "20200101", "valid_to": "长期"}  # fmt: skip
        sound = record.encode(record.Record(document, **{name: value for name, value in values.items() if name in names}))
        (corpus / f"record-{place}").write_bytes(b"\0" + sound)
    stream = b"".join(sam.response(sam.Response(0, 0, status, data)) for status, data in ((0x9F, bytes(4)), (0x90, bytes(8)), (0x41, b"")))
    (corpus / "frames").write_bytes(b"\1\5" + stream)
    (corpus / "requests").write_bytes(b"\1\5" + b"".join(sam.request(command) for command in sam.Command))


if __name__ == "__main__":
    if Path(sys.argv[-1]).is_dir():
        write_seeds(Path(sys.argv[-1]))
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
