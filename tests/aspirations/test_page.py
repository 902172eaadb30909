"""The page My aspirations, as its owner uses it."""

import re

import pytest

from portal.aspirations import queries
from portal.aspirations.models import AspirationEvent, AspirationProfile, Driver
from portal.audience import Audience
from portal.db import db

pytestmark = pytest.mark.one_database

PAGE = "/me/aspirations"
CONDITIONS = {
    "work_mode": "", "relocation": "", "travel": "", "hours": "", "leading": "", "gig_hours": "0",
    "counted": "y",
}  # fmt: skip


def text(answer):
    return answer.get_data(as_text=True)


def form_of(answer):
    """The form as a browser would send it."""
    html = text(answer)
    data: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", html):
        name = re.search(r' name="([^"]+)"', tag)
        kind = re.search(r' type="([^"]+)"', tag).group(1)
        value = re.search(r' value="([^"]*)"', tag)
        if name and (kind not in ("checkbox", "radio") or " checked" in tag):
            data.setdefault(name.group(1), []).append(value.group(1) if value else "on")
    for name, inner in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', html, re.S):
        chosen = re.search(r'<option selected value="([^"]*)"', inner) or re.search(
            r'<option[^>]* value="([^"]*)"', inner
        )
        data[name] = [chosen.group(1)]
    for name, inner in re.findall(
        r'<textarea[^>]* name="([^"]+)"[^>]*>(.*?)</textarea>', html, re.S
    ):
        data[name] = [inner.strip()]
    for alien in ("q", "csrf_token"):
        data.pop(alien, None)
    return data


def aims(person):
    db.session.rollback()
    return queries.live_of(person.id)


def profile(person):
    db.session.rollback()
    return db.session.get(AspirationProfile, person.id, populate_existing=True)


def aim_for(browser, role):
    """Put a role on the list and save the page."""
    answer = browser.post(f"{PAGE}/roles", {"choice": f"role:{role.id}"}, status=200)
    browser.post(PAGE, form_of(answer))


def test_a_role_is_added_as_a_draft_and_counts_once_saved(ada, cast, roles):
    assert "Nothing yet" in text(ada.get(PAGE))
    answer = ada.post(f"{PAGE}/roles", CONDITIONS | {"target": "park ranger"}, status=200)
    assert "Park Ranger is on your list" in text(answer)
    (aim,) = aims(cast.ada)
    assert (aim.role_id, aim.state, aim.review_on) == (roles.ranger.id, "draft", None)
    saved = ada.follow(ada.post(PAGE, form_of(answer)))
    assert "Your aspirations are saved" in text(saved)
    (aim,) = aims(cast.ada)
    assert aim.state == "active"
    assert aim.review_on is not None
    events = db.session.query(AspirationEvent).order_by(AspirationEvent.id).all()
    assert [(e.event, e.to_state) for e in events] == [("add", "draft"), ("start", "active")]
    assert events[0].department_id == cast.ada.department_id


def test_what_is_typed_elsewhere_on_the_page_survives_adding_and_removing(ada, cast, roles):
    aim_for(ada, roles.analyst)
    key = aims(cast.ada)[0].id
    typed = form_of(ada.get(PAGE)) | {"words": "I love <maps> & 🌲", "drivers": ["variety"]}
    for path, more in (
        ("roles", {"target": "Park Ranger"}),
        (f"{key}/drop", {}),
        (f"{key}/restore", {}),
    ):
        answer = ada.post(f"{PAGE}/{path}", typed | more, status=200)
        assert "I love &lt;maps&gt; &amp; 🌲" in text(answer)
        assert re.search(r'value="variety" checked', text(answer))
    assert profile(cast.ada).words == ""


def test_htmx_gets_the_list_alone(ada, roles):
    answer = ada.post(f"{PAGE}/roles", {"target": "Data Analyst"}, htmx=True)
    assert text(answer).lstrip().startswith('<section class="card stack" id="targets"')
    key = re.search(r"t-([0-9a-f-]{36})-version", text(answer)).group(1)
    gone = ada.post(f"{PAGE}/{key}/drop", htmx=True)
    assert f"{PAGE}/{key}/restore" in text(gone)
    assert "Data Analyst is back" in text(ada.post(f"{PAGE}/{key}/restore", htmx=True))


def test_suggestions_know_other_titles_and_families(ada, roles):
    assert "Park Ranger" in text(ada.get(f"{PAGE}/find?target=Foreste", htmx=True))
    found = text(ada.get(f"{PAGE}/find?target=data", htmx=True))
    assert f"role:{roles.analyst.id}" in found
    assert f"family:{roles.numbers.id}" in found
    assert "Nothing found" in text(ada.get(f"{PAGE}/find?target=%25"))


def test_unclear_words_are_asked_about_and_own_words_are_kept(ada, cast, roles):
    asked = text(ada.post(f"{PAGE}/roles", {"target": "park"}, status=422))
    assert "Choose one of these, or keep your own words" in asked
    assert f"role:{roles.warden.id}" in asked
    ada.post(f"{PAGE}/roles", {"target": "park", "choice": "words"}, status=200)
    ada.post(f"{PAGE}/roles", {"target": "Teaching people to read"}, status=200)
    ada.post(f"{PAGE}/roles", {"choice": f"family:{roles.numbers.id}"}, status=200)
    assert {(a.words, a.family_id) for a in aims(cast.ada)} == {
        ("park", None), ("Teaching people to read", None), ("", roles.numbers.id),
    }  # fmt: skip


def test_adding_twice_and_too_many_is_answered_kindly(ada, cast, roles):
    for role in (roles.ranger, roles.warden, roles.planner, roles.analyst, roles.manager):
        ada.post(f"{PAGE}/roles", {"choice": f"role:{role.id}"}, status=200)
        if role is roles.ranger:
            again = ada.post(f"{PAGE}/roles", {"target": "PARK RANGER"}, status=422)
            assert "on your list already" in text(again)
    full = ada.post(f"{PAGE}/roles", {"choice": f"role:{roles.clerk.id}"}, status=422)
    assert "Remove one to make room" in text(full)
    ada.post(f"{PAGE}/{aims(cast.ada)[0].id}/drop", status=200)
    ada.post(f"{PAGE}/roles", {"choice": f"role:{roles.clerk.id}"}, status=200)


def test_a_stale_click_is_told_and_changes_nothing(ada, cast, roles):
    aim_for(ada, roles.ranger)
    key = aims(cast.ada)[0].id
    ada.post(f"{PAGE}/{key}/drop", status=200)
    again = text(ada.post(f"{PAGE}/{key}/drop", status=200))
    assert "You took Park Ranger off your list already" in again
    assert "not on your list any more" in text(ada.post(f"{PAGE}/{key}/achieve", status=422))
    assert db.session.query(AspirationEvent).filter_by(event="drop").count() == 1


def test_reached_can_be_undone(ada, cast, roles):
    aim_for(ada, roles.ranger)
    key = aims(cast.ada)[0].id
    assert "Well done" in text(ada.post(f"{PAGE}/{key}/achieve", status=200))
    assert aims(cast.ada) == []
    ada.post(f"{PAGE}/{key}/restore", status=200)
    assert aims(cast.ada)[0].state == "active"


def test_nobody_changes_anothers_list(ada, enter_as, cast, roles):
    aim_for(ada, roles.ranger)
    key = aims(cast.ada)[0].id
    for person in (cast.manu, cast.hana, cast.alex, cast.sam):
        for act in ("drop", "achieve", "restore"):
            enter_as(person).post(f"{PAGE}/{key}/{act}", status=404)
    sent = CONDITIONS | {"version": "0", f"t-{key}-version": "1"}
    answer = enter_as(cast.sam).post(PAGE, sent)
    assert "Ranger" not in text(enter_as(cast.sam).follow(answer))


def test_the_whole_page_is_kept_as_it_is_filled_in(ada, cast, roles):
    aim_for(ada, roles.ranger)
    form = form_of(ada.get(PAGE))
    prefix = f"t-{aims(cast.ada)[0].id}"
    form |= {
        f"{prefix}-aim": "ultimate", f"{prefix}-horizon": "later", f"{prefix}-sureness": "3",
        f"{prefix}-priority": "1", f"{prefix}-move_type": "field", f"{prefix}-why": " Trees. ",
        "drivers": ["outdoors", "quiet"], "drains": ["pay"], "words": "One\r\ntwo", "hours": "part",
        "work_mode": "mixed", "relocation": "no", "travel": "some", "leading": "unsure",
        "gig_hours": "4", "open_to_approaches": "y", "roles_audience": ["mentors", "hr"],
        "words_audience": ["everyone"], "counted": [], "hr_purpose": "training",
    }  # fmt: skip
    ada.post(PAGE, form)
    aim, kept = aims(cast.ada)[0], profile(cast.ada)
    assert (aim.aim, aim.horizon, aim.sureness, aim.priority) == ("ultimate", "later", 3, 1)
    assert (aim.move_type, aim.why) == ("field", "Trees.")
    assert (kept.words, kept.hours, kept.gig_hours, kept.counted) == ("One\ntwo", "part", 4, False)
    assert (kept.travel, kept.leading, kept.open_to_approaches) == ("some", "unsure", True)
    assert kept.roles_audience == Audience.MENTORS | Audience.HR
    assert kept.words_audience == Audience.EVERYONE
    chosen = {(d.code, d.drains) for d in db.session.query(Driver)}
    assert chosen == {("outdoors", False), ("quiet", False), ("pay", True)}
    shown = text(ada.get(PAGE))
    assert "You are in none of the totals" in shown
    assert form_of(ada.get(PAGE))["words"] == ["One\ntwo"]
    # Saving the same again is a success that changes nothing.
    before = kept.version
    ada.post(PAGE, form_of(ada.get(PAGE)))
    assert profile(cast.ada).version == before


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"drivers": ["variety", "pay", "quiet", "expert"]}, "choose up to 3"),
        ({"drains": ["variety", "pay", "quiet"]}, "choose up to 2"),
        ({"drivers": ["variety"], "drains": ["variety"]}, "Variety: choose it as what matters or"),
        ({"drivers": ["wealth"]}, "choose from the list"),
        ({"drivers": ["wealth"], "drains": ["wealth"]}, "choose from the list"),
        ({"words": "x" * 1001}, "You have written 1,001"),
        ({"gig_hours": "many"}, "gig_hours"),
        ({"gig_hours": "21"}, "Type a number from 0 to 20"),
        ({"hours": "never"}, "choose one from the list"),
        ({"roles_audience": ["admin"]}, "choose from the list"),
    ],
)
def test_bad_input_says_what_to_do_and_loses_nothing(ada, cast, roles, change, words):
    form = form_of(ada.get(PAGE)) | {"words": "Keep me"} | change
    answer = text(ada.post(PAGE, form, status=422))
    assert words in answer
    assert "Error: My aspirations" in answer
    assert ("Keep me" in answer) != ("words" in change)
    assert profile(cast.ada) is None


def test_only_one_ultimate_objective(ada, cast, roles):
    aim_for(ada, roles.ranger)
    aim_for(ada, roles.analyst)
    both = {f"t-{a.id}-aim": "ultimate" for a in aims(cast.ada)}
    answer = ada.post(PAGE, form_of(ada.get(PAGE)) | both, status=422)
    assert "Only one of your aims can be the ultimate" in text(answer)
    first, second = both
    ada.post(PAGE, form_of(ada.get(PAGE)) | {first: "ultimate"})
    ada.post(PAGE, form_of(ada.get(PAGE)) | {first: "next", second: "ultimate"})
    assert sorted(a.aim for a in aims(cast.ada)) == ["next", "ultimate"]


def test_two_tabs_the_second_is_told_and_loses_nothing(ada, cast, roles):
    aim_for(ada, roles.ranger)
    first, second = form_of(ada.get(PAGE)), form_of(ada.get(PAGE))
    when = f"t-{aims(cast.ada)[0].id}-horizon"
    ada.post(PAGE, first | {"words": "From the first", when: "year"})
    answer = ada.post(PAGE, second | {"words": "From the second", when: "later"}, status=409)
    shown = text(answer)
    for words in ("From the first", "From the second", "This year", "Park Ranger: when"):
        assert words in shown
    assert profile(cast.ada).words == "From the first"
    ada.post(PAGE, form_of(answer))
    assert profile(cast.ada).words == "From the second"
    assert aims(cast.ada)[0].horizon == "later"


def test_two_tabs_with_the_same_content_both_succeed(ada, cast):
    form = form_of(ada.get(PAGE)) | {"words": "The same"}
    ada.post(PAGE, form)
    ada.post(PAGE, form)
    assert profile(cast.ada).version == 1


def test_an_aim_removed_in_another_tab_stays_off(ada, cast, roles):
    aim_for(ada, roles.ranger)
    open_page = form_of(ada.get(PAGE))
    ada.post(f"{PAGE}/{aims(cast.ada)[0].id}/drop", status=200)
    answer = ada.follow(ada.post(PAGE, open_page | {"words": "More"}))
    assert "Park Ranger had left your list in another window" in text(answer)
    assert aims(cast.ada) == []
    assert profile(cast.ada).words == "More"


def test_what_is_typed_in_the_add_field_is_saved_too(ada, cast, roles):
    ada.post(PAGE, form_of(ada.get(PAGE)) | {"target": "Park Warden"})
    (aim,) = aims(cast.ada)
    assert (aim.role_id, aim.state) == (roles.warden.id, "active")
    unclear = ada.post(
        PAGE, form_of(ada.get(PAGE)) | {"target": "park", "words": "kept"}, status=422
    )
    assert "Choose one of these" in text(unclear)
    assert "kept" in text(unclear)


def test_a_role_page_leads_here_and_a_get_changes_nothing(ada, cast, roles):
    answer = ada.get(f"{PAGE}?role={roles.ranger.id}")
    assert "Aim for Park Ranger?" in text(answer)
    assert aims(cast.ada) == []
    ada.get(f"{PAGE}?role=nonsense", status=400)
    aim_for(ada, roles.ranger)
    assert "Aim for Park Ranger?" not in text(ada.get(f"{PAGE}?role={roles.ranger.id}"))


def test_saving_answers_the_review(ada, cast, roles):
    aim_for(ada, roles.ranger)
    aim = aims(cast.ada)[0]
    due = aim.review_on
    aim.review_on = aim.created_at.date()
    db.session.commit()
    assert queries.needs_review(aims(cast.ada)[0])
    ada.post(PAGE, form_of(ada.get(PAGE)))
    assert aims(cast.ada)[0].review_on == due


@pytest.mark.parametrize("path", ["", "/roles"])
def test_nonsense_is_answered_in_words(ada, cast, roles, path):
    sent = {
        "version": "9" * 5000, "t-x-version": "1", f"t-{roles.ranger.id}-version": "-1",
        "target": "\x00", "choice": "role:\x00", "chosen": "family:1", "manager": "me",
        "gig_hours": "9" * 5000, "drivers": ["\x00"], "new_manager": "perhaps",
    }  # fmt: skip
    ada.post(f"{PAGE}{path}", sent, status=422)
    assert aims(cast.ada) == []


def test_the_page_takes_few_statements(ada, cast, roles, mentored):
    for role in (roles.ranger, roles.analyst, roles.clerk):
        aim_for(ada, role)
    ada.get(PAGE)
    ada.get(PAGE)
    assert ada.statements <= 12


def test_a_step_that_a_device_sends_alone_leaves_the_rest_of_the_page_as_it_is_kept(
    ada, cast, roles
):
    form = form_of(ada.get(PAGE)) | {"words": "The sea.", "drivers": ["helping"]}
    ada.post(PAGE, form)
    near = text(ada.post(f"{PAGE}/roles", {"target": "park"}, status=422))
    assert "The sea." in near
    assert 'role="alert"' in near
    added = text(ada.post(f"{PAGE}/roles", {"target": "Park Ranger", "_once": "k1"}, htmx=True))
    assert "is on your list" in added
    ada.post(f"{PAGE}/roles", {"target": "Park Ranger", "_once": "k1"}, htmx=True)
    assert [aim.words for aim in aims(cast.ada)] == [""]


@pytest.mark.parametrize("step", ["drop", "achieve"])
def test_a_step_of_an_aim_that_was_changed_meanwhile_is_asked_again(ada, cast, roles, step):
    aim_for(ada, roles.ranger)
    (aim,) = aims(cast.ada)
    address, opened = f"{PAGE}/{aim.id}/{step}", {f"t-{aim.id}-version": aim.version}
    ada.post(PAGE, form_of(ada.get(PAGE)) | {f"t-{aim.id}-why": "Trees."})
    for htmx in (True, False):
        both = text(ada.post(address, opened, htmx=htmx, status=409))
        assert 'role="alert"' in both
        assert "Trees." in both
    assert aims(cast.ada)[0].state == "active"
    gone = text(ada.post(address, opened | {"sure": "1"}, htmx=True))
    assert 'role="status"' in gone
    assert aims(cast.ada) == []
    ada.post(address, opened, htmx=True)  # late, and nothing is wrong
