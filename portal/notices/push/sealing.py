"""What a push service cannot read, and how it knows us: RFC 8291 over RFC 8188, and RFC 8292.

Loaded by the worker alone, when there is something to send: no page needs cryptography.
"""

import json
import os
from datetime import datetime, timedelta

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from portal.notices.push.keys import Key, decoded, encoded

CURVE = ec.SECP256R1()
RECORD = 4096
"""The size of a record (RFC 8188); one is enough for every message."""
LENGTH = 192
"""Every message is as long as this before it is sealed: its length says nothing of its words."""
SIGNED_FOR = timedelta(hours=12)


def fresh_key() -> Key:
    """A new pair of keys for the portal."""
    private = ec.generate_private_key(CURVE)
    number = private.private_numbers().private_value.to_bytes(32, "big")
    return Key(encoded(number), encoded(_point(private.public_key())))


def fits(key: Key) -> bool:
    """Whether the public half belongs to the private one."""
    try:
        return encoded(_point(_private(key.private).public_key())) == key.public
    except ValueError:  # no number on the curve
        return False


def sealed(words: bytes, p256dh: str, auth: str) -> bytes:
    """The body of a push that only the browser with these keys opens.

    Raises ValueError when the keys of the browser are none, or the words too long.
    """
    if len(words) > LENGTH:
        raise ValueError("too long to be pushed")
    padded = words + b"\x02" + bytes(LENGTH - len(words))
    return seal_record(padded, p256dh, auth, ec.generate_private_key(CURVE), os.urandom(16))


def seal_record(
    padded: bytes, p256dh: str, auth: str, own: ec.EllipticCurvePrivateKey, salt: bytes
) -> bytes:
    """One record of RFC 8188 with the keys of RFC 8291; `own` and `salt` are used this once."""
    theirs = decoded(p256dh)
    shared = own.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, theirs))
    ours = _point(own.public_key())
    secret = _derived(shared, decoded(auth), b"WebPush: info\0" + theirs + ours, 32)
    key = _derived(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(secret, salt, b"Content-Encoding: nonce\0", 12)
    header = salt + RECORD.to_bytes(4, "big") + bytes([len(ours)]) + ours
    return header + AESGCM(key).encrypt(nonce, padded, None)


def authorisation(key: Key, origin: str, contact: str, now: datetime) -> str:
    """The header by which the push service of this origin knows us, for some hours."""
    claims = {"aud": origin, "exp": int((now + SIGNED_FOR).timestamp()), "sub": contact}
    token = ".".join(
        encoded(json.dumps(part, separators=(",", ":")).encode())
        for part in ({"typ": "JWT", "alg": "ES256"}, claims)
    )
    signed = _private(key.private).sign(token.encode(), ec.ECDSA(hashes.SHA256()))
    signature = b"".join(n.to_bytes(32, "big") for n in decode_dss_signature(signed))
    return f"vapid t={token}.{encoded(signature)}, k={key.public}"


def _private(number: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(decoded(number), "big"), CURVE)


def _point(public: ec.EllipticCurvePublicKey) -> bytes:
    return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _derived(secret: bytes, salt: bytes, purpose: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, purpose).derive(secret)
