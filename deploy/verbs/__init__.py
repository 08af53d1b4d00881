"""The verbs of `./dev`. Each module is one: its docstring is the help, `run(arguments)` returns the exit status."""
