"""The HTTP routes: thin, one file a subject."""
