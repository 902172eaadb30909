"""A list that finds nothing helps: what is near and why, which filter to take off, where else."""

import re
from html import unescape

import pytest

from portal.db import db
from portal.roles.models import Family
from portal.skills.models import Skill, SkillAlias
from tests.index import in_step, take_away
from tests.pathways.catalogue import role

NOTHING = "qqzzkkvv"
LISTS = ("/opportunities", "/learning", "/communities")


def text_of(answer):
    text = re.sub(r"</?mark>", "", answer.get_data(as_text=True))
    return " ".join(unescape(text[text.index('id="results"') :]).split())


@pytest.mark.parametrize(
    ("address", "said", "near"),
    [
        ("/opportunities?q=prune&mode=home&department=Parks",
         ["Without any filter: 1 opportunity", "Fits your words, but not the"],
         "Prune the quay"),
        ("/learning?q=pruning&provider=Ashby+College&when=dated",
         ["Without Ashby College: 1 thing to learn", "Without any filter: 1 thing to learn"],
         "Pruning class"),
        ("/communities?q=grant&skill=Pruning",
         ["Without the filter: 1 community", "Fits your words, but not the filters"],
         "Grant seekers"),
        ("/learning?provider=Ashby+College&when=dated",
         ["Without Has a date: 1 thing to learn", "Without any filter: 2 things to learn"],
         ""),
    ],
)  # fmt: skip
def test_a_filter_is_taken_off_with_its_count_and_what_is_near_shown(
    ada, city, address, said, near
):
    answer = ada.get(address)
    text = text_of(answer)
    assert "Nothing matches yet" in text
    assert [one for one in said if one not in text] == []
    assert near in text
    assert ada.statements <= 10
    ada.get(address, htmx=True)
    assert ada.statements <= 6


@pytest.mark.parametrize(
    ("address", "said", "near"),
    [
        ("/opportunities", "Fits you best of what is open",
         ["Prune the quay", "it teaches 1 step"]),
        ("/learning", "For what you want to grow",
         ["Pruning class", "Pruning: learning to working"]),
        ("/communities", "About skills on your profile", ["Trees of the harbour", "About Pruning"]),
    ],
)  # fmt: skip
def test_words_that_find_nothing_lead_to_what_fits_the_reader(ada, city, address, said, near):
    answer = ada.get(f"{address}?q={NOTHING}")
    text = text_of(answer)
    assert said in text
    assert [one for one in near if one not in text] == []
    assert ada.statements <= 10
    if address != "/learning":  # what can be applied for or joined is not what others look for
        tab = "seeking" if address == "/opportunities" else "knowledge"
        assert said not in text_of(ada.get(f"{address}?q={NOTHING}&show={tab}"))


def test_who_has_nothing_on_the_profile_gets_the_rest_of_the_help(mei, city):
    for address in ("/learning", "/communities"):
        text = text_of(mei.get(f"{address}?q={NOTHING}"))
        assert f"Search everything for “{NOTHING}”" in text
        assert '<h3 class="mt"' not in text


def test_other_tabs_say_what_they_have(ada, city):
    text = text_of(ada.get("/opportunities?q=sweeping+of+leaves&mode=home&department=Permits"))
    assert "What others learned: 1" in text
    assert "?q=seagulls&amp;show=knowledge" in ada.get("/communities?q=seagulls").text
    assert "What others learned" not in text_of(ada.get(f"/opportunities?q={NOTHING}"))


def test_nothing_that_is_not_out_is_counted_or_shown(ada, city):
    """A draft is not counted, nor is what is over counted as if one could apply for it."""
    text = text_of(ada.get("/opportunities?q=wharfinger&mode=mixed&department=Permits"))
    assert "Wharfinger for a day" not in text
    assert "Without" not in text
    over = text_of(ada.get("/opportunities?q=sweeping&mode=home&department=Parks"))
    assert "Without" not in over
    assert "Sweeping of leaves" not in over
    assert "What others learned: 1" in over


def test_what_was_meant_says_how_much_it_finds(ada, city):
    text = text_of(ada.get("/learning?q=prunng&payer=person"))
    assert ">pruning</a>?" in text


def test_one_can_hear_of_it_later_where_searches_are_kept(ada, city):
    page = ada.get(f"/opportunities?q={NOTHING}").text
    assert "Save this search" in page


@pytest.mark.parametrize("address", [*LISTS, "/roles"])
def test_filters_are_shown_only_where_there_is_something_to_narrow(ada, city, address):
    def column(page):
        return (
            page[: page.index('popovertarget="filters"')]
            .rpartition("<div")[0]
            .rpartition("<div")[2]
        )

    assert " hidden" in column(ada.get(f"{address}?q={NOTHING}").text)
    assert "sticky" in column(ada.get(f"{address}?q={NOTHING}&department=Parks&skill=Pruning").text)
    # The last filter was taken off in the sheet: it says so and is not left empty.
    left = ada.get(f"{address}?q={NOTHING}", htmx=True).text
    assert "There is nothing to narrow down." in left


@pytest.mark.parametrize("address", LISTS)
def test_while_there_is_no_index_there_is_a_plain_answer(ada, city, folder, address):
    take_away(folder)
    assert "Nothing matches yet" in ada.get(f"{address}?q={NOTHING}&skill=Pruning").text


@pytest.fixture
def secateurs(city, cast, folder):
    """A word for a skill, which nothing that asks for it or teaches it has."""
    family = Family(name="Grounds")
    db.session.add(family)
    db.session.flush()
    pruning = db.session.query(Skill).filter_by(name="Pruning").one()
    pruning.aliases = [SkillAlias(name="Secateurs", folded="secateurs")]
    for title in ("Arborist", "Orchard hand"):
        role(title, family, 2, (pruning, 2))
    db.session.commit()
    in_step(folder)


@pytest.mark.parametrize(
    ("address", "said", "near"),
    [
        ("/roles", "Asks for Pruning: 2 roles", ["Arborist", "Orchard hand"]),
        ("/opportunities", "Teaches Pruning: 1", ["Prune the quay"]),
        ("/learning", "Teaches Pruning: 1", ["Pruning class"]),
        ("/communities", "About Pruning: 1", ["Trees of the harbour"]),
    ],
)
def test_another_word_for_a_skill_leads_to_what_is_about_it(ada, secateurs, address, said, near):
    page = ada.get(f"{address}?q=secateurs")
    text = text_of(page)
    assert "Nothing matches yet" in text
    assert said in text
    assert [one for one in near if one not in text] == []
    there = ada.get(f"{address}?skill=Pruning")
    assert f'href="{address}?skill=Pruning"' in page.text
    assert "Nothing matches yet" not in text_of(there)
    assert said not in text_of(ada.get(f"{address}?q={NOTHING}"))


def test_a_skill_nobody_asks_for_leads_nowhere(ada, secateurs):
    text = text_of(ada.get("/roles?q=grant+writing"))
    assert "Asks for Grant writing" not in text
