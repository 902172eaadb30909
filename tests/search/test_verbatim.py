"""A code nobody has, or a phrase that stands nowhere: the page says that what follows is near."""

import re
from html import unescape

import pytest


def text_of(answer):
    text = re.sub(r"</?mark>", "", answer.get_data(as_text=True))
    return " ".join(unescape(text).split())


def note(answer):
    found = re.search(r"<b>(Nothing here has [^<]*)</b>", text_of(answer))
    return found[1] if found else ""


@pytest.mark.parametrize(
    ("address", "phrase", "near"),
    [
        ("/roles", "“permit coordinator”", "Permit Officer"),
        ("/opportunities", "“quay prune”", "Prune the quay"),
        ("/learning", "“class of pruning”", "Pruning class"),
        ("/communities", "“harbour trees”", "Trees of the harbour"),
        ("/search", "“officer permit”", "Permit Officer"),
        ("/search", "“reyes manu”", "Manu Reyes"),
    ],
)
def test_a_phrase_that_stands_nowhere_is_said_to(ada, town, city, address, phrase, near):
    asked = f'"{phrase[1:-1]}"'
    answer = ada.get(address, query_string={"q": asked})
    assert note(answer) == f"Nothing here has {phrase} word for word."
    assert "These come near:" in text_of(answer)
    assert near in text_of(answer)
    if address != "/search":
        assert f"near {asked}" in text_of(answer)
        assert note(ada.get(address, query_string={"q": asked}, htmx=True))


def test_a_code_nobody_has_is_said_to(ada, town, city):
    for address in ("/roles", "/opportunities", "/learning", "/communities", "/search"):
        answer = ada.get(f"{address}?q=permit-99999")
        empty = "Nothing matches yet" in answer.text or "Nothing found" in answer.text
        assert empty != bool(note(answer)), address
    assert note(ada.get("/roles?q=permit-99999")) == (
        "Nothing here has “permit-99999” word for word."
    )
    assert not note(ada.get("/roles?q=X-99999"))


@pytest.mark.parametrize(
    "asked", ['"permit officer"', "permit coordinator", '"work of a permit"', '"Permit rules"']
)
def test_nothing_is_said_where_it_stands(ada, town, asked):
    for address in ("/roles", "/search"):
        assert not note(ada.get(address, query_string={"q": asked}))


def test_kinds_that_have_it_come_first_and_the_others_say_so(ada, town):
    text = text_of(ada.get("/search", query_string={"q": '"permit rules"'}))
    headings = re.findall(r'<h2 id="(\w+)-h"', text)
    assert headings[0] == "skill"
    role = text[text.index('id="role-h"') :]
    assert "None of these has it word for word." not in role.partition("</section>")[0]


def test_quotation_marks_stand_once(ada, town):
    for typed, said in (
        ('"gate sluice"', 'for "gate sluice"<'),
        ("gate sluice", "for “gate sluice”<"),
    ):
        answer = ada.get("/roles", query_string={"q": typed})
        assert said in unescape(answer.text)
