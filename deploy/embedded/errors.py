"""The one error of this package: a sentence that a person can act on."""


class EmbeddedError(RuntimeError):
    """A service could not be found, started, joined or stopped; the message says what to do about it."""
