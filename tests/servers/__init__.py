"""Servers for tests: real ones (`install` brings them) and hostile ones, all on loopback, all writing into the test's own folder."""
