"""The command line. stdout is data, stderr is for people; a command's module is imported only when it is called."""
