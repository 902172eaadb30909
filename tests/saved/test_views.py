"""The pages of what somebody keeps of their search: their own, and nobody else's."""

from datetime import timedelta

import pytest

from portal import clock, work
from portal.accounts.models import Account
from portal.audit import AuditEvent
from portal.db import db, lock, transaction
from portal.outbox import OutboxRow
from portal.people.models import Person
from portal.personal import erasing
from portal.personal.queries import everything
from portal.saved import forgetting, looked, queries, rules, sharing
from portal.saved.models import Find, NotInterested, RecentRole, Rhythm, SavedSearch, Share
from tests.checking import Browser
from tests.pathways.catalogue import role
from tests.racing import at_once
from tests.saved.conftest import made, saved, tick, told

pytestmark = pytest.mark.one_database

LIST = "/me/searches"


def search_of(person):
    db.session.rollback()
    return db.session.query(SavedSearch).filter_by(person_id=person.id, removed_at=None).all()


def text(answer):
    """The words of an answer, which is then at its end: what is written afterwards is written."""
    words = answer.get_data(as_text=True)
    answer.close()
    return words


def test_a_search_is_saved_renamed_removed_and_taken_back(ada, cast, town):
    answer = ada.post(LIST, {"query": "q=harbour+planner&level=3&page=4&sort=title"})
    (search,) = search_of(cast.ada)
    assert answer.location == f"{LIST}#s-{search.id}"
    assert (search.query, search.name) == ("q=harbour+planner&level=3", "harbour planner, Level 3")
    assert "harbour planner, Level 3" in text(ada.get(LIST))
    edit = f"{LIST}/{search.id}/edit"
    assert "Each morning" in text(ada.get(edit))
    assert "Give the search a name" in text(
        ada.post(edit, {"name": " ", "rhythm": "weekly", "version": "1"}, status=422)
    )
    sea = {"name": "By the sea", "rhythm": "weekly", "version": "1"}
    ada.post(edit, sea)
    assert "on Mondays" in text(ada.post(edit, sea, htmx=True))  # a second click
    assert "By the sea" in text(ada.get(f"{LIST}/{search.id}/row", htmx=True))
    assert "/restore" in text(ada.follow(ada.post(f"{LIST}/{search.id}/remove")))
    assert search_of(cast.ada) == []
    ada.get(f"{LIST}/{search.id}", status=404)
    ada.get(edit, status=404)
    ada.post(f"{LIST}/{search.id}/restore")
    assert [one.rhythm for one in search_of(cast.ada)] == ["weekly"]


def test_a_search_changed_in_two_tabs_is_shown_both_ways(ada, cast, town):
    ada.post(LIST, {"query": "q=harbour"})
    (search,) = search_of(cast.ada)
    edit = f"{LIST}/{search.id}/edit"
    ada.post(edit, {"name": "By the sea", "rhythm": "weekly", "version": "1"})
    mine = {"name": "Harbour work", "rhythm": "never", "version": "1"}
    both = text(ada.post(edit, mine, status=409, htmx=True))
    assert "By the sea" in both
    assert "on Mondays" in both
    assert 'value="Harbour work"' in both
    assert "Keep mine" in both
    ada.post(edit, mine | {"version": "2"}, htmx=True)
    assert [one.name for one in search_of(cast.ada)] == ["Harbour work"]


def test_what_was_saved_again_meanwhile_is_not_taken_back(ada, cast, town):
    ada.post(LIST, {"query": "q=planner"})
    (first,) = search_of(cast.ada)
    ada.post(f"{LIST}/{first.id}/remove")
    ada.post(LIST, {"query": "q=Planner"})
    refused = ada.follow(ada.post(f"{LIST}/{first.id}/restore"))
    assert "the same search again" in text(refused)
    assert [one.query for one in search_of(cast.ada)] == ["q=Planner"]


def test_the_page_of_roles_offers_to_save_and_says_what_is_saved(ada, cast, town):
    ada.post(LIST, {"query": "q=planner"}, htmx=True)
    for query in ("q=planner", "q=planner&q=x", "q=PLANNER"):
        assert queries.kept(cast.ada.id).saved(rules.read(query).query)
    assert not queries.kept(cast.mei.id).saved("q=planner")


@pytest.mark.parametrize("query", ["", "page=2", "q=+", "sort=title&q=", "Level=3", "%00=1"])
def test_nothing_is_no_search(ada, cast, town, query):
    assert "Type a word" in text(ada.follow(ada.post(LIST, {"query": query})))
    assert search_of(cast.ada) == []


@pytest.mark.parametrize(
    "query", ["q=" + "x" * 100_000, "family=" + "%F0%9F%9A%8C" * 500, "q=%00%0a'\"<b>&level=%3C"]
)
def test_any_string_is_answered(ada, cast, town, query):
    ada.follow(ada.post(LIST, {"query": query}))
    ada.get(LIST)


def test_doubles_and_too_many_are_refused_kindly(ada, cast, town):
    ada.post(LIST, {"query": "level=3&q=planner"})
    again = text(ada.follow(ada.post(LIST, {"query": "q=Planner&level=3"})))
    assert "You have saved this search already." in again
    for n in range(rules.MOST - 1):
        saved(cast.ada, f"q=planner{n}&family=Customer+and+community&level=3")
    assert len(ada.get(LIST).data) <= 30_000
    assert "Remove one first" in text(ada.follow(ada.post(LIST, {"query": "q=one+more"})))
    assert len(search_of(cast.ada)) == rules.MOST


def test_the_limit_holds_for_many_clicks_at_once(app, cast, town):
    browsers = [Browser(app).sign_in(cast.ada) for _ in range(6)]
    for n in range(rules.MOST - 2):
        saved(cast.ada, f"q=planner{n}")
    tokens = [browser.token() for browser in browsers]

    def click(n):
        data = {"csrf_token": tokens[n], "query": f"q=new{n}"}
        return lambda: browsers[n].client.post(LIST, data=data).status_code

    assert at_once([click(n) for n in range(6)]) == [303] * 6
    assert len(search_of(cast.ada)) == rules.MOST


def test_searches_are_nobody_elses(app, ada, mei, cast, town):
    search = saved(cast.ada, "q=secret+wish")
    for path in ("", "/edit", "/row"):
        mei.get(f"{LIST}/{search.id}{path}", status=404)
    for path in ("/edit", "/remove", "/restore"):
        mei.post(f"{LIST}/{search.id}{path}", status=404)
    mei.get(f"/opportunities/searches/{search.id}", status=404)
    assert "secret" not in text(mei.get(LIST))
    assert search_of(cast.ada)[0].name == "secret wish"


def test_what_was_found_is_new_until_it_was_looked_at(ada, cast, town):
    search = saved(cast.ada, "q=planner")
    made(lambda _: role("Harbour Planner", town.outreach, 3))
    tick()
    assert "1 new" in text(ada.get(LIST))
    assert "New: </span>" in text(ada.get(f"{LIST}/{search.id}"))
    assert "1 new" not in text(ada.get(LIST))
    assert "New: </span>" not in text(ada.get(f"{LIST}/{search.id}"))


def test_a_look_on_its_way_is_not_kept_after_nothing_was_to_be(ada, cast, town, monkeypatch):
    looked._known.clear()
    before = queries.choice(cast.ada.id)
    ada.post("/me/looked-at", {"days": "0"})
    answers = iter([before])  # what was read before the choice was made
    monkeypatch.setattr(looked, "choice", lambda key: next(answers, None) or queries.choice(key))
    looked.note(cast.ada.id, town.officer.id)
    assert db.session.query(RecentRole).count() == 0


def test_roles_looked_at_are_listed_for_oneself(ada, mei, cast, town):
    looked._known.clear()
    text(ada.get(f"/roles/{town.leader.id}"))
    text(ada.get(f"/roles/{town.coordinator.id}"))
    text(ada.get(f"/roles/{town.coordinator.id}"))
    page = text(ada.get("/me/looked-at"))
    assert page.index("Community Outreach") < page.index("Permits Team Leader")
    assert "Permits Team Leader" not in text(mei.get("/me/looked-at"))
    assert "Looked at lately" in text(ada.get("/roles"))
    assert "Looked at lately" not in text(mei.get("/roles"))
    ada.post("/me/looked-at/empty")
    assert "Permits Team Leader" not in text(ada.get("/me/looked-at"))
    text(ada.get(f"/roles/{town.leader.id}"))
    assert "Permits Team Leader" in text(ada.get("/me/looked-at"))
    ada.post("/me/looked-at", {"days": "0"})
    text(ada.get(f"/roles/{town.leader.id}"))
    assert "You chose to keep nothing" in text(ada.get("/me/looked-at"))
    ada.post("/me/looked-at", {"days": "7"}, status=400)


def test_looks_go_after_the_time_one_chose(app, cast, town):
    now = clock.now()
    with transaction() as session:
        for person in (cast.ada, cast.mei):
            for days, one in ((29, town.leader), (31, town.officer), (91, town.coordinator)):
                at = now - timedelta(days=days)
                session.add(RecentRole(person_id=person.id, role_id=one.id, at=at))
        looked.own_choice(cast.ada.id).keep_days = 30
    forgetting.tick(now, notices_before=now)
    assert [len(queries.recent(one.id)) for one in (cast.ada, cast.mei)] == [1, 2]


def test_a_role_is_put_aside_with_a_reason_and_taken_back(ada, mei, cast, town):
    path = f"/roles/{town.leader.id}/not-interested"
    answer = text(ada.post(path, htmx=True))
    assert "You put this role aside" in answer
    assert "Why? Only you see it" in answer
    assert "/take-back" in answer
    assert "aside already" in text(ada.post(path, htmx=True))
    assert "Only you see your reason" in text(ada.post(path, {"reason": "hours"}, htmx=True))
    ada.post(path, {"reason": "because I say so"}, status=400)
    page = text(ada.get("/me/not-interested"))
    assert '<option value="hours" selected>' in page
    assert queries.not_interested(cast.ada.id) == {town.leader.id}
    assert queries.kept(cast.ada.id).aside == {town.leader.id}
    assert "Permits Team Leader" not in text(mei.get("/me/not-interested"))
    ada.post(path + "/take-back")
    assert queries.not_interested(cast.ada.id) == set()
    assert "hours" not in db.session.query(AuditEvent.detail).all()


WORD = "This made me think of you"


def share(browser, town, who, word=WORD, **more):
    path = f"/roles/{town.leader.id}/share"
    return browser.post(path, {"to": str(who.id), "word": word}, **more)


def test_a_role_is_shared_by_name_and_word(ada, mei, cast, town):
    found = text(ada.get(f"/roles/{town.leader.id}/share?q=mei"))
    assert "Mei Halvorsen" in found
    assert f'value="http://localhost/roles/{town.leader.id}"' in found
    assert "Lee Gone" not in text(ada.get(f"/roles/{town.leader.id}/share?q=lee"))
    assert "To Mei Halvorsen" in text(ada.get(f"/roles/{town.leader.id}/share?to={cast.mei.id}"))
    share(ada, town, cast.mei)
    work.once()
    assert told(cast.mei) == ["Ada Okafor shares a role with you: Permits Team Leader"]
    (row,) = db.session.query(Share).all()
    page = text(mei.get(f"/shares/{row.id}"))
    assert WORD in page
    assert str(cast.ada.id) not in page
    assert WORD in text(mei.get("/me/shares"))
    ada.get(f"/shares/{row.id}", status=404)
    again = share(ada, town, cast.mei)
    assert again.location == f"/roles/{town.leader.id}", "where a first click leads to"
    assert "already" in text(ada.follow(again))


@pytest.mark.parametrize(
    ("called", "typed"),
    [
        ("Tomás Núñez", ("tomas", "NUNEZ", "Tomás", "tomas nu", "tomás nunez")),
        ("Siân O’Hara-Lee", ("sian", "O'Hara", "o’hara", "ohara", "hara-lee")),
        ("Zoe Lund", ("zoë",)),
    ],
)
def test_a_colleague_is_found_however_accents_are_typed(ada, cast, town, called, typed):
    db.session.get(Person, cast.mei.id).name = called
    db.session.commit()
    for words in typed:
        found = text(ada.get(f"/roles/{town.leader.id}/share?q={words}", htmx=True))
        assert f"to={cast.mei.id}" in found, words
        assert found.count("?to=") == 1, words
    for words in ("tames", "'", "%25", "%20", "xomas"):
        assert "?to=" not in text(ada.get(f"/roles/{town.leader.id}/share?q={words}"))


def test_whoever_wants_no_shares_hears_of_none_and_the_other_does_not_learn(ada, mei, cast, town):
    share(ada, town, cast.mei)
    work.once()
    (row,) = db.session.query(Share).all()
    undo = mei.follow(mei.post(f"/shares/{row.id}/silence"))
    assert "/me/shares/hear" in text(undo)
    first = text(ada.follow(share(ada, town, cast.sam)))
    with transaction() as session:
        session.get_one(Share, row.id).role_id = town.officer.id
    second = text(ada.follow(share(ada, town, cast.mei)))
    work.once()
    assert len(told(cast.mei)) == 1
    assert [one in second for one in ("Shared. Mei", "silence")] == [True, False]
    assert "Shared. Sam" in first
    assert text(mei.get("/me/shares")).count("Permits Team Leader") == 0
    mei.post("/me/shares/hear", {"sharer": str(cast.ada.id)})
    assert queries.silenced(cast.mei.id) == []
    mei.post("/me/shares", {"hear": "no"})
    with transaction():
        sharing.share(lock(Person, cast.sam.id), cast.mei, town.coordinator, "")
    work.once()
    assert len(told(cast.mei)) == 1


@pytest.mark.parametrize("who", ["ada", "lee"])
def test_nobody_who_is_not_there_is_told(ada, cast, town, who):
    answer = ada.follow(share(ada, town, getattr(cast, who)))
    assert ("That is you" if who == "ada" else "does not work here") in text(answer)
    ada.get(f"/roles/{town.leader.id}/share?to=nobody", status=404)
    assert db.session.query(Share).count() == 0


def test_ones_own_data_do_not_tell_who_silenced_whom(ada, cast, town):
    with transaction() as session:
        sharing.silence(cast.mei.id, cast.ada.id)
        session.flush()
    for who in (cast.mei, cast.sam):
        ada.follow(share(ada, town, who))
    work.once()
    (shares,) = (part for part in everything(cast.ada.id) if part.name == "share")
    silenced, other = ({**row} for row in shares.rows)
    for row in (silenced, other):
        del row["id"], row["receiver"], row["at"]
    assert silenced == other


def test_nobody_is_flooded(app, cast, town, monkeypatch):
    monkeypatch.setattr(sharing, "MOST_A_DAY", 4)
    roles = made(lambda _: [role(f"Planner {n}", town.outreach, 3) for n in range(6)])
    browsers = [Browser(app).sign_in(cast.ada) for _ in roles]
    tokens = [browser.token() for browser in browsers]

    def click(n, who):
        data = {"csrf_token": tokens[n], "to": str(who.id), "word": ""}
        path = f"/roles/{roles[n].id}/share"
        return lambda: browsers[n].client.post(path, data=data).status_code

    at_once([click(n, cast.mei) for n in range(6)])
    db.session.rollback()
    assert db.session.query(Share).count() == sharing.MOST_TO_ONE
    at_once([click(n, (cast.sam, cast.hana, cast.alex)[n % 3]) for n in range(6)])
    db.session.rollback()
    assert db.session.query(Share).count() == 4


def test_a_disabled_account_is_told_nothing(ada, cast, town):
    with transaction() as session:
        session.query(Account).filter_by(person_id=cast.mei.id).one().disabled_at = clock.now()
    share(ada, town, cast.mei)
    work.once()
    assert told(cast.mei) == []


def test_what_was_removed_goes_for_good_after_a_day(app, cast, town):
    search = saved(cast.ada, "q=planner", Rhythm.DAILY)
    with transaction():
        rules.remove(lock(SavedSearch, search.id))
    now = clock.now()
    forgetting.tick(now + timedelta(hours=23), notices_before=now)
    assert db.session.query(SavedSearch).count() == 1
    db.session.rollback()
    forgetting.tick(now + timedelta(hours=25), notices_before=now)
    assert db.session.query(SavedSearch).count() == 0


def test_no_words_of_a_search_are_in_logs_outbox_or_audit(ada, cast, town, caplog):
    caplog.set_level("DEBUG")
    ada.post(LIST, {"query": "q=xylophone"})
    made(lambda _: role("Xylophone Tuner", town.outreach, 3))
    tick()
    rows = [*db.session.query(OutboxRow.ref), *db.session.query(AuditEvent.detail)]
    assert not [row for row in rows if "xylo" in row[0].lower()]
    assert "xylo" not in caplog.text.replace("Xylophone Tuner", "").lower()


def test_two_clicks_put_aside_once(app, cast, town):
    browsers = [Browser(app).sign_in(cast.ada) for _ in range(4)]
    tokens = [browser.token() for browser in browsers]
    path = f"/roles/{town.leader.id}/not-interested"

    def click(browser, token):
        return lambda: browser.client.post(path, data={"csrf_token": token}).status_code

    assert at_once([click(*pair) for pair in zip(browsers, tokens, strict=True)]) == [303] * 4
    db.session.rollback()
    assert db.session.query(NotInterested).count() == 1


def test_first_choices_made_at_the_same_moment_all_hold(app, ada, cast, town):
    for role_id in (town.leader.id, town.officer.id):
        path, data = f"/roles/{role_id}/share", {"to": str(cast.mei.id), "word": ""}
        ada.post(path, data)
    work.once()
    shares = [f"/shares/{row.id}/silence" for row in db.session.query(Share)]
    browsers = [Browser(app).sign_in(cast.mei) for _ in range(4)]
    posts = [
        ("/me/looked-at", {"days": "30"}), ("/me/shares", {"hear": "no"}),
        *((path, {}) for path in shares),
    ]  # fmt: skip

    def click(browser, path, data):
        form = data | {"csrf_token": browser.token()}
        return lambda: browser.client.post(path, data=form).status_code

    clicks = [click(browser, *post) for browser, post in zip(browsers, posts, strict=True)]
    assert at_once(clicks) == [303] * 4
    db.session.rollback()
    assert queries.choice(cast.mei.id) == (30, False)
    assert [key for key, _ in queries.silenced(cast.mei.id)] == [cast.ada.id]


def test_it_is_all_exported_and_erased_with_the_person(ada, mei, cast, town):
    saved(cast.ada, "q=xylophone")
    made(lambda _: role("Xylophone Tuner", town.outreach, 3))
    tick()
    text(ada.get(f"/roles/{town.coordinator.id}"))
    ada.post(f"/roles/{town.officer.id}/not-interested", {"reason": "hours"})
    share(ada, town, cast.mei)
    share(mei, town, cast.ada, "Back to you")
    work.once()
    page = text(ada.get("/me/data/read"))
    for words in ("My saved searches", "xylophone", "hours", WORD, "Back to you"):
        assert words in page, words
    with transaction():
        erasing.erase(cast.ada.id, by=None)
    db.session.rollback()
    for table in (SavedSearch, Find, RecentRole, NotInterested, Share):
        assert db.session.query(table).count() == 0, table
    assert told(cast.mei) == ["Former colleague shares a role with you: Permits Team Leader"]
