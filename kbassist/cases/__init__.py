"""Conversations on disk: the user's own cases, masked, in one SQLite file that several processes may use at once."""
