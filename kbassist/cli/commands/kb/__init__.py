"""`kbassist kb`: one file a sub-command, in the same form as the commands themselves."""

HELP = "the knowledge base: lint, search, build"
