"""Passwords: how they are kept and which are refused (NIST SP 800-63B-4, OWASP argon2id)."""

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from portal.errors import Refused

SHORTEST, LONGEST = 15, 128
# 19 MiB, two passes, one lane: the OWASP minimum for argon2id, about 50 ms here.
_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
# Verified when there is no account, so that an unknown name takes as long as a known one. Of a
# random text, with the parameters above; written down because making it would delay every start.
NOBODY = (
    "$argon2id$v=19$m=19456,t=2,p=1"
    "$c5kEoAfH7y3+re6gZpBAyg$qL1PbZoclL3ovPpqJAhjLa4ns2BecvVgUr0/lt5YF4M"
)


def digest(password: str) -> str:
    """The argon2id hash of a password, normalised to NFC first."""
    return str(_hasher.hash(_normal(password)))


def matches(password: str, hashed: str | None) -> bool:
    """Whether the password belongs to the hash; takes as long without one."""
    try:
        _hasher.verify(hashed or NOBODY, _normal(password))
    except (VerifyMismatchError, InvalidHashError):
        return False
    return hashed is not None


def outdated(hashed: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return bool(_hasher.check_needs_rehash(hashed))


def accept(password: str, *, words: tuple[str, ...] = ()) -> None:
    """Raises Refused, in words, for a password that is too short, too long or easily guessed.

    `words` are what a guesser would try first: the person's name, the organisation, the product.
    """
    normal = _normal(password)
    if len(normal) < SHORTEST:
        raise Refused(f"Use at least {SHORTEST} characters. Four ordinary words do well.")
    if len(normal) > LONGEST:
        raise Refused(f"Use at most {LONGEST} characters.")
    rest = normal.casefold()
    for word in sorted((w.casefold() for w in words if len(w) > 2), key=len, reverse=True):
        rest = rest.replace(word, "")
    if len(set(rest)) < 5 or len(rest) < 8 or rest in _SEQUENCES or _repeats(rest):
        raise Refused("That is easily guessed. Use words that do not belong together.")


_SEQUENCES = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")


def _repeats(text: str) -> bool:
    """Whether the text is one short piece again and again."""
    return any(text == (text[:n] * len(text))[: len(text)] for n in range(1, len(text) // 2 + 1))


def _normal(password: str) -> str:
    return unicodedata.normalize("NFC", password)
