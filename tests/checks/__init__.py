"""Tests of the live checks against real and hostile servers on loopback."""
