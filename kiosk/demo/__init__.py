"""The demo's stage: the real parts as private instances, and the control socket. Nothing outside the demo imports this."""
