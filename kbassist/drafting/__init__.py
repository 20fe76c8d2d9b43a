"""Diagnosis, report, case and variables to a draft: pure, apart from the knowledge that it is given."""
