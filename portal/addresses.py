"""Addresses that are made ready when the first link to one is written.

Werkzeug compiles two functions for each of our 500 addresses as soon as it is told of it, most of
them for links that a process never writes: a tenth of what a start takes.
"""

from collections.abc import Callable

from werkzeug.routing import Rule

Build = Callable[..., tuple[str, str]]


class Address(Rule):
    """A rule that compiles what writes its links when one is asked for."""

    def _compile_builder(self, append_unknown: bool = True) -> Build:
        return _first_with_query if append_unknown else _first


# Two threads may both do it: what they make is the same.
def _first(rule: Address, /, **values: object) -> tuple[str, str]:
    rule._build = Rule._compile_builder(rule, False).__get__(rule, None)
    return rule._build(**values)


def _first_with_query(rule: Address, /, **values: object) -> tuple[str, str]:
    rule._build_unknown = Rule._compile_builder(rule, True).__get__(rule, None)
    return rule._build_unknown(**values)
