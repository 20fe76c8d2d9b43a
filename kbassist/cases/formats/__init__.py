"""How a case is exported: one file a format, found by its name. Each has `SUFFIX` and `render(dossier) -> str`.

All texts are masked when they come here (`export.render` masks them once more); each format escapes them for itself.
"""
