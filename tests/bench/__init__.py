"""The bench works: short forms of what `./dev bench` does, each in a process and on servers of its own."""
