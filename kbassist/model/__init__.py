"""Frozen values that every room speaks in. Standard library only, no I/O.

Values are `NamedTuple`s: `dataclasses` alone would cost about 12 ms of each cold start (it pulls in `inspect`).
"""
