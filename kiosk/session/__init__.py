"""One citizen's journey as a sans-I/O state machine: no thread, no clock, no file, no widget.

`advance(machine, event)` is pure; the runtime carries out the effects and the screens draw the machine
(docs/design: architecture section 3).
"""

from kiosk.session.advance import advance
from kiosk.session.controls import Control, controls
from kiosk.session.machine import Machine, Step, Visit

__all__ = ["Control", "Machine", "Step", "Visit", "advance", "controls"]
