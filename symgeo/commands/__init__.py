"""One module a command of the command line; each is loaded when it is called."""
