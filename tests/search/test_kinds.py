"""Everything by kind, what is suggested while one types, and that neither tells too much."""

import re
from collections.abc import Sequence
from html import unescape
from uuid import uuid4

import pytest

from portal import outbox
from portal.audience import Audience
from portal.db import db
from portal.mentorship.models import Mentor
from portal.people.models import Person
from portal.search import indexing, suggesting
from portal.skills.models import PersonSkill
from search_index import Suggestion
from tests.checking import Browser
from tests.index import in_step, take_away
from tests.pathways.catalogue import skill

# What is made anew for every page, and says nothing.
OWN = r'nonce="[^"]*"|<input type="hidden" name="(?:csrf_token|_once)"[^>]*>'
BOXES = ("/search/suggest", "/roles/suggest")


def text_of(answer):
    text = re.sub(r"</?mark>", "", answer.get_data(as_text=True))
    return " ".join(unescape(text).split())


def sections(answer):
    """What was found of each kind: heading -> names."""
    found = re.findall(r'<h2 id="(\w+)-h".*?</section>', text_of(answer))
    parts = re.findall(r'<h2 id="\w+-h".*?</section>', text_of(answer))
    return {
        kind: re.findall(r'<a href="/(?:roles|people)[^"]*">([^<]+)</a>', part)
        for kind, part in zip(found, parts, strict=True)
    }


def options(answer):
    """What is suggested: kind -> names."""
    groups = re.findall(r'role="group" aria-label="([^"]+)">(.*?)</div> ?</div>', text_of(answer))
    return {
        name: re.findall(r'role="option".*?<span>([^<]+)</span>', inside) for name, inside in groups
    }


@pytest.mark.one_database
def test_what_is_not_there_yet_can_be_told_of_later(ada, town):
    page = ada.get("/search?q=wharf+%26+quay")
    assert "Nothing found" in page.text
    assert ada.statements <= 6
    for path in ("/me/searches", "/opportunities/searches"):
        assert f'<form action="{path}" method="post">' in page.text
    query = re.search(r'name="query" value="([^"]+)"', page.text)[1]
    for path in ("/me/searches", "/opportunities/searches"):
        ada.post(path, {"query": unescape(query)})
    saved = ada.get("/me/searches").text
    assert "/roles?q=wharf+%26+quay" in saved
    assert "/opportunities?q=wharf+%26+quay" in saved


def test_everything_is_found_by_kind_and_leads_on(ada, town):
    answer = ada.get("/search?q=speaking")
    found = sections(answer)
    assert found["skill"] == ["Public speaking"]
    assert found["mentor"] == ["Mei Halvorsen"]
    assert set(found["role"]) == {"Community Outreach Coordinator", "Permits Team Leader"}
    text = text_of(answer)
    assert "Teaches Public speaking" in text
    assert "2 roles ask for it" in text
    assert "/roles?skill=Public+speaking" in answer.text
    assert ada.statements <= 6
    one = ada.get("/search?q=speaking&kind=mentor")
    assert list(sections(one)) == ["mentor"]
    assert "/mentors?q=speaking" in one.text


def test_who_is_named_comes_first(ada, town):
    assert next(iter(sections(ada.get("/search?q=manu+reyes")))) == "person"
    assert next(iter(sections(ada.get("/search?q=permit+rules")))) == "skill"


def test_a_kind_has_pages(ada, town):
    for number in range(45):
        skill(f"Pruning {number:02}")
    db.session.commit()
    indexing.rebuild(ada.app.config["SETTINGS"].index_folder)
    shown = []
    for number in (1, 2, 3):
        shown += sections(ada.get(f"/search?q=pruning&kind=skill&page={number}"))["skill"]
    assert len(shown) == len(set(shown)) == 45
    assert "Nothing found" in text_of(ada.get("/search?q=pruning&kind=skill&page=4"))


def test_a_mentor_is_found_while_open_and_under_the_name_of_today(app, ada, cast, town, folder):
    mentor = db.session.get_one(Mentor, cast.mei.id)
    mentor.state = "closed"
    db.session.commit()
    assert f"mentor:{cast.mei.id}" in [row.ref for row in db.session.query(outbox.OutboxRow)]
    # Even before the index knows.
    assert "mentor" not in sections(ada.get("/search?q=speaking"))
    assert "People who mentor" not in options(ada.get("/search/suggest?q=mei", htmx=True))
    indexing.apply(folder, [f"mentor:{cast.mei.id}"])
    assert indexing.differences(folder) == []
    db.session.get_one(Mentor, cast.mei.id).state = "open"
    db.session.get_one(Person, cast.mei.id).name = "Mei Lindqvist"
    db.session.commit()
    indexing.apply(folder, [f"person:{cast.mei.id}"])
    assert sections(ada.get("/search?q=lindqvist"))["mentor"] == ["Mei Lindqvist"]


def test_suggestions_come_by_kind_with_what_was_typed_marked(ada, town):
    answer = ada.get("/search/suggest?q=p", htmx=True)
    found = options(answer)
    assert list(found)[:2] == ["Roles", "Skills"]
    assert found["Roles"] == ["Permit Officer", "Permits Team Leader"]
    assert {"Public speaking", "Permit rules"} <= set(found["Skills"])
    assert found["Search"] == ["All results for “p”"]
    assert "<mark>P</mark>ermit Officer" in answer.text
    assert sum(map(len, found.values())) <= 8
    assert "100% match" in text_of(answer)
    assert ada.statements <= 6
    assert options(ada.get("/search/suggest?q=mei", htmx=True))["People who mentor"] == [
        "Mei Halvorsen"
    ]
    assert "People" not in options(ada.get("/roles/suggest?q=manu", htmx=True))
    assert options(ada.get("/search/suggest?q=manu", htmx=True))["People"] == ["Manu Reyes"]


def test_no_kind_takes_the_place_of_roles():
    """Where every kind has something that begins as typed, roles and the way to act come first."""
    found = {
        kind: [Suggestion(kind, kind, f"{kind}:{uuid4()}") for _ in range(5)]
        for kind in reversed(suggesting.SHARES)
    }
    shown = suggesting._shared_out(found)
    assert sum(map(len, shown.values())) == suggesting.MOST
    assert {kind for kind, listed in shown.items() if listed} == {
        "role", "skill", "learning", "opportunity", "community", "programme", "mentor",
    }  # fmt: skip
    few = suggesting._shared_out({"role": found["role"], "skill": found["skill"][:1]})
    assert {kind: len(listed) for kind, listed in few.items() if listed} == {"role": 5, "skill": 1}


def test_of_what_is_found_little_more_is_read_than_is_shown():
    """Suggestions are read from the files when they are looked at."""
    read = []

    class Found(Sequence):
        def __len__(self):
            return 40

        def __getitem__(self, at):
            several = range(40)[at] if isinstance(at, slice) else [range(40)[at]]
            read.extend(several)
            return [Suggestion("One", "role", f"role:{uuid4()}") for _ in several]

    shown = suggesting._shared_out({"role": Found(), "skill": Found(), "mentor": Found()})
    assert [len(shown[kind]) for kind in ("role", "skill", "mentor")] == [5, 1, 1]
    assert len(read) == suggesting.MOST + 1  # the mentor, who is not shown as a colleague once more


def test_another_title_is_suggested_by_the_role_it_belongs_to(ada, town):
    text = text_of(ada.get("/search/suggest?q=licens", htmx=True))
    assert "Permit Officer" in text
    assert "“Licensing officer”" in text


def test_without_htmx_the_box_leads_to_the_results(ada, town):
    assert ada.get("/search/suggest?q=permit", status=303).location == "/search?q=permit"
    assert ada.get("/roles/suggest?q=permit", status=303).location == "/roles?q=permit"


@pytest.mark.parametrize("audience", [Audience.NOBODY, Audience.MANAGER, Audience.HR])
def test_what_is_not_open_to_everyone_is_found_by_nobody(app, cast, town, folder, audience):
    """Neither a hit nor a count, a suggestion or a correction tells two viewers apart."""
    juggling = skill("Juggling")
    row = PersonSkill(person_id=cast.sam.id, skill_id=juggling.id, level=3, audience=audience)
    db.session.add(row)
    sam = db.session.get_one(Person, cast.sam.id)
    sam.manager_id, sam.shared_with_manager_id = cast.manu.id, cast.manu.id
    sam.about, sam.about_audience = "I am a trapezist at night.", audience
    db.session.commit()
    in_step(folder)
    colleague, manager, hr = (Browser(app).sign_in(who) for who in (cast.ada, cast.manu, cast.hana))
    for words in ("juggling", "juggl", "juglin", "trapezist", "trapezis"):
        said = set()
        for viewer in (colleague, manager, hr):
            for path in ("/search", "/search/suggest"):
                answer = viewer.get(path, query_string={"q": words}, htmx=path != "/search")
                assert "Sam Stranger" not in text_of(answer)
            found = text_of(viewer.get("/search", query_string={"q": words}))
            said.add(re.sub(OWN, "", re.search(r"<main.*?</main>", found)[0]))
        assert len(said) == 1, words
    assert "trapezist" not in text_of(hr.get("/search?q=trapezis")).replace("“trapezis”", "")


def test_what_was_hidden_is_found_by_nobody_even_before_the_index_knows(ada, cast, town, folder):
    sam = db.session.get_one(Person, cast.sam.id)
    sam.about, sam.about_audience = "I am a trapezist at night.", Audience.EVERYONE
    db.session.commit()
    in_step(folder)
    for where in ("", "&kind=person"):
        assert "Sam Stranger" in text_of(ada.get(f"/search?q=trapezist{where}"))
    db.session.get_one(Person, cast.sam.id).about_audience = Audience.NOBODY
    db.session.commit()
    for where in ("", "&kind=person"):
        found = text_of(ada.get(f"/search?q=trapezist{where}"))
        assert "Sam Stranger" not in found
        assert "1 " not in re.search("<main.*?</main>", found)[0]
        assert ada.statements <= 6
    assert "Sam Stranger" in text_of(ada.get("/search?q=sam+stranger"))


def test_while_there_is_no_index_names_are_looked_through(ada, town, folder):
    take_away(folder)
    found = sections(ada.get("/search?q=permit"))
    assert found["role"] == ["Permit Officer", "Permits Team Leader"]
    assert found["skill"] == ["Permit rules"]
    assert sections(ada.get("/search?q=manu"))["person"] == ["Manu Reyes"]
    assert "being built" in text_of(ada.get("/search?q=permit&kind=skill"))
    for box in BOXES:
        assert "back in a moment" in text_of(ada.get(f"{box}?q=permit", htmx=True))
    for path in ("/roles?match=50&sort=match&skill=Permit+rules&q=zzz", "/search?q=zzz"):
        assert "being built" in text_of(ada.get(path))
    indexing.rebuild(folder)


@pytest.mark.parametrize(
    "typed",
    ['"', "*" * 500, "a" * 10_000, "\x00\x07", "(((", "日本語", "-", "%_", "<b>", "\u202eevil",
     "İstanbul", "ß", "́", "c++ .net", "' or 1=1 --"],
)  # fmt: skip
def test_any_string_gets_an_answer_of_every_part(ada, town, typed):
    for box in BOXES:
        ada.get(box, query_string={"q": typed}, htmx=True)
    ada.get("/search", query_string={"q": typed, "kind": typed[:20], "page": typed[:20]})
    ada.get("/search", query_string={"q": typed, "kind": "person", "page": "99999999999"})
    ada.get(
        "/roles",
        query_string={"q": typed, "skill": typed[:300], "match": typed[:9], "sort": typed[:9],
                      "move": typed[:9], "page": "０"},
        htmx=True,
    )  # fmt: skip
