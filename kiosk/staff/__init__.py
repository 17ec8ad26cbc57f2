"""The staff screen behind its hidden gesture: who may come in, what each page shows and does.

Pure: `roles`, `gesture`, `lockout`, `asks`, `answers`, `desk` and a file a page; they know nothing of the session, which holds a `Desk`
in its state `Staff`. The edge: `book` (the file of staff), `lock_file`, `hands` and `looks` (what a page asks for is done there).
"""
