"""One file a command: its name is the file's, `HELP` its line, `configure(parser)` its options, `run(args, console)` its work."""
