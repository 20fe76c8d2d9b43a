"""From `knowledge/` to typed entries to one SQLite file, and the run-time store over that file."""
