"""The QR of a real page after a bad scan, read back by two independent programs: zxing-cpp (as `verify` does) and zbar."""

from __future__ import annotations

import json
import math
import random
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from PIL import Image, ImageDraw

from printing import definition as definitions
from printing import raster, verification
from printing.document import Marks, compose
from printing.find_code import find_payload
from printing.fonts import FontStack
from printing.wording import mask_name, mask_number

pytestmark = pytest.mark.real

ROOT = Path(__file__).resolve().parents[2]
CERTIFICATES = ROOT / "config" / "certificates"
KIND = "no-criminal-record"  # with an expiry: the longest payload there is, but for its facts
SEEDS = range(30)
DPI = 200
TURN = 3.0  # degrees, either way
QUALITY = 40  # of the JPEG
COVERED = 0.1  # of the symbol's area, by an opaque disc
MORNING = datetime(2026, 11, 23, 10, 15, tzinfo=timezone(timedelta(hours=8)))


@dataclass(frozen=True)
class Printed:
    """The lower part of the page at 200 dpi, grey, where the symbol lies on it (px), and what it says."""

    image: Image.Image
    left: float
    top: float
    side: float
    url: str


def marks(definition: definitions.Definition, content: dict[str, dict[str, str]]) -> Marks:
    key = ec.derive_private_key(20261123, ec.SECP256R1())

    def sign(data: bytes) -> bytes:
        r, s = decode_dss_signature(key.sign(data, ec.ECDSA(hashes.SHA256(), deterministic_signing=True)))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    claims = verification.Claims(
        issuer="演示市公安局", number="YS02-2026-000123", kind=definition.id, subject=mask_name(content["subject"]["name"]),
        masked_id=mask_number(content["subject"]["id_number"]), issued_at=MORNING, expires=MORNING + timedelta(days=91),
        facts=("二十" * 10,), content_sha256=verification.content_digest(content), specimen=True,
    )  # fmt: skip
    url = verification.url("verify.demo.example", "7K3M9QXZ2B4C8DEF", verification.payload(claims, sign, "0a1b2c3d"))
    return Marks(
        claims.number, MORNING, definition.valid_until(MORNING.date()), url, "7K3M9QXZ2B4C8DEF", True, "WH-0001", claims.issuer, MORNING
    )


@pytest.fixture(scope="module")
def printed() -> Printed:
    definition = definitions.load(CERTIFICATES / f"{KIND}.toml")
    content = json.loads((CERTIFICATES / "samples" / f"{KIND}.json").read_text(encoding="utf-8"))
    its = marks(definition, content)
    pdf = compose(definition, content, its, FontStack.find([ROOT / ".fonts", Path("/usr/share/fonts")]))
    page = raster.pages_at(pdf, DPI)[-1]
    whole = Image.frombytes("RGB", (page.width, page.height), page.rgb).convert("L")
    image = whole.crop((0, page.height * 2 // 3, page.width * 2 // 3, page.height))
    (found,) = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode]))
    corners = (found.position.top_left, found.position.top_right, found.position.bottom_left, found.position.bottom_right)
    left, top = min(corner.x for corner in corners), min(corner.y for corner in corners)
    return Printed(image, left, top, max(corner.x for corner in corners) - left, its.verification_url)


def scan(printed: Printed, seed: int) -> bytes:
    """A JPEG of the page with a disc somewhere on the symbol, turned 3 degrees one way or the other."""
    dice = random.Random(seed)
    image = printed.image.copy()
    radius = math.sqrt(COVERED / math.pi) * printed.side
    x, y = (low + dice.uniform(radius, printed.side - radius) for low in (printed.left, printed.top))
    ImageDraw.Draw(image).ellipse((x - radius, y - radius, x + radius, y + radius), fill=dice.choice((0, 90, 160, 255)))
    image = image.rotate(TURN if seed % 2 else -TURN, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    out = BytesIO()
    image.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


@pytest.fixture(scope="module")
def scans(printed: Printed, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("scans")
    files = [folder / f"{seed:02}.jpg" for seed in SEEDS]
    for seed, file in zip(SEEDS, files, strict=True):
        file.write_bytes(scan(printed, seed))
    return files


def read_by_zbar(file: Path) -> str:
    program = shutil.which("zbarimg")
    assert program is not None, "zbarimg (zbar-tools) belongs to the test machine"
    command = [program, "--quiet", "--raw", "--nodbus", "-Sdisable", "-Sqrcode.enable", str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def test_zxing_reads_every_one_of_thirty_bad_scans(scans: list[Path], printed: Printed) -> None:
    read = [find_payload(Image.open(file).convert("L")) == printed.url for file in scans]
    assert sum(read) == len(SEEDS), [seed for seed, good in zip(SEEDS, read, strict=True) if not good]


def test_zbar_reads_the_same_thirty(scans: list[Path], printed: Printed) -> None:
    with ThreadPoolExecutor(2) as both_cores:
        read = [said == printed.url for said in both_cores.map(read_by_zbar, scans)]
    assert sum(read) == len(SEEDS), [seed for seed, good in zip(SEEDS, read, strict=True) if not good]
