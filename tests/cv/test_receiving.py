"""Whatever is sent: its text, or clear words; in bounded time, and without harm."""

import json
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.cv import receiving
from portal.cv.receiving import PROBLEMS, from_file, from_text
from portal.errors import Refused
from tests.cv import files

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("cv.pdf", files.pdf()),
        ("cv", files.pdf()),
        ("CV.PDF", files.pdf(files.LINES, owner="no changes")),
        ("cv.docx", files.docx()),
        ("cv.txt", "\n".join(files.LINES).encode()),
        ("cv.txt", "\n".join(files.LINES).encode("utf-16")),
    ],
    ids=["pdf", "no ending", "locked against changes", "docx", "utf-8", "utf-16"],
)
def test_the_text_of_a_cv(name, data):
    text = from_file(name, data).text
    assert "Permits Officer" in text
    assert "Budgeting, reporting" in text


def test_words_in_tables_are_read_in_their_place():
    text = from_file("cv.docx", files.docx("Before", table=("Skills", "First aid and rowing"))).text
    assert text.split("\n")[:3] == ["Before", "Skills", "First aid and rowing"]


def test_other_encodings_are_read():
    assert (
        "Zoë Müller" in from_file("cv.txt", "Zoë Müller, Straßenbau und Café".encode("cp1252")).text
    )


# What takes long to make is made by the test that needs it, not by each process that looks here.
HOSTILE = {
    "empty": ("cv.pdf", b"   \n"),
    "large": ("cv.txt", b"word " * 1_100_000),
    "encrypted": ("cv.pdf", files.pdf(files.LINES, password="secret")),
    "encrypted docx": (
        "cv.docx",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
    ),
    "old word": ("cv.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
    "damaged": ("cv.pdf", files.pdf()[:400]),
    "damaged docx": ("cv.docx", files.docx()[:4000]),
    "damaged by name": ("cv.pdf", b"this is only some text, long enough to be read"),
    "damaged loop": ("cv.pdf", files.looping_pdf),
    "other kind": ("cv.odt", b"this is only some text, long enough to be read"),
    "other kind binary": ("cv.txt", bytes(range(256)) * 40),
    "other kind zip": ("cv.docx", files.rezip(files.docx(), hello=b"")[:0] or b"PK\x03\x04" * 9),
    "other name": ("cv.docx", files.pdf()),
    "too long": ("cv.pdf", lambda: files.pdf(*[files.LINES] * 31)),
    "too much inside": ("cv.docx", files.zip_bomb),
    "hostile": ("cv.docx", files.xxe()),
    "hostile in two bytes": ("cv.docx", files.xxe_in_two_bytes()),
    "hostile entities": ("cv.docx", files.entity_bomb()),
    "no text": ("cv.pdf", files.pdf(())),
    "too little": ("cv.txt", b"hello"),
    "no json": ("cv.json", b"[" * 200_000),
    "no resume": ("cv.json", b'{"hello": 1}'),
}


@pytest.mark.parametrize("why", HOSTILE)
def test_what_cannot_be_read_is_said_in_words(why):
    name, content = HOSTILE[why]
    begun = time.monotonic()
    with pytest.raises(Refused) as refused:
        from_file(name, content if isinstance(content, bytes) else content())
    expected = [word for word in PROBLEMS if why.startswith(word)]
    if why == "other kind zip":
        expected = ["damaged"]
    assert refused.value.message in {PROBLEMS[word] for word in expected}
    assert time.monotonic() - begun < receiving.SECONDS + 5


@pytest.mark.slow
@pytest.mark.parametrize("bomb", [files.stream_bomb, files.deep_xml])
def test_bombs_go_off_far_from_us(bomb, monkeypatch):
    monkeypatch.setattr(receiving, "SECONDS", 4.0)
    data = bomb()
    begun = time.monotonic()
    name = "cv.pdf" if data.startswith(b"%PDF") else "cv.docx"
    with pytest.raises(Refused) as refused:
        from_file(name, data)
    assert refused.value.message in PROBLEMS.values()
    assert time.monotonic() - begun < 8


def test_a_long_text_is_cut_and_says_so():
    assert from_text("word " * 30_000).cut
    assert len(from_text("word " * 30_000).text) == receiving.MOST_CHARACTERS
    assert not from_text("enough words to be a text").cut


def test_of_a_resume_only_words_we_know_come_back():
    row = {"name": "A", "level": {"deep": [1]}, "keywords": ["x", 7] + ["y"] * 99, "other": "z"}
    data = {"skills": [row, 3] + [{}] * 500, "work": {"no": "list"}, "basics": {"name": "Ada"}}
    resume = from_file("cv.json", json.dumps(data).encode()).resume
    assert resume["skills"][0] == {"name": "A", "level": [], "keywords": ["x"] + ["y"] * 28}
    assert len(resume["skills"]) == 199
    assert resume["work"] == []
    assert "basics" not in resume


START = st.sampled_from([b"", b"%PDF-1.7\n", b"PK\x03\x04", b"\xff\xfe", b"{", files.pdf()[:300]])
NAMES = st.sampled_from(
    ["cv.pdf", "cv.docx", "cv.txt", "cv.json", "cv", "cv.exe", "", "..", "é.PDF"]
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(START, st.binary(max_size=2000), NAMES)
def test_any_bytes_give_a_text_or_clear_words(start, rest, name):
    try:
        content = from_file(name, start + rest)
    except Refused as refused:
        said = refused.message in PROBLEMS.values()
    else:
        said = bool(content.text or content.resume) and "\0" not in content.text
    assert said
