"""`kbassist cases`: the kept conversations; one file a sub-command."""

HELP = "kept conversations: list, show, resume, export, resolve"
