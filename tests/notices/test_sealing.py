"""What is pushed is sealed for one browser alone: the example of RFC 8291, byte for byte."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from portal.notices.push import keys, sealing
from tests.conftest import settings_for
from tests.notices.endpoint import Subscriber, claims_of

pytestmark = pytest.mark.one_database

# RFC 8291, section 5 and appendix A.
WORDS = "V2hlbiBJIGdyb3cgdXAsIEkgd2FudCB0byBiZSBhIHdhdGVybWVsb24"
OURS = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
THEIRS = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml"
    "mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
    "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def test_the_example_of_the_standard_comes_out_byte_for_byte():
    number = int.from_bytes(keys.decoded(OURS), "big")
    own = ec.derive_private_key(number, ec.SECP256R1())
    padded = keys.decoded(WORDS) + b"\x02"
    body = sealing.seal_record(padded, THEIRS, AUTH, own, keys.decoded(SALT))
    assert keys.encoded(body) == BODY


def test_only_its_browser_opens_it_and_its_length_says_nothing():
    one, other = Subscriber(), Subscriber()
    short, long = (sealing.sealed(w, one.p256dh, one.auth) for w in (b"a", b"b" * 192))
    assert len(short) == len(long) < 4096
    assert one.opened(short) == b"a"
    assert short != sealing.sealed(b"a", one.p256dh, one.auth)
    with pytest.raises(Exception):  # noqa: B017, PT011 - whatever the library says
        other.opened(long)
    for p256dh, auth, words in (("AAAA", one.auth, b"a"), (one.p256dh, one.auth, b"a" * 193)):
        with pytest.raises(ValueError):  # noqa: PT011
            sealing.sealed(words, p256dh, auth)


def test_the_service_knows_us_by_a_signature_that_ends():
    key, now = sealing.fresh_key(), datetime(2026, 4, 14, 9, tzinfo=UTC)
    assert sealing.fits(key)
    assert not sealing.fits(keys.Key("A" * 43, key.public))
    assert not sealing.fits(keys.Key(key.private, sealing.fresh_key().public))
    header = sealing.authorisation(key, "https://push.example", "mailto:a@example.org", now)
    claims = claims_of(header)
    assert claims == {
        "aud": "https://push.example", "sub": "mailto:a@example.org",
        "exp": int(now.timestamp()) + 12 * 3600,
    }  # fmt: skip
    assert json.dumps(claims)


def test_keys_are_kept_for_us_alone_and_the_newest_is_first(tmp_path):
    new, old = sealing.fresh_key(), sealing.fresh_key()
    settings = settings_for(tmp_path, "sqlite://")
    assert keys.kept_by(settings) == []
    assert keys.kept_by(replace(settings, vapid_key=f"{new},{old}")) == [new, old]
    keys.keep([new, old], tmp_path)
    assert keys.kept_by(settings) == [new, old]
    assert (tmp_path / keys.FILE).stat().st_mode & 0o777 == 0o600
    with pytest.raises(ValueError):  # noqa: PT011
        keys.parse("not a key")
