"""Who reads which part: every part beside every reader, by the rule and on the page of a person."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import clock
from portal.aspirations import queries, readers, sharing
from portal.aspirations.models import Aspiration, AspirationProfile, Driver, HrConsent
from portal.aspirations.words import PARTS
from portal.audience import Audience
from portal.db import db
from portal.mentorship.models import Mentorship
from portal.people import manager
from tests.checking import Browser

pytestmark = pytest.mark.one_database

AUDIENCES = (
    Audience.NOBODY, Audience.MENTORS, Audience.MANAGER, Audience.HR, Audience.EVERYONE,
    Audience.MENTORS | Audience.HR,
)  # fmt: skip

# Reader → the audiences that open a part to them. Nothing else does.
READERS = {
    "mei": {Audience.MENTORS, Audience.EVERYONE, Audience.MENTORS | Audience.HR},
    "manu": {Audience.MANAGER, Audience.EVERYONE},
    "hana": {Audience.HR, Audience.EVERYONE, Audience.MENTORS | Audience.HR},
    "alex": {Audience.EVERYONE},
    "sam": {Audience.EVERYONE},
}
WORDS = {
    "roles": "Park Ranger",
    "drivers": "Working outdoors",
    "preferences": "Open to being asked",
    "words": "My secret garden",
}


@pytest.fixture
def wishes(cast, roles, mentored):
    """Ada wants something in every part, open to nobody yet."""
    profile = AspirationProfile(
        person_id=cast.ada.id,
        words="My secret garden",
        open_to_approaches=True,
        hours="part",
    )
    cast.ada.shared_with_manager_id, cast.ada.shared_with_manager_at = cast.manu.id, clock.now()
    db.session.add(profile)
    db.session.add(Driver(person_id=cast.ada.id, code="outdoors"))
    db.session.add(HrConsent(person_id=cast.ada.id, purpose="step", until=clock.today()))
    db.session.add(Aspiration(person_id=cast.ada.id, role_id=roles.ranger.id, why="Trees"))
    db.session.add(Aspiration(person_id=cast.ada.id, role_id=roles.clerk.id, state="draft"))
    db.session.add(Aspiration(person_id=cast.ada.id, role_id=roles.analyst.id, state="dropped"))
    db.session.commit()
    return profile


def share(profile, **audiences):
    for part in PARTS:
        setattr(profile, f"{part}_audience", audiences.get(part, Audience.NOBODY))
    db.session.commit()


@pytest.mark.parametrize("part", list(PARTS))
def test_each_part_is_read_by_those_it_is_open_to(cast, wishes, actor_of, part):
    for audience in AUDIENCES:
        share(wishes, **{part: audience})
        for name, opening in READERS.items():
            shared = readers.visible_to(actor_of(getattr(cast, name)), cast.ada)
            expected = {part} if audience in opening else set()
            assert shared.parts == expected, (part, audience, name)
            assert bool(shared) == bool(expected)
            assert [a.role.title for a in shared.aspirations] == (
                ["Park Ranger"] if expected == {"roles"} else []
            ), "never a draft, never what is past"
            assert shared.drivers == (["outdoors"] if expected == {"drivers"} else [])
            assert bool(shared.preferences) == (expected == {"preferences"})
            assert bool(shared.words) == (expected == {"words"})


@pytest.mark.parametrize("part", list(PARTS))
def test_the_page_of_a_person_shows_exactly_the_open_parts(app, cast, wishes, part):
    share(wishes, **{part: Audience.MENTORS})
    for name in READERS:
        page = Browser(app).sign_in(getattr(cast, name)).get(f"/people/{cast.ada.id}")
        shown = {p for p, words in WORDS.items() if words in page.get_data(as_text=True)}
        assert shown == ({part} if name == "mei" else set()), name


def test_what_others_see_now_is_what_they_see(ada, cast, wishes, actor_of):
    share(
        wishes,
        roles=Audience.MENTORS | Audience.MANAGER,
        drivers=Audience.HR,
        words=Audience.MENTORS,
        preferences=Audience.EVERYONE,
    )
    told = {(one.kind, one.name): one for one in readers.onlookers(queries.board(cast.ada.id))}
    for kind, person in (("mentor", cast.mei), ("manager", cast.manu), ("hr", cast.hana)):
        shared = readers.visible_to(actor_of(person), cast.ada)
        one = told[kind, person.name]
        assert one.sees == [PARTS[part] for part in PARTS if part in shared.parts]
        assert one.hidden == [PARTS[part] for part in PARTS if part not in shared.parts]
    assert told["everyone", "Everyone else"].sees == [PARTS["preferences"]]
    page = ada.get("/me/aspirations").get_data(as_text=True)
    for words in ("Mei Halvorsen, your mentor", "Manu Reyes, your manager", "Hana Raman"):
        assert words in page


def test_a_new_manager_sees_nothing_until_the_owner_says_so(ada, cast, wishes, actor_of):
    share(wishes, roles=Audience.MANAGER, words=Audience.MENTORS | Audience.MANAGER)
    cast.ada.manager_id = cast.sam.id
    db.session.commit()
    assert not readers.visible_to(actor_of(cast.sam), cast.ada)
    assert not readers.visible_to(actor_of(cast.manu), cast.ada), "nor does the old one"
    page = ada.get("/me/aspirations").get_data(as_text=True)
    assert "You shared this with Manu Reyes." in page
    assert "Share with Sam Stranger too?" in page
    form = {
        "version": "1", "manager": str(cast.sam.id), "counted": "y", "hours": "part",
        "words": "My secret garden", "drivers": "outdoors", "open_to_approaches": "y",
        "gig_hours": "0",
    }  # fmt: skip
    kept = {"roles_audience": "manager", "words_audience": ["mentors", "manager"]}
    # Saving without an answer hands nothing on, and forgets nothing.
    ada.post("/me/aspirations", form | kept | {"words": "Another garden"})
    assert not readers.visible_to(actor_of(cast.sam), cast.ada)
    form |= {"version": "2", "words": "Another garden"}
    # A new share with the line manager asks for the answer first.
    more = kept | {"preferences_audience": "manager"}
    answer = ada.post("/me/aspirations", form | more, status=422)
    assert "Say first whether your new manager may see" in answer.get_data(as_text=True)
    ada.post("/me/aspirations", form | more | {"new_manager": "yes"})
    assert readers.visible_to(actor_of(cast.sam), cast.ada).parts == {
        "roles", "words", "preferences",
    }  # fmt: skip
    assert "Share with Sam" not in ada.get("/me/aspirations").get_data(as_text=True)


def test_no_takes_the_line_manager_out_of_every_part(ada, cast, wishes, actor_of):
    share(wishes, roles=Audience.MANAGER, words=Audience.MENTORS | Audience.MANAGER)
    cast.ada.manager_id = cast.sam.id
    db.session.commit()
    form = {
        "version": "1", "manager": str(cast.sam.id), "new_manager": "no", "gig_hours": "0",
        "words": "My secret garden", "roles_audience": "manager",
        "words_audience": ["mentors", "manager"],
    }  # fmt: skip
    ada.post("/me/aspirations", form | {"version": "7"}, status=409)
    ada.post("/me/aspirations", form)
    assert not readers.visible_to(actor_of(cast.sam), cast.ada)
    assert readers.visible_to(actor_of(cast.mei), cast.ada).parts == {"words"}
    cast.ada.manager_id = cast.manu.id
    db.session.commit()
    assert not readers.visible_to(actor_of(cast.manu), cast.ada)


def test_a_manager_who_changes_while_the_page_is_open_gets_nothing(ada, cast, actor_of):
    form = {"version": "0", "manager": str(cast.manu.id), "gig_hours": "0", "words": "x"}
    cast.ada.manager_id = cast.sam.id
    db.session.commit()
    answer = ada.post("/me/aspirations", form | {"words_audience": "manager"}, status=409)
    assert "Sam Stranger" in answer.get_data(as_text=True)
    assert queries.profile_of(cast.ada.id) is None


def test_someone_who_stops_mentoring_reads_no_more(cast, wishes, actor_of):
    share(wishes, roles=Audience.MENTORS)
    assert readers.visible_to(actor_of(cast.mei), cast.ada)
    pair = db.session.query(Mentorship).one()
    pair.state, pair.ended_at = "ended", clock.now()
    db.session.commit()
    assert not readers.visible_to(actor_of(cast.mei), cast.ada)


def test_the_owner_can_look_as_others_do(cast, wishes):
    share(wishes, roles=Audience.MANAGER, words=Audience.HR)
    assert readers.visible_as(Audience.MANAGER, cast.ada).parts == {"roles"}
    assert readers.visible_as(Audience.HR, cast.ada).parts == {"words"}
    assert readers.visible_as(Audience.NOBODY, cast.ada).parts == frozenset()


def test_who_is_counted(cast, wishes):
    def counted():
        return set(db.session.scalars(queries.counted_people()))

    assert {cast.ada.id, cast.sam.id} <= counted()
    assert cast.lee.id not in counted()
    wishes.counted = False
    db.session.commit()
    assert cast.ada.id not in counted()


class Led:
    def __init__(self, manager_id, shared_with_manager_id):
        self.manager_id, self.shared_with_manager_id = manager_id, shared_with_manager_id


def shares_of(audiences):
    return SimpleNamespace(
        hr_until=clock.today(),
        **{f"{part}_audience": a for part, a in zip(PARTS, audiences, strict=True)},
    )


audience = st.integers(0, 31).map(Audience)
kept = st.integers(0, 63).map(Audience)
someone = st.sampled_from((None, 1, 2))


@given(
    st.builds(Led, someone, someone),
    st.lists(kept, min_size=4, max_size=4),
    st.lists(audience, min_size=4, max_size=4),
    st.sampled_from((None, True, False)),
)
def test_nothing_reaches_a_manager_it_was_not_meant_for(person, before, wanted, agreed):
    """Whatever is saved: a share that waits goes on waiting, or was agreed to, or is gone."""
    before, wanted = shares_of(before), dict(zip(PARTS, wanted, strict=True))
    settled = sharing.settle(person, before, wanted, agreed)
    others = ~manager.BOTH
    for part, old in sharing.audiences_of(before).items():
        assert settled[part] & others == wanted[part] & others
        assert settled[part] & manager.BOTH in (0, Audience.MANAGER, Audience.WAITING)
        if not agreed and manager.waits(person, old):
            assert not manager.opens(person, old, settled[part])
        if not Audience.MANAGER & wanted[part]:
            assert not manager.BOTH & settled[part]
