"""How a rule says no."""


class Refused(Exception):
    """A rule does not allow this now. The message tells the person why, and what to do instead."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class SignedOut(Exception):
    """A form came from a session that has ended; nothing was done."""


class Stale(Exception):
    """Somebody saved this row after the form was opened; nothing was written."""


class BadInput(Exception):
    """A query parameter that no page of ours would send. The message says which."""
