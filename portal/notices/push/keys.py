"""The keys the portal is known by at push services (VAPID, RFC 8292): where they are kept.

A key is `private.public`, each in base64url: a page, which only names the public half, needs
no cryptography. There may be several, the newest first: what was subscribed with an older one is
still sent under it.
"""

import hashlib
import os
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from pathlib import Path

from portal.config import PUSH_KEY, Settings

FILE = "vapid_key"


@dataclass(frozen=True)
class Key:
    """One pair of keys on the curve P-256: the private number, and the public point."""

    private: str
    public: str

    @property
    def mark(self) -> str:
        """What a subscription notes of the key it was made with."""
        return hashlib.sha256(self.public.encode()).hexdigest()[:16]

    def __str__(self) -> str:
        return f"{self.private}.{self.public}"


def parse(text: str) -> list[Key]:
    """The keys in a text, the newest first. Raises ValueError where one is none."""
    words = text.replace(",", " ").split()
    if not all(PUSH_KEY.fullmatch(word) for word in words):
        raise ValueError
    return [Key(*word.split(".")) for word in words]


def kept_by(settings: Settings) -> list[Key]:
    """The keys of the setting, or of the instance folder; none where neither has one."""
    if settings.vapid_key:
        return parse(settings.vapid_key)
    try:
        return parse((settings.instance / FILE).read_text())
    except (FileNotFoundError, ValueError):  # a file that is spoilt is as good as none
        return []


def keep(keys: list[Key], instance: Path) -> None:
    """Put these keys into the instance folder, for our user alone; what was there goes."""
    begun = instance / f".{FILE}.{os.getpid()}"
    begun.touch(mode=0o600)
    begun.write_text("\n".join(map(str, keys)) + "\n")
    begun.replace(instance / FILE)


def encoded(raw: bytes) -> str:
    """Base64url without padding, as everything about web push is written."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """The bytes again. Raises ValueError for what is no base64url."""
    if not re.fullmatch(r"[A-Za-z0-9_-]*={0,2}", text):
        raise ValueError
    bare = text.rstrip("=")
    return urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
