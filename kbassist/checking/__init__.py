"""Runs the live checks together: which there are, which make sense here, under one deadline, with progress."""
