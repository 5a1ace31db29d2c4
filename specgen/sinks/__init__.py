"""Where rows go: one file a kind, picked up from this folder."""
