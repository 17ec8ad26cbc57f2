"""A real Chromium as a phone's browser, driven over WebDriver (W3C) by its own chromedriver."""

from __future__ import annotations

import base64
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import requests

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the key of an element's id (W3C WebDriver, section 12.1)
PHONE = {"width": 360, "height": 740, "pixelRatio": 2.0, "touch": True, "mobile": True}  # CSS pixels of a small common phone
_START_S = 30.0


class Browser:
    """One window. `downloads`: the folder where files go."""

    def __init__(self, session: str, http: requests.Session, downloads: Path) -> None:
        self._session, self._http, self.downloads = session, http, downloads

    def go(self, url: str) -> None:
        self._post("url", {"url": url})

    def text(self) -> str:
        return str(self.script("return document.body.innerText"))

    def wait_for(self, words: str, timeout_s: float = 10.0) -> str:
        """The page's text once it holds `words`, or as it is when that takes too long."""
        end = time.monotonic() + timeout_s
        while words not in (text := self.text()) and time.monotonic() < end:
            time.sleep(0.05)
        return text

    def script(self, code: str) -> Any:
        return self._post("execute/sync", {"script": code, "args": []})

    def press(self, css: str) -> None:
        """A click by the browser itself: a covered or invisible button is an error."""
        found = self._post("element", {"using": "css selector", "value": css})
        self._post(f"element/{found[ELEMENT]}/click", {})

    def picture(self, path: Path) -> None:
        answer = self._http.get(f"{self._session}/screenshot", timeout=30).json()["value"]
        path.write_bytes(base64.b64decode(answer))

    def devtools(self, command: str, **parameters: Any) -> Any:
        return self._post("goog/cdp/execute", {"cmd": command, "params": parameters})

    def downloaded(self, timeout_s: float = 15.0) -> bytes:
        """The file that came, once it is whole."""
        end = time.monotonic() + timeout_s
        while time.monotonic() < end:
            whole = [file for file in self.downloads.iterdir() if file.suffix == ".pdf"]
            if whole:
                return whole[0].read_bytes()
            time.sleep(0.05)
        raise AssertionError(f"no file came: {[file.name for file in self.downloads.iterdir()]}; the page says {self.text()!r}")

    def _post(self, command: str, body: dict[str, Any]) -> Any:
        answer = self._http.post(f"{self._session}/{command}", json=body, timeout=60).json()["value"]
        if isinstance(answer, dict) and "error" in answer:
            raise AssertionError(f"{command}: {answer['message']}")
        return answer


@contextmanager
def chromium(folder: Path, agent: str | None = None, font_px: int = 16) -> Iterator[Browser]:
    """A browser on a phone; `agent`: its User-Agent, `font_px`: the size of letters that its owner has chosen."""
    downloads = folder / "downloads"
    downloads.mkdir(parents=True, exist_ok=True)
    emulation: dict[str, Any] = {"deviceMetrics": PHONE, **({"userAgent": agent} if agent else {})}
    options = {
        # Nobody but this process reaches the browser; root in a container has no sandbox of its own.
        "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", f"--user-data-dir={folder / 'profile'}",
                 "--no-first-run", "--disable-background-networking", "--disable-component-update", "--hide-scrollbars"],
        "prefs": {"download.default_directory": str(downloads), "download.prompt_for_download": False,
                  "plugins.always_open_pdf_externally": True, "webkit.webprefs.default_font_size": font_px},
        "mobileEmulation": emulation,
    }  # fmt: skip
    driver = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        with requests.Session() as http:
            http.trust_env = False
            root = f"http://127.0.0.1:{_port(driver)}"
            wanted = {"capabilities": {"alwaysMatch": {"browserName": "chrome", "goog:chromeOptions": options}}}
            answer = http.post(f"{root}/session", json=wanted, timeout=60).json()["value"]
            assert "sessionId" in answer, answer
            session = f"{root}/session/{answer['sessionId']}"
            try:
                yield Browser(session, http, downloads)
            finally:
                with suppress(requests.RequestException):
                    http.delete(session, timeout=20)
    finally:
        driver.terminate()
        driver.wait(10)


def _port(driver: subprocess.Popen[str]) -> int:
    assert driver.stdout is not None
    end = time.monotonic() + _START_S
    while time.monotonic() < end:
        line = driver.stdout.readline()
        if "started successfully on port" in line:
            return int(line.rstrip(".\n").rpartition(" ")[2])
    raise AssertionError("chromedriver did not start")
