"""Telling how many people changed between two counts, without keeping what anybody said.

Each counted person leaves one mark: a keyed hash of who they are, where they work and what they
gave. The marks of the newest snapshot are kept as one sorted run of bytes, with no name or id
beside them. Without the portal's secret key nobody can test a guess against a mark, and with the
next snapshot they are gone. Whoever changes an answer, comes, leaves, is erased or opts out takes
one mark away or adds one, or both.

If the secret key is changed, every mark looks new, and the next count is published at once.
Source: BLAKE2 as a keyed hash (RFC 7693).
"""

import hashlib
from collections.abc import Iterable

SIZE = 8


def key_from(secret: str, purpose: bytes) -> bytes:
    """The key for marks of one purpose (at most 16 bytes), apart from all others."""
    return hashlib.blake2b(secret.encode(), digest_size=32, person=purpose).digest()


def mark(key: bytes, contribution: str) -> bytes:
    """The mark of one person's whole contribution."""
    return hashlib.blake2b(contribution.encode(), digest_size=SIZE, key=key).digest()


def packed(marks: Iterable[bytes]) -> bytes:
    """All marks as one run, sorted, so that their order says nothing."""
    return b"".join(sorted(marks))


def changes(before: bytes, after: bytes) -> tuple[int, int]:
    """How many marks are gone, and how many are new."""
    old, new = _unpacked(before), _unpacked(after)
    return len(old - new), len(new - old)


def _unpacked(run: bytes) -> set[bytes]:
    return {run[at : at + SIZE] for at in range(0, len(run), SIZE)}
