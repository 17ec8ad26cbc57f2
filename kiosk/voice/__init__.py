"""The kiosk for ears and five keys: what a screen says, what may be heard aloud, a visit without sight (ux.md sections 1, 8)."""
