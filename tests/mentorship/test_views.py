"""The pages of mentoring, with and without htmx, and what nobody else may do there."""

import re
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest

from portal import clock
from portal.access import can
from portal.db import columns, db
from portal.mentorship import queries, rules, standing
from portal.mentorship.mentors import ranking
from portal.mentorship.mentors.wish import Wish, given
from portal.mentorship.models import Mentor, Mentorship, MentorshipRequest
from portal.people.models import Person
from portal.skills.models import PersonSkill
from tests.checking import Browser
from tests.mentorship.conftest import MESSAGE, asked, crowd, mentor, skill
from tests.mentorship.test_guards import do

FORM = {"goals": "Chair a meeting", "message": MESSAGE, "months": "6"}


def text(response):
    return response.get_data(as_text=True)


def names(response):
    return re.findall(r'<h3 class="md"><a[^>]*>([^<]*)</a>', text(response))


@pytest.fixture
def sam(app, cast):
    return Browser(app).sign_in(cast.sam)


def test_only_open_mentors_who_are_here_are_found_and_not_oneself(app, cast, ada, mei, hall):
    mentor(cast.sam, state="paused")
    mentor(cast.alex, state="closed")
    mentor(cast.hana)
    mentor(cast.manu)
    db.session.get(Person, cast.hana.id).left_on = clock.today()
    db.session.commit()
    assert names(ada.get("/mentors")) == ["Manu Reyes", "Mei Halvorsen"]
    assert names(mei.get("/mentors")) == ["Manu Reyes"]
    assert names(ada.get("/mentors?where=elsewhere")) == ["Mei Halvorsen"]


def test_who_teaches_what_i_want_to_grow_stands_first_with_the_reasons(cast, ada):
    wanted = skill("Grant writing", (cast.sam, 3), (cast.mei, 4))
    other = skill("Budgets", (cast.manu, 4))
    db.session.add(
        PersonSkill(person_id=cast.ada.id, skill_id=wanted.id, level=0, interest="learn")
    )
    db.session.query(PersonSkill).filter_by(person_id=cast.mei.id).one().can_teach = True
    db.session.commit()
    for who, skills in ((cast.manu, [other]), (cast.sam, [wanted]), (cast.mei, [wanted])):
        mentor(who, skills=skills)
    found = ada.get("/mentors")
    assert names(found) == ["Mei Halvorsen", "Sam Stranger", "Manu Reyes"]
    assert "Leading, two or more levels ahead of you" in text(found)
    assert "Wants to teach it" in text(found)
    assert names(ada.get(f"/mentors?skill={other.id}")) == ["Manu Reyes"]
    assert names(ada.get("/mentors?q=grant%20w", htmx=True)) == ["Mei Halvorsen", "Sam Stranger"]
    assert names(ada.get("/mentors?q=%25")) == []  # a sign is a sign, not "anything"
    assert "Grant writing" in text(ada.get("/mentors/suggest?q=gra", htmx=True))
    assert ada.get("/mentors/suggest?q=gra", status=303).location == "/mentors?q=gra"


def test_a_level_its_owner_does_not_show_to_all_is_not_shown(cast, ada):
    private = skill("Grant writing", (cast.mei, 4))
    db.session.query(PersonSkill).filter_by(person_id=cast.mei.id).one().audience = 0
    db.session.commit()
    mentor(cast.mei, skills=[private])
    for path in ("/mentors", f"/mentors/{cast.mei.id}/ask"):
        page = text(ada.get(path))
        assert "Grant writing" in page
        assert "· Leading" not in page
        assert "</svg>Leading" not in page


def test_many_mentors_come_in_pages_at_the_same_cost(app, cast, ada):
    taught = skill("Budgets")
    db.session.commit()
    for who in crowd(cast.parks, 14):
        mentor(who, skills=[taught])
    first = names(ada.get("/mentors"))
    assert ada.statements <= 10
    second = names(ada.get("/mentors?page=2"))
    assert (len(first), len(second), len({*first, *second})) == (9, 5, 14)
    assert len(ada.get("/mentors").data) < 30_000
    ada.get("/mentors?page=3")


@pytest.mark.parametrize("query", ["page=0", "page=-1", "page=x", "skill=x", "where=nowhere"])
def test_what_no_form_of_ours_asks_narrows_nothing_down(cast, ada, hall, query):
    assert names(ada.get(f"/mentors?{query}")) == names(ada.get("/mentors")) != []


def test_the_address_says_what_is_looked_for_and_no_more(cast, ada, hall):
    answer = ada.get("/mentors?q=mei&skill=&topic=&where=elsewhere&how=&when=", htmx=True)
    assert answer.headers["HX-Push-Url"] == "/mentors?q=mei&where=elsewhere"
    assert ada.get("/mentors?q=&skill=", htmx=True).headers["HX-Push-Url"] == "/mentors"


def test_a_page_beyond_the_last_leads_to_the_first(cast, ada, hall):
    for number in ("2", "9" * 5000):
        page = text(ada.get(f"/mentors?q=mei&page={number}"))
        assert "You are past the last page." in page
        assert 'href="/mentors?q=mei&amp;page=1"' in page


def test_what_is_quoted_stands_so_or_it_is_said_that_it_does_not(cast, ada):
    mentor(cast.mei, skills=[skill("Public speaking")])
    mentor(cast.manu, skills=[skill("Speaking of public money")])
    assert names(ada.get("/mentors?q=public+speaking")) == ["Manu Reyes", "Mei Halvorsen"]
    whole = ada.get('/mentors?q="public+speaking"')
    assert names(whole) == ["Mei Halvorsen"]
    assert "word for word" not in text(whole)
    near = ada.get('/mentors?q="money+speaking"')
    assert ada.statements <= 10
    assert names(near) == ["Manu Reyes"]
    assert "Nobody here has “money speaking” word for word." in text(near)
    nobody = text(ada.get('/mentors?q="zither+making"'))
    assert "Nobody offers this just now" in nobody
    (empty,) = re.findall(r'<div class="empty">.*?</div>', nobody, re.DOTALL)
    assert 'href="/search?q=%22zither+making%22"' in empty


@pytest.mark.parametrize(
    ("called", "typed"),
    [
        ("Élodie Nuñez", ("élodie", "Nuñez", "nun%CC%83ez", "nunez", "Elodie", '"Élodie Nuñez"')),
        ("Sean O’Hara", ("O'Hara", "o’hara", "ohara", '"Sean O\'Hara"')),
        ("Jörg Weißenfels-Ødegård", ("JÖRG", "weißenfels", "Weißenfels-Ødegård")),
    ],
)
def test_a_mentor_is_found_by_a_name_with_accents(cast, ada, called, typed):
    mentor(cast.mei)
    mentor(cast.manu)
    db.session.get(Person, cast.mei.id).name = called
    db.session.commit()
    for words in typed:
        assert names(ada.get(f"/mentors?q={words}")) == [called], words


def test_the_skill_looked_for_is_shown_however_few_teach_it(cast, ada):
    common = [skill(f"Craft {number:02}") for number in range(24)]
    for who, also in ((cast.mei, []), (cast.manu, [skill("Zither making")])):
        mentor(who, skills=[*common, *also])
    (rare,) = also
    page = text(ada.get(f"/mentors?skill={rare.id}"))
    assert f'<option value="{rare.id}" selected>Zither making</option>' in page
    assert ada.statements <= 10
    assert "Zither making</option>" not in text(ada.get("/mentors"))


def test_a_form_with_errors_keeps_what_was_typed(cast, ada, hall):
    answer = ada.post(
        f"/mentors/{cast.mei.id}/ask", FORM | {"message": "Too short", "goals": ""}, status=422
    )
    assert "Write a message of 20 letters or more." in text(answer)
    assert "Name at least one goal." in text(answer)
    assert ">\r\nToo short" in text(answer) or ">Too short" in text(answer)
    assert "Error: Ask Mei" in text(answer)
    for wrong in ({"months": "13"}, {"months": "x"}, {"skills": str(uuid4())}, {"skills": "x"}):
        ada.post(f"/mentors/{cast.mei.id}/ask", FORM | wrong, status=422)
    assert db.session.query(MentorshipRequest).count() == 0


def test_a_refusal_keeps_what_was_typed_too(cast, ada, hall):
    mentor(cast.mei, state="paused")
    answer = ada.post(f"/mentors/{cast.mei.id}/ask", FORM, status=422)
    assert "takes a break from new requests" in text(answer)
    assert MESSAGE in text(answer)
    page = text(ada.get(f"/mentors/{cast.mei.id}/ask"))
    assert "takes a break" in page
    assert "Send my request" not in page


def test_ones_own_manager_can_be_asked_with_a_word_of_warning(cast, ada):
    mentor(cast.manu)
    assert "Manu is your line manager" in text(ada.get(f"/mentors/{cast.manu.id}/ask"))


def test_where_all_places_are_taken_one_waits_in_line(cast, ada, sam):
    mentor(cast.mei, capacity=0)
    assert "All places taken, you can wait" in text(ada.get("/mentors"))
    answer = ada.post(f"/mentors/{cast.mei.id}/ask", FORM)
    assert "On the waiting list" in text(ada.follow(answer))


def test_nobody_asks_themselves_or_someone_who_does_not_mentor(cast, ada, mei, hall):
    mei.get(f"/mentors/{cast.mei.id}/ask", status=404)
    ada.get(f"/mentors/{cast.sam.id}/ask", status=404)
    ada.get(f"/mentors/{uuid4()}/ask", status=404)


def test_strangers_find_nothing_where_a_request_or_a_mentorship_is(cast, sam, hana, hall):
    request = asked(hall.mentor, cast.ada)
    for visitor in (sam, hana):
        visitor.get(f"/mentorship/requests/{request.id}", status=404)
        for act in ("accept", "decline", "withdraw"):
            visitor.post(f"/mentorship/requests/{request.id}/{act}", status=404)
    do(rules.accept, request)
    pair = standing.live_pairs(cast.mei.id)[0]
    sam.post(f"/mentorship/{pair.id}/end", status=404)
    assert MESSAGE not in text(sam.get("/mentorship"))


def test_each_side_does_only_its_own(cast, ada, mei, hall):
    request = asked(hall.mentor, cast.ada)
    ada.post(f"/mentorship/requests/{request.id}/accept", status=404)
    mei.post(f"/mentorship/requests/{request.id}/withdraw", status=404)


@pytest.mark.parametrize("htmx", [False, True])
def test_a_no_needs_a_reason_and_carries_kind_words(cast, ada, mei, hall, htmx):
    path = f"/mentorship/requests/{asked(hall.mentor, cast.ada).id}"
    again = mei.post(f"{path}/decline", {"answer": "Not now"}, htmx=htmx, status=422)
    assert "Choose a reason" in text(again)
    assert "Not now" in text(again)
    mei.post(
        f"{path}/decline",
        {"reason": "timing", "answer": "Ask in spring", "instead": "Speak Up", "pause": "y"},
        htmx=htmx,
    )
    page = text(ada.get(path))
    for words in ("Not the right moment", "Ask in spring", "Speak Up"):
        assert words in page
    assert "takes a break" in text(mei.get("/mentorship")) or "take a break" in text(
        mei.get("/mentorship")
    )


@pytest.mark.parametrize("htmx", [False, True])
def test_a_request_is_taken_back_and_a_mentorship_ended(cast, ada, mei, hall, htmx):
    first = asked(hall.mentor, cast.ada)
    ada.post(f"/mentorship/requests/{first.id}/withdraw", htmx=htmx)
    assert "Taken back" in text(ada.get(f"/mentorship/requests/{first.id}"))
    second = asked(hall.mentor, cast.sam)
    mei.post(f"/mentorship/requests/{second.id}/accept", htmx=htmx)
    pair = standing.live_pairs(cast.mei.id)[0]
    mei.post(f"/mentorship/{pair.id}/end", {"reason": "We reached it"}, htmx=htmx)
    late = mei.post(f"/mentorship/{pair.id}/end", htmx=htmx)
    if htmx:
        assert "Mei Halvorsen ended the mentorship on" in text(late)
    assert standing.live_count(cast.mei.id) == 0
    page = text(mei.get(f"/mentorship/requests/{second.id}"))
    assert "The mentorship began" in page
    assert "Mei Halvorsen ended the mentorship" in page


def test_who_was_refused_is_shown_three_others(cast, ada, hall):
    for who in (cast.sam, cast.hana, cast.alex, cast.manu):
        mentor(who, skills=[hall.meetings] if who is cast.alex else [])
    request = asked(hall.mentor, cast.ada, skills=[hall.meetings])
    do(rules.decline, request, reason="timing")
    page = text(ada.get(f"/mentorship/requests/{request.id}"))
    assert "3 people with a free place" in page
    assert page.index("Alex Diaz") < page.index("Hana Raman") < page.index("Manu Reyes")


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"state": "gone"}, "Choose one of the answers given here"),
        ({"capacity": "11"}, "Choose one of the answers given here"),
        ({"state": "paused", "paused_until": "2020-01-01"}, "day in the future"),
        ({"state": "paused", "paused_until": "soon"}, "write it like 2027-03-31"),
        ({"offer": "x" * 601}, "Keep this to 600"),
        ({"skills": str(uuid4())}, "Choose only from what is given here"),
    ],
)
def test_an_offer_that_cannot_be_is_told_at_its_field(cast, sam, form, said):
    answer = sam.post("/mentorship/mentor", {"state": "open", "capacity": "2"} | form, status=422)
    assert said in text(answer)
    assert db.session.get(Mentor, cast.sam.id) is None


def test_one_becomes_a_mentor_and_changes_the_offer(cast, sam):
    teaches = skill("Budgets", (cast.sam, 3))
    db.session.commit()
    assert "Become a mentor" in text(sam.get("/mentorship/mentor"))
    form = {"state": "open", "capacity": "3", "offer": "Numbers", "skills": str(teaches.id)}
    sam.post("/mentorship/mentor", form)
    row = db.session.get(Mentor, cast.sam.id)
    assert (row.capacity, row.offer, row.skills) == (3, "Numbers", [teaches])
    until = clock.today() + timedelta(days=9)
    sam.post("/mentorship/mentor", form | {"state": "paused", "paused_until": f"{until}"})
    db.session.refresh(row)
    assert (row.state, row.paused_until) == ("paused", until)
    page = text(sam.get("/mentorship/mentor"))
    assert f'value="{until}"' in page
    sam.post("/mentorship/mentor", form | {"paused_until": f"{until}"})
    db.session.refresh(row)
    assert (row.state, row.paused_until) == ("open", None)


def test_a_full_page_of_mentoring_costs_no_more_than_an_empty_one(app, cast, mei, hall):
    mei.get("/mentorship")
    empty = mei.statements
    people = crowd(cast.parks, 7)
    for who in people[:2]:
        asked(hall.mentor, who)
    for who in people[2:4]:
        do(rules.accept, asked(hall.mentor, who))
    other = mentor(cast.sam)
    asked(other, cast.mei)
    do(rules.decline, asked(mentor(cast.alex), cast.mei), reason="other")
    mei.get("/mentorship")
    assert mei.statements <= min(empty + 4, 11)


def test_lists_and_policy_agree(cast, hall):
    do(rules.accept, asked(hall.mentor, cast.ada))
    asked(mentor(cast.hana), cast.sam)
    rows = [*db.session.query(Mentorship), *db.session.query(MentorshipRequest)]
    assert len(rows) == 3
    for who in (cast.ada, cast.mei, cast.sam, cast.hana, cast.manu, cast.alex):
        actor = SimpleNamespace(id=who.id)
        listed = {row.id for row in db.session.scalars(queries.visible_to(actor))}
        listed |= {row.id for row in db.session.scalars(queries.requests_visible_to(actor))}
        asks = {Mentorship: "mentorship.pair", MentorshipRequest: "mentorship.see"}
        assert listed == {row.id for row in rows if can(actor, asks[type(row)], row)}


def test_signs_no_database_keeps_are_answered_not_stumbled_over(cast, ada, hall):
    ada.get("/mentors?q=a%00b%F0%9F%8C%B1")
    ada.get("/mentors/suggest?q=%00", htmx=True)
    answer = ada.post(
        f"/mentors/{cast.mei.id}/ask",
        FORM | {"goals": "\x00\r\n ", "message": "\x00" * 30},
        status=422,
    )
    assert "Name at least one goal." in text(answer)


def test_looking_first_among_those_who_teach_it_finds_the_same_first(cast, hall):
    """In a large organisation the page is filled from them alone; nobody else may come before."""
    people = crowd(cast.parks, 9)
    chairing = skill("Chairing", *((who, n % 4 + 1) for n, who in enumerate(people[:5])))
    db.session.commit()
    for who in people:
        mentor(who, capacity=1 + (who is people[3]), skills=[chairing] if who in people[:5] else [])
    asked(db.session.get(Mentor, people[1].id), cast.sam)
    do(rules.accept, db.session.query(MentorshipRequest).one())
    reader = SimpleNamespace(id=cast.ada.id)
    terms = given(reader, Wish(), [chairing.id]) | {"offset": 0, "most": 5}
    statements = [ranking.page(Wish().shape, fitting=only) for only in (True, False)]
    few, many = ([row[0] for row in columns(x, **terms)] for x in statements)
    assert len(few) == 5
    assert few == many
    terms |= {"offset": 0, "but": people[0].id, "ids": [who.id for who in people[:5]]}
    roomy = [ranking.with_room(among=only) for only in (True, False)]
    few, many = ([row[0] for row in columns(x, **terms)] for x in roomy)
    assert len(few) == 3, "one is left out, and one has no place"
    assert few == many[:3]


@pytest.mark.one_database
def test_all_mentorships_before_can_be_found_again(cast, ada, hall):
    mei, now = hall.mentor.id, clock.now()
    db.session.add_all(
        Mentorship(mentor_id=mei, mentee_id=cast.ada.id, state="completed", started_at=now,
                   ends_on=now.date(), ended_at=now - timedelta(days=number))
        for number in range(22)
    )  # fmt: skip
    db.session.commit()
    assert 'href="/mentorship/before"' in ada.get("/mentorship").text
    first, second = (ada.get(f"/mentorship/before?page={n}").text for n in (1, 2))
    assert (first.count("Your mentor from"), second.count("Your mentor from")) == (20, 2)
    mei = Browser(ada.app).sign_in(cast.mei)
    assert "22 mentorships to a good end" in mei.get("/mentorship/before").text
    assert "Nothing here yet" in Browser(ada.app).sign_in(cast.sam).get("/mentorship/before").text


def test_many_requests_come_in_pages_and_are_answered_one_after_the_other(app, cast, mei, hall):
    for who in crowd(cast.parks, 22):
        asked(hall.mentor, who, message="Long words. " * 60, goals=["Chair a meeting"] * 1)
    whole = mei.get("/mentorship")
    assert "22 people ask" in whole.text
    assert whole.text.count('action="/mentorship/requests/') == 4  # two, with a yes and a no each
    assert mei.statements <= 10
    assert len(whole.data) < 30_000
    first, last = mei.get("/mentorship/requests"), mei.get("/mentorship/requests?page=6")
    assert mei.statements <= 6
    assert len(first.data) < 30_000
    found = re.findall(r'id="request-h-[^"]*"><a href="([^"?]*)', first.text + last.text)
    assert (len(found), len(set(found))) == (6, 6)
    no = mei.get(f"{found[-1]}?answer=no&page=6").text
    assert 'push-w" open' in no
    assert f'action="{found[-1]}/decline?page=6"' in no
    back = mei.post(f"{found[-1]}/decline?page=6", {"reason": "timing"})
    assert back.location == "/mentorship/requests?page=6"
    assert "21 people ask" in mei.follow(back).text
    assert mei.get("/mentorship/requests?page=7", status=303).location == "/mentorship/requests"
    assert "All 21 requests to me" in mei.get("/").text
    assert "Nobody waits for your answer" in Browser(app).sign_in(cast.sam).get(
        "/mentorship/requests"
    ).text  # fmt: skip
