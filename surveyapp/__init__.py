"""The survey product: rooms over HTTP, one transaction a request, and on floor 0 the pure engine in `logic`."""
