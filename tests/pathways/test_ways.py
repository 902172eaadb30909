"""The ways to grow: their order, the way of fewest hours, and that skill never makes it longer."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.pathways import planning
from portal.pathways.gap import Need, match
from portal.pathways.offers import MENTOR_HOURS, UNSAID_HOURS, Guide, Mine, Offer
from portal.pathways.totals import budget_words, totals
from portal.pathways.ways import way
from portal.plans.dating import Dates

pytestmark = pytest.mark.one_database

TODAY = date(2026, 3, 2)
MINE = Mine(today=TODAY)
SKILLS = [UUID(int=n) for n in range(1, 6)]
GRANTS, EVENTS, SPEAKING = SKILLS[:3]


def offer(title, hours, teaches, **more):
    values = {
        "format": "course", "provider": "Learning Centre", "internal": True, "cost": Decimal(0),
        "currency": "GBP", "payer": "nobody", "language": "English", "starts_on": None,
        "places_left": None,
    } | more  # fmt: skip
    return Offer(id=uuid4(), title=title, hours=Decimal(hours), teaches=teaches, **values)


def project(title, weeks, teaches, **more):
    """An opportunity of two hours a week that takes applications for a month."""
    values = {
        "format": "stretch", "weeks": weeks, "starts_on": TODAY + timedelta(days=40),
        "apply_by": TODAY + timedelta(days=30), "places_left": 1,
    } | more  # fmt: skip
    return offer(title, 2 * weeks, teaches, **values)


def beside(levels, **needs):
    named = {"grants": GRANTS, "events": EVENTS, "speaking": SPEAKING}
    return match([Need(named[name], name, level) for name, level in needs.items()], levels)


def titles(found):
    return [stage.offer.title if stage.offer else stage.guide.name for stage in found.stages]


def test_what_reaches_the_level_comes_before_what_is_shorter():
    found = way(
        beside({}, grants=2),
        [offer("Basics", 2, {GRANTS: 1}), offer("Course", 9, {GRANTS: 3})],
        [],
        MINE,
    )
    assert titles(found) == ["Course"]
    assert [one.title for one in found.stages[0].others] == ["Basics"]
    assert found.hours == 9


def test_what_stands_in_the_way_comes_after_what_is_longer():
    offers = [
        offer("I pay", 1, {GRANTS: 1}, cost=Decimal(5), payer="person"),
        offer("Too dear", 2, {GRANTS: 1}, cost=Decimal(90), payer="budget"),
        offer("Full", 2, {GRANTS: 1}, starts_on=TODAY, places_left=0),
        offer("Far off", 2, {GRANTS: 1}, starts_on=TODAY + timedelta(days=120), places_left=3),
        offer("In Welsh", 2, {GRANTS: 1}, language="Welsh"),
        offer("Long", 30, {GRANTS: 1}),
    ]
    assert titles(way(beside({}, grants=1), offers, [], MINE)) == ["Long"]
    able = Mine(today=TODAY, left={"GBP": Decimal(90)}, languages={"welsh"})
    assert titles(way(beside({}, grants=1), offers, [], able))[0] in ("Too dear", "In Welsh")


def test_what_i_chose_stays_the_way():
    long, short = offer("Long", 30, {GRANTS: 1}), offer("Short", 3, {GRANTS: 1})
    planned = Mine(today=TODAY, planned={("learning", long.id)})
    enrolled = Mine(today=TODAY, standing={long.id: "enrolled"})
    for mine in (planned, enrolled):
        found = way(beside({}, grants=1), [long, short], [], mine)
        assert titles(found) == ["Long"]
        assert found.stages[0].chosen
        assert (found.to_plan == []) == (mine is planned)  # with a place it can still be planned


def test_an_item_that_grows_several_skills_counts_once():
    both = offer("Both", 10, {GRANTS: 1, EVENTS: 1})
    alone = [offer("Grants", 6, {GRANTS: 1}), offer("Events", 6, {EVENTS: 1})]
    found = way(beside({}, grants=1, events=1), [*alone, both], [], MINE)
    assert titles(found) == ["Both"]
    assert found.hours == 10
    assert titles(way(beside({GRANTS: 1}, grants=1, events=1), [*alone, both], [], MINE)) == [
        "Events"
    ]


def test_a_mentor_leads_on_where_nothing_teaches_the_rest():
    ingrid = Guide(uuid4(), "Ingrid", "", frozenset({GRANTS, EVENTS}), free=1)
    full = Guide(uuid4(), "Full", "", frozenset({SPEAKING}), free=0)
    found = way(
        beside({}, grants=3, events=1, speaking=1),
        [offer("First part", 5, {GRANTS: 2})],
        [full, ingrid],
        MINE,
    )
    assert titles(found) == ["First part", "Ingrid"]
    assert found.stages[0].first_part
    assert found.stages[1].begins == {GRANTS: 2, EVENTS: 0}
    assert [line.need.name for line in found.untaught] == ["speaking"]
    assert found.hours == 5 + MENTOR_HOURS


def test_an_item_without_a_time_counts_for_some():
    assert way(beside({}, grants=1), [offer("?", 0, {GRANTS: 1})], [], MINE).hours == UNSAID_HOURS


def test_an_opportunity_is_ranked_like_what_is_taught():
    doing = project("Run the fair", 4, {EVENTS: 2, GRANTS: 1})
    course = offer("Course", 20, {EVENTS: 2})
    found = way(beside({}, grants=1, events=2), [course, doing], [], MINE)
    assert titles(found) == ["Run the fair"]
    assert found.stages[0].key == ("opportunity", doing.id)
    assert found.stages[0].others == [course]
    assert found.hours == 8
    assert (totals(found, MINE).weeks, totals(found, MINE).months) == (4, 1)
    asks = project("Asks much", 1, {EVENTS: 2}, brings="Grant writing", release=True)
    assert MINE.hindrances(asks) == ("release", "brings")
    assert titles(way(beside({}, events=2), [course, asks], [], MINE)) == ["Course"]


@pytest.mark.parametrize(
    "closed", [{"places_left": 0}, {"apply_by": TODAY - timedelta(days=1)}], ids=["full", "late"]
)
def test_what_takes_no_applications_never_leads(closed):
    doing, basics = project("Run the fair", 4, {EVENTS: 2}, **closed), offer("B", 9, {EVENTS: 1})
    assert titles(way(beside({}, events=2), [doing, basics], [], MINE)) == ["B"]
    planned = Mine(today=TODAY, planned={("opportunity", doing.id)})
    alone = way(beside({}, events=2), [doing], [], planned)
    assert (alone.stages, len(alone.untaught)) == ([], 1)
    place = Mine(today=TODAY, standing={doing.id: "accepted"})
    assert titles(way(beside({}, events=2), [doing, basics], [], place)) == ["Run the fair"]


NEEDED = [offer(f"Needed {n}", 3 * n, {}) for n in range(1, 4)]
TEACHES = st.dictionaries(st.sampled_from(SKILLS), st.integers(1, 4), min_size=1, max_size=4)
PROJECTS = st.builds(
    project,
    st.text("cd", min_size=1, max_size=3),
    st.integers(1, 20),
    TEACHES,
    places_left=st.sampled_from([0, 1]),
    apply_by=st.sampled_from([TODAY - timedelta(days=1), TODAY]),
    starts_on=st.sampled_from([TODAY + timedelta(days=9), TODAY + timedelta(days=120)]),
    release=st.booleans(),
    brings=st.sampled_from(["", "Grant writing"]),
)
OFFERS = st.lists(
    PROJECTS
    | st.builds(
        offer,
        st.text("ab", min_size=1, max_size=3),
        st.integers(0, 40),
        TEACHES,
        payer=st.sampled_from(["nobody", "budget", "person"]),
        places_left=st.sampled_from([None, 0, 3]),
        language=st.sampled_from(["English", "Welsh"]),
        before=st.sets(st.sampled_from(NEEDED), max_size=2).map(tuple),
    ),
    max_size=10,
)
GUIDES = st.lists(
    st.builds(
        lambda skills, free: Guide(uuid4(), "Somebody", "", frozenset(skills), free),
        st.sets(st.sampled_from(SKILLS)),
        st.integers(0, 2),
    ),
    max_size=2,
)
NEEDS = st.dictionaries(st.sampled_from(SKILLS), st.integers(1, 4), min_size=1)


@settings(max_examples=200, deadline=None)
@given(
    needs=NEEDS,
    levels=st.dictionaries(st.sampled_from(SKILLS), st.integers(0, 4)),
    gained=st.dictionaries(st.sampled_from(SKILLS), st.integers(0, 4), min_size=1),
    offers=OFFERS,
    guides=GUIDES,
)
def test_more_of_what_a_role_asks_for_never_makes_the_way_longer(
    needs, levels, gained, offers, guides
):
    asked = [Need(key, str(key), level) for key, level in needs.items()]
    more = levels | {key: max(level, levels.get(key, 0)) for key, level in gained.items()}
    before = way(match(asked, levels), offers, guides, MINE)
    after = way(match(asked, more), offers, guides, MINE)
    assert after.hours <= before.hours
    for stage in (*before.stages, *after.stages):
        assert stage.offer is None or MINE.leads(stage.offer)
    assert len(after.untaught) <= len(before.untaught)


@settings(max_examples=80, deadline=None)
@given(needs=NEEDS, offers=OFFERS, guides=GUIDES)
def test_the_way_leads_as_far_as_anything_does(needs, offers, guides):
    """Every skill is on it up to the level that is taught, and nothing is there twice."""
    found = way(match([Need(k, str(k), n) for k, n in needs.items()], {}), offers, guides, MINE)
    keys = [stage.key for stage in found.stages]
    assert len(keys) == len(set(keys))
    reached = dict.fromkeys(needs, 0)
    for stage in found.stages:
        assert stage.lines or stage.needed_for
        for key, level in stage.reaches.items():
            assert level > stage.begins[key]
            reached[key] = max(reached[key], level)
    for key, level in needs.items():
        able = [one.teaches.get(key, 0) for one in offers if MINE.leads(one)]
        taught = min(level, max(able, default=0))
        guided = any(key in one.teaches and one.open for one in guides)
        assert reached[key] == (level if guided else taught)


def test_what_comes_before_something_is_planned_before_it():
    day = [TODAY + timedelta(days=n) for n in (10, 20, 30)]
    read = offer("Read", 2, {})
    early, late = (offer(f"On day {one}", 8, {}, starts_on=one) for one in (day[0], day[2]))
    after = offer("Builds on both", 8, {}, starts_on=day[1], before=(read, early))
    found = planning.in_turn([read, early, after], TODAY)
    assert found[after.id] == Dates(day[1], None)
    assert found[read.id] == Dates(None, day[1] - timedelta(days=1))
    assert found[early.id] == Dates(day[0], None)
    then = offer("Read then", 2, {}, before=(read,))
    last = offer("Builds on a chain", 8, {}, starts_on=day[1], before=(read, then))
    found = planning.in_turn([read, then, last], TODAY)
    assert found[then.id] == Dates(None, day[1] - timedelta(days=1))
    assert found[read.id] == Dates(None, day[1] - timedelta(days=2))
    missed = offer("Held before it can be begun", 8, {}, starts_on=day[1], before=(late,))
    found = planning.in_turn([late, missed], TODAY)
    assert found[missed.id] == Dates(None, None)


@pytest.mark.parametrize(
    ("left", "words", "beyond"),
    [
        ({}, "£90, your department has none", True),
        ({"EUR": Decimal(5)}, "£90, no budget in GBP", True),
        ({"GBP": None}, "£90", False),
        ({"GBP": Decimal(50)}, "£90, £40 more than is left", True),
        ({"GBP": Decimal(90), "EUR": None}, "£90, leaves nothing", False),
    ],
)
def test_a_cost_is_laid_beside_what_there_is(left, words, beyond):
    mine = Mine(today=TODAY, left=left)
    paid = offer("Paid", 4, {GRANTS: 2}, cost=Decimal(90), payer="budget")
    asked = match([Need(GRANTS, "Grants", 2, True)], {})
    sums = totals(way(asked, [paid], [], mine), mine)
    assert budget_words(sums, None) == ("From a learning budget", words)
    assert ("beyond budget" in mine.hindrances(paid)) == beyond
