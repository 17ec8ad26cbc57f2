"""The time-stamp service (RFC 3161) that the archive may ask about every signature, which makes a PDF's signature one of level B-T."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cryptography import x509

from archive.key_files import KeyFault

if TYPE_CHECKING:
    from pyhanko.sign.timestamps import TimeStamper

_TIMEOUT_S = 5.0  # the citizen waits meanwhile; the kiosk's own limit is longer


@dataclass(frozen=True, slots=True)
class TimeStamps:
    """Where to ask. `required`: without a time stamp nothing is signed; else the signature is made without one, and that is logged.

    `authorities` are the certificates by which a reader may know the service; the archive publishes them.
    """

    url: str
    required: bool
    authorities: tuple[x509.Certificate, ...] = ()

    def stamper(self) -> TimeStamper:
        """What `printing.signature.cms` asks."""
        # Imported at the first signature: pyHanko would double the time the service takes to start.
        from pyhanko.sign.timestamps.common_utils import TimestampRequestError
        from pyhanko.sign.timestamps.requests_client import RequestsHTTPTimeStamper

        class Stamper(RequestsHTTPTimeStamper):
            async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> object:
                """The token, only if it is about this digest: pyHanko compares the nonce alone."""
                token = await super().async_timestamp(message_digest, md_algorithm)
                imprint = token["content"]["encap_content_info"]["content"].parsed["message_imprint"]
                if imprint["hashed_message"].native != message_digest or imprint["hash_algorithm"]["algorithm"].native != md_algorithm:
                    raise TimestampRequestError("the time stamp is about something else")
                return token

        return Stamper(self.url, timeout=_TIMEOUT_S)  # type: ignore[no-untyped-call]  # pyHanko's constructor


def configured(url: str | None, required: bool, authority: Path | None) -> TimeStamps | None:
    """The service of the settings, None without a URL. Raises KeyFault with a remedy."""
    if url is None:
        return None
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise KeyFault("the time-stamp service's address is no http or https URL; correct --tsa-url")
    if authority is None:
        return TimeStamps(url, required)
    try:
        found = tuple(x509.load_pem_x509_certificates(authority.read_bytes()))
    except (OSError, ValueError) as error:
        raise KeyFault(
            f"{authority}: no certificates (PEM) to be read there; give the time-stamp service's certificates by --tsa-ca"
        ) from error
    return TimeStamps(url, required, found)
