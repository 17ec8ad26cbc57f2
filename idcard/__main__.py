"""`python -m idcard`: for the technician at the counter."""

from __future__ import annotations

from idcard.command import app

if __name__ == "__main__":
    app()
