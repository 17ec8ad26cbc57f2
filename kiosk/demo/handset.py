"""The demo's phone: it scans the code on the screen, opens the page of the archive service, and takes the paper."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import requests
import zxingcpp
from PIL import Image

from kiosk.demo.archive_service import ArchiveService
from kiosk.demo.control import CannotError

_TIMEOUT_S = 20.0


class Handset:
    """`folder`: where the papers go that it fetches. The demo's archive lets nobody in without a certificate, so it has the kiosk's."""

    def __init__(self, archive: ArchiveService, folder: Path) -> None:
        self._archive = archive
        self._folder = folder

    def scan(self, glass: Path) -> str:
        """What the code in a picture of the screen says. Raises CannotError."""
        with Image.open(glass) as picture:
            found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode]))
        if len(found) != 1:
            raise CannotError("there is no code on the screen")
        return str(found[0].text)

    def look(self, url: str) -> dict[str, Any]:
        """Opens the page and touches nothing."""
        answer = self._ask("GET", url)
        return {"url": url, "status": answer.status_code, "kind": _kind(answer)}

    def fetch(self, url: str) -> dict[str, Any]:
        """Touches the page's button; what comes is kept."""
        answer = self._ask("POST", url)
        told = {"url": url, "status": answer.status_code, "kind": _kind(answer)}
        if answer.status_code != requests.codes.ok or told["kind"] != "application/pdf":
            return told
        sha256 = hashlib.sha256(answer.content).hexdigest()
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{sha256[:16]}.pdf"
        path.write_bytes(answer.content)
        return {**told, "path": str(path), "sha256": sha256}

    def _ask(self, method: str, url: str) -> requests.Response:
        cert, key = self._archive.material.pair("client")
        try:
            with requests.Session() as session:
                session.trust_env = False
                return session.request(method, url, verify=str(self._archive.material.ca), cert=(str(cert), str(key)), timeout=_TIMEOUT_S)
        except requests.RequestException as error:
            raise CannotError(f"the page does not answer ({type(error).__name__})") from error


def _kind(answer: requests.Response) -> str:
    return answer.headers.get("content-type", "").partition(";")[0]
