"""One citizen's visit, and the screen it happens on."""
