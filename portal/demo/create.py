"""Makes the demo organisation: the same people for the same size and seed, relative to today."""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from portal import clock, outbox
from portal.accounts import passwords
from portal.accounts.models import Account
from portal.aspirations.models import Aspiration, AspirationProfile, Driver, HrConsent
from portal.checkins.models import CheckIn
from portal.db import db, transaction
from portal.demo import (
    asking,
    careers,
    cast,
    checking_in,
    communities,
    confirmations,
    curating,
    ends,
    enrolling,
    giving,
    launching,
    learned,
    learning,
    mentoring,
    offering,
    opportunities,
    plans,
    population,
    portrait,
    programmes,
    saving,
    seeking,
    skills_depth,
    structure,
    talking,
    telling,
    together,
    visibility,
    wishes,
)  # fmt: skip
from portal.demo.cast import ACCOUNTS
from portal.demo.names import name
from portal.demo.population import Member, identity
from portal.demo.structure import City
from portal.people.models import Move, Person
from portal.search.indexing import ALL
from portal.skills.models import Evidence, PersonSkill
from portal.validation.models import Validation

PASSWORD = "port-ashby-demo"  # noqa: S105 - published on purpose, for invented people
AT_ONCE = 1000
Progress = Callable[[int, int], None]


def create(people: int = 320, seed: int = 1, progress: Progress | None = None) -> int:
    """Fill the database with about `people` persons. How many there are now.

    `progress` is told (people done, people expected). Small organisations come in one transaction,
    large ones in batches.
    """
    rng = Random(seed)  # noqa: S311 - the same city for the same seed; nothing secret
    with transaction():
        city = structure.build()
        learning.build(city)
        enrolling.budgets(city)
    made = 0
    heads: dict[str, UUID] = {}
    mentors: list[tuple[Member, int]] = []
    mentees: list[Member] = []
    for batch in _batches(population.members(people, rng), AT_ONCE):
        with transaction():
            for member in batch:
                heads.setdefault(member.role.department, member.id)
            write(batch, city, rng)
            talking.fill(batch)
            _volunteers(batch, mentors, city, rng)
        mentees += [m for m in batch if m.left_on is None][: AT_ONCE // 4]
        made += len(batch)
        if progress:
            progress(made, people)
    with transaction():
        made += _fixed(city, heads, rng)
        _requests(mentors, mentees, city, rng)
        together.fill(rng)
        programmes.stories(city)
        asking.stories()
        enrolling.fill()
        outbox.put(outbox.INDEX, ALL)
    return made


def _batches(members: Iterator[Member], size: int) -> Iterator[list[Member]]:
    batch: list[Member] = []
    for member in members:
        batch.append(member)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def write(members: list[Member], city: City, rng: Random, *, wanting: bool = True) -> None:
    """Persons with accounts, skills, moves and, where `wanting`, aspirations."""
    _insert(Person, [member.row(city) for member in members])
    _insert(
        Account, [{"person_id": m.id, "email": m.email, "password_hash": None} for m in members]
    )
    said = confirmations.by_managers(members, city)
    _insert(PersonSkill, [row for m in members for row in _skill_rows(m, city, rng)])
    _insert(Validation, said)
    _insert(Evidence, list(skills_depth.evidence_of(members, city)))
    _insert(Move, [row for m in members for row in careers.of(m, list(_moves(m, city, rng)), city)])
    enrolling.history(members, city)
    if wanting:
        _insert(CheckIn, checking_in.of(m for m in members if m.left_on is None))
        _wishes([m for m in members if m.left_on is None and rng.random() < 0.74], city, rng)


def _insert(model: type[Any], rows: list[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(insert(model), rows)


def _skill_rows(member: Member, city: City, rng: Random) -> Iterable[dict[str, Any]]:
    for skill_name, row in member.skills.items():
        yield row | {
            "id": identity(rng),
            "person_id": member.id,
            "skill_id": city.skills[skill_name],
            "created_at": row["updated_at"],
            "reviewed_at": row["updated_at"],
        }


def _moves(member: Member, city: City, rng: Random) -> Iterable[dict[str, Any]]:
    """Hired once; some came to their role from another; some have left."""
    department = city.departments[member.role.department]
    here = city.roles[member.role.title]
    kinds: list[tuple[str, Any, UUID | None, UUID | None]] = []
    days = (clock.today() - member.hired_on).days
    earlier = [city.roles[x.title] for x in population.earlier_roles(member.role)]
    if days > 900 and earlier and rng.random() < 0.4:
        before = rng.choice(earlier)
        moved = member.hired_on + timedelta(days=int(days * rng.uniform(0.3, 0.9)))
        kinds = [("hire", member.hired_on, None, before), ("promotion", moved, before, here)]
    else:
        kinds = [("hire", member.hired_on, None, here)]
    if member.left_on:
        kinds.append(("exit", member.left_on, here, None))
    for kind, on, origin, target in kinds:
        yield {
            "id": identity(rng),
            "person_id": member.id,
            "kind": kind,
            "effective_on": on,
            "from_role_id": origin,
            "to_role_id": target,
            "from_department_id": department if origin else None,
            "to_department_id": department if target else None,
        }


def _wishes(members: list[Member], city: City, rng: Random) -> None:
    aims = []
    for member in members:
        role = wishes.target(member, rng)
        if role is not None:
            aims.append(wishes.aspiration(member, role, city, rng))
            further = wishes.target(member, rng)
            if further is not None and further is not role and rng.random() < 0.25:
                aims.append(wishes.aspiration(member, further, city, rng, aim="ultimate"))
    profiles = [wishes.profile(member, rng) for member in members]
    _insert(AspirationProfile, profiles)
    _insert(HrConsent, wishes.consents(profiles))
    _insert(Aspiration, aims)
    plans.of_aims(aims, {key: title for title, key in city.roles.items()})
    _insert(Driver, [row for member in members for row in wishes.drivers(member, rng)])


def _volunteers(
    batch: list[Member], mentors: list[tuple[Member, int]], city: City, rng: Random
) -> None:
    for member in batch:
        if mentoring.can_mentor(member) and rng.random() < 0.45:
            takes = mentoring.mentor(member, city, rng)
            if len(mentors) < AT_ONCE:
                mentors.append((member, takes))


def _fixed(city: City, heads: dict[str, UUID], rng: Random) -> int:
    """The fixed accounts, Daniel's team and their stories. How many people."""
    people = cast.members(rng, heads)
    crew = cast.team(people, [name(rng) for _ in cast.TEAM], rng)
    # A manager is written before the people they lead.
    in_order = sorted(people.values(), key=lambda member: member is not people["manager"])
    write(in_order, city, rng, wanting=False)
    write(crew, city, rng)
    hashed = passwords.digest(PASSWORD)
    for part, member in people.items():
        account = db.session.scalars(select(Account).where(Account.person_id == member.id)).one()
        account.password_hash = hashed
        account.hr, account.admin = part == "hr", part == "admin"
    db.session.flush()
    cast.stories(people, crew, city, rng)
    offering.stories(people, crew)
    visibility.stories(people, crew, rng)
    confirmations.stories(people, crew, city)
    giving.stories(people, crew, city)
    portrait.hang(people["mentor"])
    skills_depth.stories(people, crew, city)
    curating.stories(people, crew, city)
    saving.stories(people, crew, city)
    enrolling.stories(people, crew, city)
    learned.stories(people, city)
    opportunities.stories(people, crew, city, heads)
    communities.stories(people, city)
    seeking.stories(people, crew, city, heads)
    plans.stories(people, city)
    together.stories(people, rng)
    ends.stories(people, crew, city, heads, rng)
    checking_in.stories(people)
    talking.stories(people, crew, heads)
    telling.stories(people)
    launching.stories(people)
    return len(people) + len(crew)


def _requests(
    mentors: list[tuple[Member, int]], mentees: list[Member], city: City, rng: Random
) -> None:
    """Requests in every state; nobody guides more than they offered, or is asked twice by one."""
    states = [state for state, (weight, _) in mentoring.STATES.items() for _ in range(weight)]
    asked: set[tuple[UUID, UUID]] = set()
    for n, (mentor, takes) in enumerate(mentors):
        free = takes
        drawn = rng.sample(states, min(3, 1 + n % 3))
        for state in sorted([*drawn, "requested"] if takes == 1 else drawn):
            mentee = rng.choice(mentees)
            pair = (mentor.id, mentee.id)
            if mentee.id == mentor.id or pair in asked or (state == "accepted" and not free):
                continue
            asked.add(pair)
            free -= state == "accepted"
            waits = state == "requested" and not free
            mentoring.request(mentor, mentee, city, rng, "waitlisted" if waits else state)


__all__ = ["ACCOUNTS", "PASSWORD", "create"]
