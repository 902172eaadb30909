"""Every change of a community and of who belongs to it, as verbs. Its row is locked."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import update

from portal import clock, outbox
from portal.audience import Audience
from portal.communities import queries
from portal.communities.models import Community, CommunityMember, CommunitySkill, Standing
from portal.db import db
from portal.errors import Refused, Stale
from portal.skills.merging import rules as merging

MOST_SKILLS, MOST_HOSTS, MOST_HOSTED = 4, 6, 20
BELONGS = (Standing.MEMBER, Standing.HOST)


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a community says of itself."""

    name: str
    purpose: str
    meets: str = ""
    skill_ids: tuple[UUID, ...] = ()


def said_of(one: Community) -> Said:
    """What it says now."""
    ids = tuple(skill.skill_id for skill in one.skills)
    return Said(name=one.name, purpose=one.purpose, meets=one.meets, skill_ids=ids)


def start(said: Said, person_id: UUID) -> Community:
    """A new one, hosted by whoever starts it. Raises Refused for what cannot be."""
    _free(said.name)
    if queries.hosted_by(person_id) >= MOST_HOSTED:
        raise Refused(f"You host {MOST_HOSTED} communities already. Hand one over first.")
    one = Community(name=said.name, purpose=said.purpose, meets=said.meets)
    db.session.add(one)
    db.session.flush()
    _set_skills(one, said.skill_ids)
    _stand(one, person_id, Standing.HOST)
    return one


def change(one: Community, said: Said, version: int) -> None:
    """Say something else of it. Raises Stale when somebody saved it since, Refused for a name that
    another one has.
    """
    if said == said_of(one):
        return
    if version != one.version:
        raise Stale
    if said.name != one.name:
        _free(said.name, but=one.id)
    renamed = (said.name, said.skill_ids) != (one.name, said_of(one).skill_ids)
    one.name, one.purpose, one.meets = said.name, said.purpose, said.meets
    _set_skills(one, said.skill_ids)
    one.version += 1
    if renamed:
        _knowledge_anew(one.id)


def _free(name: str, but: UUID | None = None) -> None:
    if queries.taken(name, but):
        raise Refused("There is a community of this name. Join it, or choose another name.")


def _set_skills(one: Community, ids: tuple[UUID, ...]) -> None:
    one.skills = []
    db.session.flush()
    skills = {skill.id: skill for skill in (merging.in_use(key) for key in ids[:MOST_SKILLS])}
    one.skills = [
        CommunitySkill(community_id=one.id, skill_id=key, position=n)
        for n, key in enumerate(skills)
    ]
    db.session.flush()


def _knowledge_anew(community_id: UUID) -> None:
    """What is kept says in search of which community it is, and of which skills."""
    for key in queries.kept_ids(community_id):
        outbox.put(outbox.INDEX, f"knowledge:{key}")


def member(one: Community, person_id: UUID) -> CommunityMember | None:
    """What this person has with it, if ever anything."""
    return db.session.get(CommunityMember, (one.id, person_id))


def _stand(one: Community, person_id: UUID, standing: Standing) -> CommunityMember:
    row = member(one, person_id)
    if row is None:
        row = CommunityMember(community_id=one.id, person_id=person_id)
        db.session.add(row)
    if row.standing not in BELONGS:
        row.joined_at = clock.now()
    row.standing, row.asked = standing, False
    db.session.flush()
    db.session.expire(one, ["hosts"])
    return row


def join(one: Community, person_id: UUID, *, shown: bool = False) -> bool:
    """Belong to it. Out: whether that is new. Raises Refused once it is closed."""
    row = member(one, person_id)
    if row is not None and row.standing in BELONGS:
        return False
    _open(one)
    row = _stand(one, person_id, Standing.MEMBER)
    row.audience = Audience.EVERYONE if shown else Audience.NOBODY
    return True


def leave(one: Community, person_id: UUID) -> None:
    """Belong to it no more. Raises Refused for its only host while it is open."""
    row = member(one, person_id)
    if row is None or row.standing not in BELONGS:
        return
    _not_the_last(one, row)
    row.standing, row.audience = Standing.NONE, Audience.NOBODY


def show(one: Community, person_id: UUID, *, shown: bool) -> None:
    """Whether colleagues may see that one belongs to it."""
    row = member(one, person_id)
    if row is None or row.standing not in BELONGS:
        raise Refused("You do not belong to this community.")
    row.audience = Audience.EVERYONE if shown else Audience.NOBODY


def ask_to_host(one: Community, person_id: UUID) -> None:
    """Ask a colleague to look after it too; nothing changes until they say yes."""
    _open(one)
    row = member(one, person_id)
    if row is not None and (row.asked or row.standing == Standing.HOST):
        return
    if len(one.host_ids) >= MOST_HOSTS:
        raise Refused(f"{MOST_HOSTS} hosts are enough.")
    if row is None:
        row = CommunityMember(community_id=one.id, person_id=person_id)
        db.session.add(row)
    row.asked = True
    outbox.put("notify.community.asked", f"{one.id}:{person_id}")


def host(one: Community, person_id: UUID, *, hr: bool = False) -> None:
    """Look after it: who was asked may, and anybody who belongs to it while nobody does; so may HR.

    Raises Refused for everybody else.
    """
    _open(one)
    row = member(one, person_id)
    if person_id in one.host_ids:
        return
    asked = row is not None and row.asked
    free = not one.host_ids and (hr or (row is not None and row.standing in BELONGS))
    if not asked and not free:
        raise Refused("Somebody looks after it already.")
    _stand(one, person_id, Standing.HOST)


def decline(one: Community, person_id: UUID) -> None:
    """Not to host it."""
    row = member(one, person_id)
    if row is not None:
        row.asked = False


def step_down(one: Community, person_id: UUID) -> None:
    """Belong to it without looking after it. Raises Refused for its only host."""
    row = member(one, person_id)
    if row is None or row.standing != Standing.HOST:
        return
    _not_the_last(one, row)
    _stand(one, person_id, Standing.MEMBER)


def _not_the_last(one: Community, row: CommunityMember) -> None:
    if one.closed_at is None and one.host_ids == {row.person_id}:
        raise Refused("You are its only host. Ask somebody else to host it first, or close it.")


def close(one: Community) -> None:
    """Nobody writes there any more. What was kept is found as before."""
    one.closed_at = one.closed_at or clock.now()


def reopen(one: Community) -> None:
    """It goes on."""
    one.closed_at = None


def leave_behind(one: Community, gone: list[UUID]) -> None:
    """People have left the organisation. Without a host whoever belongs to it longest is asked;
    where nobody does, HR hears of it.
    """
    hosts = one.host_ids
    db.session.execute(
        update(CommunityMember)
        .where(CommunityMember.community_id == one.id, CommunityMember.person_id.in_(gone))
        .values(standing=Standing.NONE, asked=False, audience=Audience.NOBODY)
    )
    db.session.expire(one, ["hosts"])
    if one.closed_at is None and hosts and not hosts - set(gone):
        outbox.put("notify.community.hostless", f"{one.id}")


def _open(one: Community) -> None:
    if one.closed_at is not None:
        raise Refused("This community is closed. What was kept there can still be read.")
