"""How one stands in the role of today: skills, certificates by their words, what a plan leaves."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from portal import clock
from portal.learning.enrolling.certificates import Held
from portal.pathways.gap import Need, match
from portal.pathways.health import checked, held_for
from portal.pathways.own import Asked, Here, Own
from tests.pathways.test_ways import offer

pytestmark = pytest.mark.one_database

RULES, FEES = UUID(int=1), UUID(int=2)
NEEDS = [Need(RULES, "Permit rules", 2), Need(FEES, "Fees", 1, essential=False)]
HERE = Here(uuid4(), uuid4(), "Permit Officer", 2)
TODAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _day():
    yield
    clock.fix(None)


def signs(own, levels=None, chosen=()):
    found = checked(own, match(NEEDS, {RULES: 2, FEES: 1} if levels is None else levels), chosen)
    return [(sign.ok, sign.words) for sign in found.signs]


def test_all_as_it_should_be():
    own = Own(here=HERE, asked=[Asked("Fire warden certificate", "certificate", True)],
              certificates=[Held("Fire warden", None, "current")])  # fmt: skip
    assert signs(own) == [
        (True, "All 2 skills at the level asked for"),
        (True, "Fire warden certificate: you hold it"),
    ]


def test_what_is_to_grow_and_what_is_not_held_is_named():
    own = Own(here=HERE, asked=[Asked("Driving licence", "licence", True),
                                Asked("First aid", "certificate", False)])  # fmt: skip
    assert signs(own, {RULES: 1, FEES: 1}) == [
        (False, "1 of 2 skills at the level asked for. To grow: Permit rules"),
        (False, "Driving licence: not on your profile yet"),
    ]


def test_what_runs_out_is_said_with_what_renews_it():
    item = uuid4()
    soon, past = TODAY + timedelta(days=30), TODAY - timedelta(days=1)
    own = Own(
        here=HERE,
        asked=[Asked("Building Code Level 2 certificate, current", "certificate", True)],
        certificates=[
            Held("Building Code Level 2", soon, "at risk", item_id=item),
            Held("Lifeguard", past, "expired", skill_id=RULES),
            Held("Spanish B2", None, "current"),
        ],
        renewals={FEES: "Lifeguard certificate"},
    )
    found = checked(own, match(NEEDS, {RULES: 2, FEES: 1}), ()).signs[1:]
    assert [(sign.words, sign.renew, sign.look_for) for sign in found] == [
        ("Building Code Level 2 certificate, current runs out on 1 April 2026", item, ""),
        ("Lifeguard ran out on 1 March 2026", FEES, ""),
    ]
    alone = checked(replace(own, renewals={}), match(NEEDS, {RULES: 2, FEES: 1}), ()).signs[-1]
    assert (alone.renew, alone.look_for) == (None, "Lifeguard")


def test_a_plan_that_leaves_an_essential_skill_open_is_told_so():
    levels = {RULES: 0, FEES: 0}
    own = Own(here=HERE, planned={("learning", uuid4())})
    assert "Your plan leaves Permit rules open" in signs(own, levels)[-1][1]
    course = offer("Rules", 3, {RULES: 1})
    assert len(signs(own, levels, [course])) == 1
    by_skill = Own(here=HERE, planned={("skill", RULES)})
    assert len(signs(by_skill, levels)) == 1
    assert len(signs(Own(here=HERE), levels)) == 1  # without a plan nothing is left open by one


@pytest.mark.parametrize(
    ("asked", "held", "fits"),
    [
        ("Category D driving licence", "Category D licence", True),
        ("First aid", "First aid at work", True),
        ("Driving licence", "Defensive driving certificate", False),
        ("Building Code Level 2", "Building Code Level 1", False),
        ("Building Code Level 2", "Building Code", False),
        ("First-Aider certificate, current", "First aider", True),
        ("Certificate", "Certificate of swimming", False),
        ("Licence", "Category D licence", False),
    ],
)
def test_certificates_are_known_by_what_their_words_say(asked, held, fits):
    assert (held_for(asked, [Held(held, None, "current")]) is not None) == fits


def test_of_several_that_fit_the_one_that_holds_counts():
    old, new = Held("First aid", TODAY, "expired"), Held("First aid at work", None, "current")
    assert held_for("First aid", [old, new]) is new


def test_without_a_role_there_is_no_health():
    assert checked(Own(), match([], {}), ()) is None
