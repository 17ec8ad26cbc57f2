"""One state, one screen: one .py and one .kv each."""
