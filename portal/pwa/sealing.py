"""What a device keeps of a person while there is no network is sealed for that person alone.

The seal is made of the portal's secret and the account. It stands in the pages of whoever is signed
in, which no device keeps but one they called theirs (adr/0019), and nowhere else; so what is left
behind on a shared device opens for nobody, and is sent for nobody.
"""

import hashlib
import hmac
from base64 import b64encode
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Seal:
    """A key of 256 bits for AES-GCM, and a tag that says whose it is without saying who."""

    tag: str
    key: str


def seal_of(account_id: UUID, secret: str) -> Seal:
    """The same for every session of an account; another when the portal gets another secret."""
    tag, key = (_derived(account_id, secret, purpose) for purpose in (b"tag", b"key"))
    return Seal(tag=tag.hex()[:32], key=b64encode(key).decode())


def _derived(account_id: UUID, secret: str, purpose: bytes) -> bytes:
    """One output per purpose, as HKDF-Expand does for one block (RFC 5869)."""
    label = b"aspire offline 1 " + purpose + b" " + account_id.bytes + b"\x01"
    return hmac.new(secret.encode(), label, hashlib.sha256).digest()
