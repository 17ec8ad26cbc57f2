"""The demo's two sound devices, the loudspeaker and the earphone's socket: ALSA devices that write what is said to files.

They go nowhere else, because the machine that plays the demo has a sound card or none; who wants to hear it plays the files.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

RATE_HZ = 22_050  # what espeak-ng makes; one rate for all, so that the file can be played
SAMPLE_BYTES = 2  # signed 16 bits, little end first, one channel

SPEAKER, EARPHONE = "kiosk-speaker", "kiosk-earphone"

_DEVICE = """\
pcm.{name} {{
    type plug
    slave {{
        pcm {{
            type file
            slave.pcm null
            file "|cat >> '{file}'"
            format raw
        }}
        rate {rate}
        channels 1
        format S16_LE
    }}
}}
"""
_SYSTEM = Path("/usr/share/alsa/alsa.conf")


@dataclass(frozen=True, slots=True)
class Sound:
    """The files: `heard` by device, and the one whose being there says that an earphone is plugged in."""

    heard: dict[str, Path]
    plug: Path

    def seconds(self, device: str) -> float:
        """How much has been said on `device` so far."""
        path = self.heard[device]
        return path.stat().st_size / (RATE_HZ * SAMPLE_BYTES) if path.exists() else 0.0

    def plugged(self, is_in: bool) -> None:
        """Plugs the earphone in, or pulls it out."""
        if is_in:
            self.plug.touch()
        else:
            self.plug.unlink(missing_ok=True)


def sound_in(folder: Path) -> Sound:
    """Makes the devices and points ALSA at them, for this process and what it starts."""
    folder.mkdir(parents=True, exist_ok=True)
    heard = {name: folder / f"{name}.raw" for name in (SPEAKER, EARPHONE)}
    config = folder / "asound.conf"
    config.write_text("".join(_DEVICE.format(name=name, file=file, rate=RATE_HZ) for name, file in heard.items()), encoding="utf-8")
    os.environ["ALSA_CONFIG_PATH"] = f"{_SYSTEM}:{config}"
    return Sound(heard, folder / "earphone")
