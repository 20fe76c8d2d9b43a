"""The tones of replies, and the sections of a cause's customer wording: what the knowledge and the drafts agree on."""

from __future__ import annotations

TONES = ("neutral", "friendly", "brief", "formal")
"""The first is what a block says where it has no text for a tone."""
WHAT, STEPS, NEEDS = "What it is", "Steps", "What we need"
"""Sections of a cause's customer wording."""
