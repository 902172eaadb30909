"""Photos: made anew from whatever is sent, seen by those they are open to, gone when removed."""

import io
import struct
import time
import zlib

import pytest
from PIL import Image

from portal.audience import Audience
from portal.db import db
from portal.errors import Refused
from portal.people import photos
from portal.people.models import Photo
from tests.checking import Browser
from tests.profile.test_skills import text

pytestmark = pytest.mark.one_database

GPS = 0x8825


def image(kind="JPEG", size=(400, 300), colour="navy", mode="RGB", **more):
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, kind, **more)
    return out.getvalue()


def located():
    """A JPEG that says where it was taken, lies on its side, and is red on the left."""
    picture = Image.new("RGB", (400, 300), "white")
    picture.paste("red", (0, 0, 400, 150))
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "CANARY-CAMERA", 6
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (59.0, 54.0, 49.5)
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, comment=b"CANARY-COMMENT", quality=95)
    return out.getvalue()


def png(width, height, *more):
    """A PNG that says it is this large, and holds next to nothing."""
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    parts = ((b"IHDR", head), *more, (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b""))
    body = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + body


def moving(kind):
    out = io.BytesIO()
    frames = [Image.new("RGB", (90, 90), colour) for colour in ("red", "blue")]
    frames[0].save(out, kind, save_all=True, append_images=frames[1:])
    return out.getvalue()


@pytest.mark.parametrize("name", ["me.jpg", "me.JPEG", "me.png", "me.webp"])
def test_a_photo_becomes_two_small_squares_without_metadata(name):
    kind = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}[name[3:].lower()]
    made = photos.made(name, image(kind))
    for content, side in ((made.large, 256), (made.small, 96)):
        with Image.open(io.BytesIO(content)) as picture:
            assert (picture.format, picture.size, picture.mode) == ("WEBP", (side, side), "RGB")
            assert not picture.getexif()
            assert "icc_profile" not in picture.info
        assert len(content) < 20_000


def test_it_is_put_upright_and_forgets_where_it_was_taken():
    data = located()
    assert b"CANARY-CAMERA" in data
    made = photos.made("me.jpg", data)
    for content in (made.large, made.small):
        assert b"CANARY" not in content
        assert b"EXIF" not in content.upper()
    with Image.open(io.BytesIO(made.large)) as picture:
        left, right = picture.getpixel((20, 128)), picture.getpixel((236, 128))
    # Turned to the right, what was on top is on the right.
    assert right[0] > 200
    assert right[1] < 80
    assert min(left) > 200


def test_what_shines_through_is_white_not_black():
    made = photos.made("me.png", image("PNG", colour=(0, 0, 0, 0), mode="RGBA"))
    with Image.open(io.BytesIO(made.large)) as picture:
        assert min(picture.getpixel((128, 128))) > 250


def test_sixteen_bits_of_grey_stay_grey():
    grey = Image.new("I", (1300, 1200), 128 * 257).convert("I;16")
    out = io.BytesIO()
    grey.save(out, "PNG")
    with Image.open(io.BytesIO(photos.made("me.png", out.getvalue()).large)) as picture:
        assert 120 < picture.getpixel((128, 128))[0] < 136


@pytest.mark.parametrize("mode", ["L", "CMYK", "RGB"])
def test_jpegs_of_every_kind_are_taken(mode):
    assert photos.made("me.jpg", image(mode=mode, colour=128 if mode == "L" else "red")).small


def test_a_large_photo_of_a_phone_is_read_quickly():
    data = image(size=(8000, 6000), quality=60)
    began = time.monotonic()
    assert photos.made("me.jpg", data).large
    assert time.monotonic() - began < photos.SECONDS


HOSTILE = {
    "nothing": ("me.jpg", b"", "empty"),
    "no picture": ("me.jpg", b"<script>alert(1)</script>" * 20, "damaged"),
    "cut short": ("me.jpg", image(size=(900, 900), quality=95)[:4000], "damaged"),
    "a head alone": ("me.png", png(300, 300), "damaged"),
    "a bomb of dots": ("me.png", png(20_000, 20_000), "huge"),
    "too long a side": ("me.png", png(60_000, 80), "huge"),
    "far too long": ("me.png", png(2**31 - 1, 2**31 - 1), "huge"),
    "tiny": ("me.png", image("PNG", size=(20, 20)), "tiny"),
    "moving webp": ("me.webp", moving("WEBP"), "animated"),
    "moving png": ("me.png", moving("PNG"), "animated"),
    "another kind": ("me.gif", image("GIF", mode="P", colour=1), "other kind"),
    "a drawing": ("me.svg", b"<svg onload='alert(1)'/>", "other kind"),
    "no ending": ("photo", image(), "other kind"),
    "wrong ending": ("me.png", image("JPEG"), "other name"),
    "a kind in disguise": ("me.jpg", image("GIF", mode="P", colour=1), "damaged"),
    "too many bytes": ("me.jpg", image() + b"\0" * photos.MOST_BYTES, "large"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_cannot_be_taken_is_said_in_clear_words(what):
    name, data, problem = HOSTILE[what]
    with pytest.raises(Refused) as no:
        photos.made(name, data)
    assert no.value.message == photos.PROBLEMS[problem]


def test_words_that_unpack_without_end_do_no_harm():
    """A text chunk of a PNG that unpacks to 200 MB."""
    bomb = b"Comment\0\0" + zlib.compress(b"A" * 200_000_000)
    with pytest.raises(Refused):
        photos.made("me.png", png(300, 300, (b"zTXt", bomb)))


def test_what_hangs_behind_a_picture_does_not_come_along():
    """A file that is a picture and a page at once keeps the picture alone."""
    data = image() + b"<html><script>CANARY()</script></html>PK\x03\x04CANARY"
    made = photos.made("me.jpg", data)
    assert b"CANARY" not in made.large + made.small


def send(browser, data, name="me.jpg", **more):
    response = browser.post("/me/photo", {"photo": (io.BytesIO(data), name)}, **more)
    response.request.environ["wsgi.input"].close()  # a file, where it is large
    return response


def test_a_photo_is_sent_shown_and_removed(ada, cast):
    assert "At present your initials" in text(ada.get("/me/photo"))
    page = text(ada.follow(send(ada, located())))
    assert "This is how others see you" in page
    row = db.session.query(Photo).one()
    first = row.digest
    assert row.audience == Audience.EVERYONE
    assert f"v={row.digest}" in text(ada.get(f"/people/{cast.ada.id}"))
    assert f"v={row.digest}" in text(ada.get("/me"))
    picture = ada.get(f"/people/{cast.ada.id}/photo?size=small")
    assert (picture.mimetype, picture.data) == ("image/webp", row.small)
    assert picture.headers["Cache-Control"] == "no-store"
    send(ada, image(), status=303)
    assert db.session.query(Photo).one().digest != first
    ada.post("/me/photo/remove")
    ada.get(f"/people/{cast.ada.id}/photo", status=404)
    assert "/photo?" not in text(ada.get(f"/people/{cast.ada.id}"))


def test_what_is_wrong_stands_beside_the_field(ada):
    assert "Choose a photo." in text(ada.post("/me/photo", status=422))
    assert "it may be damaged" in text(send(ada, b"no picture", status=422))
    assert "larger than 8 MB" in text(send(ada, b"\0" * (photos.MOST_BYTES + 1), status=422))
    send(ada, b"\0" * (11 * 1024 * 1024), status=413)
    assert db.session.query(Photo).count() == 0


AUDIENCES = {
    Audience.EVERYONE: {"ada", "mei", "manu", "hana", "sam", "alex"},
    Audience.HR: {"ada", "hana"},
    Audience.NOBODY: {"ada"},
}


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_photo_is_seen_by_those_it_is_open_to(app, cast, ada, audience):
    send(ada, image())
    db.session.query(Photo).one().audience = audience
    db.session.commit()
    seen = set()
    for name in ("ada", "mei", "manu", "hana", "sam", "alex"):
        browser = Browser(app).sign_in(getattr(cast, name))
        there = name in AUDIENCES[audience]
        browser.get(f"/people/{cast.ada.id}/photo", status=200 if there else 404)
        if "/photo?" in text(browser.get(f"/people/{cast.ada.id}")):
            seen.add(name)
    # Ada looks at her own page as a colleague does.
    assert seen == AUDIENCES[audience] - ({"ada"} if audience != Audience.EVERYONE else set())


def test_nobody_sees_a_photo_without_signing_in(visitor, ada, cast):
    send(ada, image())
    visitor.get(f"/people/{cast.ada.id}/photo", status=303)
