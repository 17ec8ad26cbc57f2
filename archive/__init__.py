"""The archive service the kiosk calls: a separate program. It shares with the kiosk the HTTP contract and pure modules only."""
