"""The roles page: counts, orders, reasons, what helps where nothing was found, addresses."""

import re
from html import unescape
from urllib.parse import parse_qsl

import pytest
from werkzeug.datastructures import MultiDict

from portal.db import db
from portal.roles.models import RoleSkill
from portal.search import indexing
from portal.search.asked import Asked
from tests.pathways.catalogue import role, skill


def text_of(answer):
    """What people read, the marks left out."""
    text = re.sub(r"</?mark>", "", answer.get_data(as_text=True))
    return " ".join(unescape(text).split())


def titles(answer):
    return re.findall(r'<h3><a href="[^"]+">([^<]+)', text_of(answer))


def count_of(answer, name, value):
    """The number beside a filter."""
    found = re.search(rf'name="{name}" value="{value}"[^>]*><span>[^<]*<span class="n">(\d+)',
                      text_of(answer))  # fmt: skip
    return int(found[1]) if found else None


def test_a_tick_answers_with_new_counts_a_title_and_a_short_address(ada, town):
    answer = ada.get("/roles?q=officer&family=Permits&sort=best&page=1", htmx=True)
    assert answer.headers["HX-Push-Url"] == "/roles?q=officer&family=Permits"
    assert 'hx-swap-oob="innerHTML:#facets"' in answer.text
    assert "Show 1 role" in text_of(answer)
    assert "<title>officer: 1 role – Aspire</title>" in text_of(answer)
    # A field is counted as if its own filters were off, every other field under them.
    assert count_of(answer, "family", "Outreach") == 1
    assert count_of(answer, "level", "3") is None
    assert ada.statements <= 6


def test_the_match_is_a_filter_with_counts_and_an_order(ada, mei, town):
    everything = ada.get("/roles?sort=match")
    assert titles(everything) == [
        "Permit Officer",
        "Permits Team Leader",
        "Community Outreach Coordinator",
    ]  # fmt: skip
    assert [count_of(everything, "match", value) for value in ("", "50", "70")] == [3, 3, 1]
    near = ada.get("/roles?match=70")
    assert titles(near) == ["Permit Officer"]
    assert [count_of(near, "match", value) for value in ("", "50", "70")] == [3, 3, 1]
    assert titles(ada.get("/roles?q=officer&sort=match&match=50&move=up")) == [
        "Community Outreach Coordinator"
    ]
    assert ada.statements <= 10
    # Who has rated nothing is not told apart by it.
    assert "50% or more" not in text_of(mei.get("/roles"))
    assert "Closest match" not in text_of(mei.get("/roles?q=officer"))
    hint = "Rate a few skills</a>, and see how close you are"
    assert hint in mei.get("/roles").text
    assert hint not in everything.text


def test_roles_that_ask_for_a_skill_are_found_by_its_very_name(ada, town):
    answer = ada.get("/roles", query_string={"skill": "Public speaking"})
    assert titles(answer) == ["Community Outreach Coordinator", "Permits Team Leader"]
    assert "Asks for Public speaking" in text_of(answer)
    assert titles(ada.get("/roles?skill=speaking")) == []


def test_every_hit_says_why_it_was_found(ada, town):
    for words, said in {
        "outreach officer": "Also called Outreach officer",
        "permit officer": "Found in the title",
        "event planning": "Asks for Event planning",
        "work": "Found in the description",
    }.items():
        assert said in text_of(ada.get("/roles", query_string={"q": words})), words
    assert "Found in" not in text_of(ada.get("/roles"))


def test_nothing_found_says_which_filter_to_take_off(ada, town):
    answer = ada.get("/roles?q=permit&family=Outreach&level=2")
    text = text_of(answer)
    assert "No roles for “permit”" in text
    assert "Without Outreach: 1 role" in text
    assert "Without any filter: 2 roles" in text
    assert "Fits your words, but not the filters" in text
    assert "/search?q=permit" in answer.text
    assert ada.statements <= 10
    one = text_of(ada.get("/roles?q=permit&family=Outreach", htmx=True))
    assert "Without the filter: 2 roles" in one
    assert ada.statements <= 6
    ada.get("/roles?q=permit&family=Outreach&move=up&level=2&match=50&skill=None", htmx=True)
    assert ada.statements <= 6


def test_nothing_found_at_all_leads_to_what_is_close(ada, mei, town):
    text = text_of(ada.get("/roles?q=zzzzzz"))
    assert "Close to your skills instead" in text
    assert "Permit Officer" in text
    assert "Close to your skills" not in text_of(mei.get("/roles?q=zzzzzz"))


def test_what_was_meant_says_how_much_it_finds(ada, town):
    text = text_of(ada.get("/roles?q=outrech&family=Permits"))
    assert re.search(r"Did you mean <a href=\"[^\"]*q=outreach[^\"]*\">outreach</a>", text)


def test_pages_go_on_and_end(ada, town):
    for number in range(30):
        role(f"Gardener {number:02}", town.outreach, 1, (town.service, 1))
    db.session.commit()
    indexing.rebuild(ada.app.config["SETTINGS"].index_folder)
    first = ada.get("/roles?q=gardener&sort=title")
    assert "1 to 6 of 30 roles" in text_of(first)
    assert titles(first)[0] == "Gardener 00"
    assert len(first.data) <= 30_000
    statements = ada.statements
    assert titles(ada.get("/roles?q=gardener&sort=title&page=5"))[-1] == "Gardener 29"
    assert ada.statements == statements
    last = text_of(ada.get("/roles?q=gardener&page=6"))
    assert "There is nothing on this page" in last
    assert len({*titles(ada.get("/roles?q=gardener&sort=match&page=2")),
                *titles(ada.get("/roles?q=gardener&sort=match"))}) == 12  # fmt: skip


def test_more_than_can_be_shown_stays_within_thirty_kilobytes(ada, town):
    named = [skill(f"Skill number {n} with a rather long name") for n in range(12)]
    for number in range(20):
        made = role(f"Coordinator of a rather long name {number}", town.outreach, 1 + number % 5)
        made.skills = [RoleSkill(skill_id=one.id, level=3, essential=True) for one in named]
    db.session.commit()
    indexing.rebuild(ada.app.config["SETTINGS"].index_folder)
    assert len(ada.get("/roles?q=coordinator&level=1&level=2&family=Outreach").data) <= 30_000


@pytest.mark.parametrize(
    "query",
    ["", "q=a+b&family=Permits&family=Parks+%26+more&move=up&match=50&sort=match",
     "level=3&skill=C%2B%2B", "q=%C3%A9t%C3%A9&location=Harbour+House&sort=title"],
)  # fmt: skip
def test_an_address_says_all_and_comes_back_the_same(query):
    asked = Asked.of(MultiDict(parse_qsl(query)))
    again = Asked.of(MultiDict(parse_qsl(asked.query())))
    assert again == asked
    assert again.query() == asked.query()
    for one in asked.chosen:
        left = Asked.of(MultiDict(parse_qsl(asked.query(without=[one.pair]))))
        assert one.pair not in [other.pair for other in left.chosen]
        assert len(left.chosen) == len(asked.chosen) - 1
    assert Asked.of(MultiDict(parse_qsl(asked.query(bare=True)))).chosen == []
