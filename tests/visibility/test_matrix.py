"""Who sees what, as one matrix: every item beside every reader on every surface.

Each item carries a canary word. Which reader sees it follows from its audience alone, by the table
READERS. An item is found from the tables: a new column of the type Audience without a line in ITEMS
fails, and so does a new page of a person that is not looked at here.
"""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from portal import clock
from portal.aspirations.models import Aspiration, AspirationProfile, Driver, HrConsent
from portal.audience import Audience
from portal.checkins.models import CheckIn
from portal.communities.models import Community, CommunityMember, Standing
from portal.db import db
from portal.insights.snapshot import take_snapshot
from portal.mentorship.models import Mentor, Mentorship, MentorshipRequest
from portal.notices.rules import tell
from portal.people import manager
from portal.people.models import Experience, NamedReader, Person, Photo
from portal.plans.models import Plan, PlanStep
from portal.roles.models import Family, Role
from portal.skills.models import PersonSkill, Skill
from tests.api.calling import Program
from tests.cast import person as employee
from tests.checking import Browser
from tests.index import in_step

# Reader → what they are to Ada. "new" leads her since today, "old" did when she shared.
READERS = {
    "ada": None,  # herself
    "sam": Audience.NOBODY,
    "mei": Audience.MENTORS,
    "past": Audience.NOBODY,  # mentored her once
    "manu": Audience.MANAGER,
    "hana": Audience.HR,
    "alex": Audience.NOBODY,  # an administrator
    "nat": Audience.NAMED,
}
AFTER_A_CHANGE = READERS | {"manu": Audience.NOBODY, "new": Audience.NOBODY}
AUDIENCES = (
    Audience.NOBODY, Audience.NAMED, Audience.MENTORS, Audience.MANAGER, Audience.HR,
    Audience.EVERYONE, Audience.NAMED | Audience.MANAGER, Audience.MENTORS | Audience.HR,
    Audience.WAITING,
)  # fmt: skip


@dataclass(frozen=True)
class Item:
    """Something of Ada's: the column that says who sees it, and the words it is known by."""

    column: str
    canaries: tuple[str, ...]


ITEMS = {
    "about": Item("person.about_audience", ("Quillheadline", "Quillwords")),
    "skill": Item("person_skill.audience", ("Quillskill",)),
    "experience": Item("experience.audience", ("Quillpost", "Quillplace", "Quilldeeds")),
    "photo": Item("photo.audience", ("quilldigest",)),
    "roles": Item("aspiration_profile.roles_audience", ("Quilltarget",)),
    "drivers": Item("aspiration_profile.drivers_audience", ("Working outdoors",)),
    "preferences": Item("aspiration_profile.preferences_audience", ("Open to being asked",)),
    "words": Item("aspiration_profile.words_audience", ("Quillwish",)),
    "check-in": Item("check_in.audience", ("Quillmood",)),
    "plan": Item("plan.audience", ("Quillplan", "Quillstep")),
}
# That one belongs to a community: a yes or a no, on the page of its members.
OF_MEMBERS = "community_member.audience"
# What stands on a page of its own; all else is on the page of the person, and on paper but for what
# is of the day.
APART = {"plan": "/plan"}
NOT_ON_PAPER = {"check-in"}
EVERY_CANARY = [canary for item in ITEMS.values() for canary in item.canaries] + ["Quillprivate"]


def test_every_audience_of_the_tables_has_a_line_here():
    """A new thing to share is in the matrix, or this fails."""
    found = {f"{column.table.name}.{column.name}" for column in manager.columns()}
    assert found == {item.column for item in ITEMS.values()} | {OF_MEMBERS}


@pytest.fixture
def stage(app, cast):
    """Ada with a canary in everything, and everybody who might look."""
    ada = cast.ada
    cast.past = employee("Pia Past", cast.parks)
    cast.nat = employee("Nat Named", cast.parks)
    cast.new = employee("Noor New", cast.permits, level=4)
    family = Family(name="Nature")
    skill, private = Skill(name="Quillskill", folded="quillskill"), Skill(
        name="Quillprivate", folded="quillprivate"
    )  # fmt: skip
    db.session.add_all([family, skill, private])
    db.session.flush()
    role = Role(family_id=family.id, title="Quilltarget", level=3)
    db.session.add_all([role, Mentor(id=cast.mei.id), Mentor(id=cast.past.id)])
    db.session.add(Mentor(id=ada.id, capacity=3))
    db.session.flush()
    ada.headline, ada.about = "Quillheadline", "Quillwords"
    ada.shared_with_manager_id, ada.shared_with_manager_at = cast.manu.id, clock.now()
    until = clock.today() + timedelta(days=90)
    db.session.add_all([
        PersonSkill(person_id=ada.id, skill_id=skill.id, level=3, can_teach=True),
        PersonSkill(person_id=ada.id, skill_id=private.id, level=3, can_teach=True,
                    audience=Audience.NOBODY),
        Experience(person_id=ada.id, title="Quillpost", organisation="Quillplace",
                   description="Quilldeeds", started_on=clock.today()),
        Photo(person_id=ada.id, large=b"RIFF", small=b"RIFF", digest="quilldigest"),
        AspirationProfile(person_id=ada.id, words="Quillwish", open_to_approaches=True),
        Aspiration(person_id=ada.id, role_id=role.id),
        Driver(person_id=ada.id, code="outdoors"),
        CheckIn(person_id=ada.id, energy="good", words="Quillmood"),
        CheckIn(person_id=ada.id, words="Quillprivate", removed_at=clock.now(),
                audience=Audience.EVERYONE),
        HrConsent(person_id=ada.id, purpose="step", until=until),
        NamedReader(person_id=ada.id, reader_id=cast.nat.id),
        Mentorship(mentor_id=cast.mei.id, mentee_id=ada.id, started_at=clock.now(), ends_on=until),
        Mentorship(mentor_id=cast.past.id, mentee_id=ada.id, started_at=clock.now(), ends_on=until,
                   state="ended", ended_at=clock.now()),
        MentorshipRequest(mentor_id=ada.id, mentee_id=cast.sam.id, message="x" * 30,
                          state="requested", sent_at=clock.now()),
    ])  # fmt: skip
    plan, own = Plan(person_id=ada.id, title="Quillplan"), Plan(
        person_id=ada.id, title="Quillprivate", state="later"
    )  # fmt: skip
    plan.steps = [PlanStep(position=0, title="Quillstep", note="Quillprivate")]
    own.steps = [PlanStep(position=0, title="Quillprivate")]
    db.session.add_all([plan, own])
    for reader in (cast.sam, cast.manu, cast.hana):
        tell(reader.id, key=f"matrix:{reader.id}", kind="share.role", who=ada.name,
             title="Quill", path=f"/people/{ada.id}")  # fmt: skip
    db.session.commit()
    return cast


def open_to(ada_id, audience, only=None):
    """Give every item (or `only` one) this audience; the others are for Ada alone."""
    ada = db.session.get_one(Person, ada_id)
    rows = {
        "person": ada,
        "photo": db.session.get_one(Photo, ada_id),
        "aspiration_profile": db.session.get_one(AspirationProfile, ada_id),
        "experience": db.session.query(Experience).filter_by(person_id=ada_id).one(),
        "check_in": db.session.query(CheckIn).filter_by(person_id=ada_id, words="Quillmood").one(),
        "plan": db.session.query(Plan).filter_by(person_id=ada_id, title="Quillplan").one(),
        "person_skill": db.session.query(PersonSkill)
        .join(Skill, Skill.id == PersonSkill.skill_id)
        .filter(PersonSkill.person_id == ada_id, Skill.name == "Quillskill")
        .one(),
    }
    for name, item in ITEMS.items():
        table, _, column = item.column.partition(".")
        setattr(rows[table], column, audience if only in (None, name) else Audience.NOBODY)
    db.session.commit()


def words_of(answer):
    return answer.get_data(as_text=True)


def seen(text, canaries=EVERY_CANARY):
    return {canary for canary in canaries if canary in text}


def on(surface):
    """The items that stand on a page of the person."""
    here = [name for name in ITEMS if (name in APART) == (surface in APART.values())]
    return [name for name in here if surface != "/paper" or name not in NOT_ON_PAPER]


def expected(audience, groups, names):
    """What a reader of these groups sees when every item has this audience."""
    if not audience.includes(groups):
        return set()
    return {canary for name in names for canary in ITEMS[name].canaries}


@pytest.mark.parametrize("surface", ["", "/paper", "/plan"])
def test_the_page_of_a_person(app, stage, surface):
    """Reader by reader and audience by audience, exactly what the table says."""
    others = [name for name, groups in READERS.items() if groups is not None]
    browsers = {name: Browser(app).sign_in(getattr(stage, name)) for name in others}
    path = f"/people/{stage.ada.id}{surface}"
    for audience in AUDIENCES:
        open_to(stage.ada.id, audience)
        for name, browser in browsers.items():
            shown = seen(words_of(browser.get(path)))
            assert shown == expected(audience, READERS[name], on(surface)), (audience, name)


def test_who_belongs_to_a_community_is_shown_to_everyone_or_to_nobody(app, stage):
    """Hosts are no exception, and neither is whoever may see all the rest."""
    one = Community(name="Quillcircle", purpose="To draw together.")
    db.session.add(one)
    db.session.flush()
    mine = CommunityMember(community_id=one.id, person_id=stage.ada.id, standing=Standing.MEMBER)
    db.session.add_all([mine, CommunityMember(
        community_id=one.id, person_id=stage.sam.id, standing=Standing.HOST)])  # fmt: skip
    db.session.commit()
    others = [name for name, groups in READERS.items() if groups is not None]
    browsers = {name: Browser(app).sign_in(getattr(stage, name)) for name in others}
    for audience in (Audience.NOBODY, Audience.MANAGER, Audience.HR, Audience.EVERYONE):
        mine.audience = audience
        db.session.commit()
        for name, browser in browsers.items():
            text = words_of(browser.get(f"/communities/{one.id}/people"))
            assert ("Ada Okafor" in text) == (audience == Audience.EVERYONE), (audience, name)


# What the API calls by another word than the pages.
TO_PROGRAMS = {'"outdoors"': "Working outdoors", '"open_to_approaches":true': "Open to being asked"}
NOT_FOR_PROGRAMS = {"photo", "check-in"}


def told(program, path):
    """What a program is told, in the words of the pages."""
    text = words_of(program.ask(path))
    return text + "".join(word for code, word in TO_PROGRAMS.items() if code in text)


def test_a_program_is_told_what_the_pages_show(app, stage):
    """The API as a surface of everything at once: reader by reader, audience by audience."""
    programs = {
        name: Program(app, getattr(stage, name))
        for name, groups in READERS.items()
        if groups is not None
    }
    names = [name for name in ITEMS if name not in NOT_FOR_PROGRAMS]
    path = f"/people/{stage.ada.id}"
    for audience in AUDIENCES:
        open_to(stage.ada.id, audience)
        for name, program in programs.items():
            shown = seen(told(program, path))
            assert shown == expected(audience, READERS[name], names), (audience, name)
    for name in names:
        open_to(stage.ada.id, Audience.MENTORS, only=name)
        for reader, groups in (("mei", Audience.MENTORS), ("manu", Audience.MANAGER)):
            shown = seen(told(programs[reader], path))
            assert shown == expected(Audience.MENTORS, groups, [name]), (name, reader)
    own = seen(told(Program(app, stage.ada), "/me"))
    assert own == {canary for name in names for canary in ITEMS[name].canaries} | {"Quillprivate"}
    open_to(stage.ada.id, Audience.MANAGER)
    stage.ada.manager_id = stage.new.id
    db.session.commit()
    for program in (programs["manu"], Program(app, stage.new)):
        assert seen(told(program, path)) == set()


@pytest.mark.parametrize("name", ITEMS)
def test_each_item_opens_by_itself(app, stage, name):
    open_to(stage.ada.id, Audience.MENTORS, only=name)
    for reader, groups in (("mei", Audience.MENTORS), ("manu", Audience.MANAGER)):
        path = f"/people/{stage.ada.id}{APART.get(name, '')}"
        page = Browser(app).sign_in(getattr(stage, reader)).get(path)
        assert seen(words_of(page)) == expected(Audience.MENTORS, groups, [name]), reader


def test_the_photo_itself_and_the_page_to_suggest_a_skill(app, stage):
    others = [name for name, groups in READERS.items() if groups is not None]
    for name in others:
        browser = Browser(app).sign_in(getattr(stage, name))
        for audience in AUDIENCES:
            open_to(stage.ada.id, audience)
            opens = audience.includes(READERS[name])
            for size in ("", "?size=small"):
                browser.get(f"/people/{stage.ada.id}/photo{size}", status=200 if opens else 404)
            text = words_of(browser.get(f"/people/{stage.ada.id}/suggest"))
            assert ("Quillskill" in text) == opens, (audience, name)
            assert "Quillprivate" not in text


def test_after_a_change_of_manager_neither_sees_what_was_for_the_manager(app, stage):
    open_to(stage.ada.id, Audience.MANAGER)
    stage.ada.manager_id = stage.new.id
    db.session.commit()
    for name, groups in AFTER_A_CHANGE.items():
        if groups is not None:
            for surface in ("", *APART.values()):
                page = Browser(app).sign_in(getattr(stage, name))
                shown = seen(words_of(page.get(f"/people/{stage.ada.id}{surface}")))
                assert shown == set(), (name, surface)
    home = Browser(app).sign_in(stage.new).get("/")
    assert "Keeps their aspirations private" in words_of(home)
    assert not seen(words_of(home))


@pytest.mark.parametrize("kind", ["colleague", "manager", "mentor", "hr", "named", "nat", "mei"])
def test_ada_sees_her_page_exactly_as_others_do(app, stage, kind):
    reader = {"colleague": "sam", "manager": "manu", "mentor": "mei", "hr": "hana", "named": "nat"}
    asked = str(getattr(stage, kind).id) if kind in ("nat", "mei") else kind
    name = reader.get(kind, kind)
    ada, other = Browser(app).sign_in(stage.ada), Browser(app).sign_in(getattr(stage, name))
    for audience in (Audience.NAMED, Audience.MENTORS, Audience.MANAGER, Audience.EVERYONE):
        open_to(stage.ada.id, audience)
        for surface in ("", *APART.values()):
            own = seen(words_of(ada.get(f"/people/{stage.ada.id}{surface}?as={asked}")))
            theirs = seen(words_of(other.get(f"/people/{stage.ada.id}{surface}")))
            assert own == theirs, (audience, kind, surface)


# Pages of others on which Ada's name may stand, and never more than everyone sees of her.
ELSEWHERE = (
    "/search?q={canary}", "/search/suggest?q={canary}", "/roles?q={canary}", "/mentors",
    "/mentors?q={canary}", "/me/skills/find?skill={canary}", "/notifications", "/", "/me",
    "/mentorship", "/mentorship/ask/{ada}", "/me/aspirations/find?target={canary}",
    "/me/visibility/people?q={canary}", "/validation/ask?q={canary}", "/mentors/suggest?q={canary}",
    "/roles/suggest?q={canary}", "/validation", "/validation/ask/{ada}", "/mentors/{ada}/ask",
    "/curate/skills?q={canary}", "/curate/hygiene", "/me/skills/suggestions", "/insights",
    "/people/{ada}/mentor", "/feedback/ask?find=1&q={canary}", "/feedback/ask?to={ada}",
    "/people/{ada}/praise",
)  # fmt: skip


@pytest.mark.parametrize("audience", [Audience.NOBODY, Audience.MANAGER])
def test_no_other_surface_tells_what_is_not_open_to_everyone(app, stage, audience):
    """Search results, suggestions, counts, notices, first pages, mentors: for every reader."""
    open_to(stage.ada.id, audience)
    in_step(app.config["SETTINGS"].index_folder)
    take_snapshot(clock.now())
    # The name of a skill, a role or a driver is no secret; whose it is would be.
    public = ("Quillskill", "Quilltarget", "Quillprivate", "Working outdoors")
    hidden = {canary for canary in EVERY_CANARY if canary not in public}
    for name in ("sam", "manu", "hana", "alex"):
        browser = Browser(app).sign_in(getattr(stage, name))
        for path in ELSEWHERE:
            for canary in ("quillskill", "quillwords") if "{canary}" in path else ("",):
                url = path.format(canary=canary, ada=stage.ada.id)
                answer = browser._raw("GET", url)
                assert answer.status_code in (200, 303, 403, 404), (name, url)
                text = words_of(answer)
                assert not seen(text, hidden), (name, url)
                if "search" in path:
                    assert "Ada Okafor" not in text, (name, url)
                if path == "/":
                    shares = name == "manu" and audience == Audience.MANAGER
                    assert ("Quilltarget" in text) == shares, (name, url)


@pytest.mark.parametrize("audience", [Audience.NOBODY, Audience.MANAGER])
def test_no_other_address_of_the_api_tells_it_either(app, stage, audience):
    open_to(stage.ada.id, audience)
    in_step(app.config["SETTINGS"].index_folder)
    take_snapshot(clock.now())
    public = ("Quillskill", "Quilltarget", "Quillprivate", "Working outdoors")
    hidden = {canary for canary in EVERY_CANARY if canary not in public}
    lists = [f"/{kind}?q={word}" for kind in ("people", "mentors", "roles", "skills", "learning")
             for word in ("quillskill", "quillwords")]  # fmt: skip
    for name in ("sam", "manu", "hana"):
        program = Program(app, getattr(stage, name))
        for path in (*lists, "/me", "/mentorship", "/notifications"):
            text = told(program, path)
            assert not seen(text, hidden), (name, path)
            if path in lists:
                assert "Ada Okafor" not in text, (name, path)
        figures = program.ask("/insights", 200 if name == "hana" else 403)
        assert not seen(words_of(figures), hidden), name


def test_what_is_open_to_everyone_is_found(app, stage):
    """The other side of it: the matrix does not pass because nothing is ever found."""
    open_to(stage.ada.id, Audience.EVERYONE)
    in_step(app.config["SETTINGS"].index_folder)
    sam = Browser(app).sign_in(stage.sam)
    program = Program(app, stage.sam)
    for canary in ("quillskill", "quillwords"):
        assert "Ada Okafor" in words_of(sam.get(f"/search?q={canary}")), canary
        assert "Ada Okafor" in words_of(program.ask(f"/people?q={canary}")), canary


def test_the_totals_never_hold_a_person(app, stage):
    """Files and pages of HR: figures of groups only, whatever one shares."""
    open_to(stage.ada.id, Audience.EVERYONE)
    take_snapshot(clock.now())
    hana = Browser(app).sign_in(stage.hana)
    for path in ("/insights", "/insights.csv"):
        text = words_of(hana.get(path))
        assert "Ada Okafor" not in text
        assert not seen(
            text, [c for c in EVERY_CANARY if c not in ("Quilltarget", "Working outdoors")]
        )


def test_signed_out_and_gone_see_nothing(app, stage, visitor):
    open_to(stage.ada.id, Audience.EVERYONE)
    path = f"/people/{stage.ada.id}"
    answer = visitor.get(path, status=303)
    assert answer.location.startswith("/sign-in")
    lee = Browser(app).sign_in(stage.lee)
    assert lee.get(path, status=303).location.startswith("/sign-in")
    stage.ada.left_on = clock.today() - timedelta(days=1)
    db.session.commit()
    Browser(app).sign_in(stage.sam).get(path, status=404)


def test_ada_alone_sees_everything_on_her_own_pages(app, stage):
    open_to(stage.ada.id, Audience.NOBODY)
    ada = Browser(app).sign_in(stage.ada)
    told = words_of(ada.get("/me")) + words_of(ada.get("/me/aspirations"))
    told += words_of(ada.get("/me/visibility")) + words_of(ada.get("/plan"))
    for canary in (
        "Quillplan",
        "Quillstep",
        "Quillheadline",
        "Quillskill",
        "Quillpost",
        "Quilltarget",
        "Quillwish",
    ):
        assert canary in told, canary


def test_every_address_about_a_person_is_looked_at_here(app):
    """A new page of a person belongs into the matrix."""
    about_a_person = {rule.rule for rule in app.url_map.iter_rules() if "/people/<" in rule.rule}
    assert about_a_person <= {
        "/people/<uuid:id>", "/people/<uuid:id>/paper", "/people/<uuid:id>/photo",
        "/people/<uuid:person_id>/praise",
        "/people/<uuid:id>/suggest", "/people/<uuid:id>/plan", "/api/v1/people/<uuid:id>",
        "/people/<uuid:person_id>/mentor",
    }, about_a_person  # fmt: skip
