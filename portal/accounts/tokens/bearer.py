"""Whom a request of a program acts for."""

import re
from base64 import b64decode
from dataclasses import dataclass

from portal.accounts.rules import token_digest
from portal.accounts.sessions import User
from portal.accounts.tokens import queries
from portal.accounts.tokens.rules import MARK

HEADER = re.compile(rf"(?i:bearer) +({MARK}[A-Za-z0-9_-]{{43}})")


@dataclass(frozen=True, kw_only=True)
class ByToken(User):
    """The person a token belongs to, what it may be used for, and how often it lately was."""

    scopes: frozenset[str]
    minute: int
    calls: int


def user_of(header: str) -> ByToken | None:
    """Whoever the token in the header Authorization belongs to, while it has not ended."""
    found = HEADER.fullmatch(header.strip())
    row = queries.row_of(token_digest(found[1])) if found else None
    if row is None:
        return None
    values = dict(row._mapping)
    return ByToken(**values | {"scopes": frozenset(row.scopes.split())})


def of_basic(header: str) -> ByToken | None:
    """The same for programs that know only a name and a password: the token is the password."""
    kind, _, word = header.strip().partition(" ")
    if kind.lower() != "basic":
        return user_of(header)
    try:
        password = b64decode(word.strip(), validate=True).decode().partition(":")[2]
    except ValueError:
        return None
    return user_of(f"Bearer {password}")
