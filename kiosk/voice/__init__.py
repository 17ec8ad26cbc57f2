"""The kiosk for ears and five keys: what a screen says, what may be heard aloud, and how a visit goes without sight (ux.md sections 1 and 8)."""
