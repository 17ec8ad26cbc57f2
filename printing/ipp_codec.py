"""The encoding of IPP (RFC 8010) and its registered names, from pyipp; without pyipp's client, which nobody here uses.

`import pyipp` reads that client and with it aiohttp, which makes two TLS contexts as it is imported: a twelfth of the kiosk's start. So the
package is entered here without running it, and what is wanted of it is imported by its own name.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec, module_from_spec

if "pyipp" not in sys.modules:
    _package = find_spec("pyipp")
    if _package is None:
        raise ModuleNotFoundError("pyipp is not installed; run make setup", name="pyipp")
    sys.modules["pyipp"] = module_from_spec(_package)

from pyipp.enums import IppOperation, IppStatus, IppTag
from pyipp.exceptions import IPPError
from pyipp.parser import parse
from pyipp.serializer import construct_attribute

__all__ = ["IPPError", "IppOperation", "IppStatus", "IppTag", "construct_attribute", "parse"]
