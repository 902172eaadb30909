"""Who somebody is to the policy, and the conditions it is written in.

A condition looks only at attributes of the actor and of the thing, which is the row an action is
about, or None for a page. Which action has which condition stands in `portal.access`, alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Actor:
    """The person who is signed in, with what the policy needs to know of them."""

    id: UUID
    account_id: UUID
    session_id: UUID
    name: str
    job_title: str
    department_id: UUID
    manager_id: UUID | None
    role_id: UUID | None
    level: int | None
    hr: bool
    admin: bool
    leads: bool
    theme: str
    # Named by an administrator to read concerns; a program never acts as one of them.
    safeguards: bool = False
    time_zone: str = ""


Condition = Callable[[Actor, Any], bool]


def anyone(_actor: Actor, _thing: Any) -> bool:
    """Every active account."""
    return True


def owner(actor: Actor, thing: Any) -> bool:
    """The person the row belongs to."""
    return bool(thing.person_id == actor.id)


def someone_else(actor: Actor, thing: Any) -> bool:
    """Anyone but the person the row is."""
    return bool(thing.id != actor.id)


def still_here(_actor: Actor, thing: Any) -> bool:
    """People who have left have no page."""
    return bool(thing.active)


def offered(_actor: Actor, thing: Any) -> bool:
    """What is or was offered to learn; a draft is nobody's yet."""
    return bool(thing.status != "draft")


def given_the_link(_actor: Actor, thing: Any) -> bool:
    """Whoever was given the link to what its owner shares."""
    return bool(thing.shared)


def mentor(actor: Actor, thing: Any) -> bool:
    return bool(thing.mentor_id == actor.id)


def sent_to(actor: Actor, thing: Any) -> bool:
    """The mentor it is known to: of a request that is not sent yet they know nothing."""
    return mentor(actor, thing) and not getattr(thing, "unsent", False)


def not_their_mentor(actor: Actor, thing: Any) -> bool:
    """Anyone but the mentor whose row it is."""
    return bool(thing.mentor_id != actor.id)


def mentee(actor: Actor, thing: Any) -> bool:
    return bool(thing.mentee_id == actor.id)


def confirmer(actor: Actor, thing: Any) -> bool:
    """Who says something of somebody's skill, or gives them feedback."""
    return bool(thing.by_id == actor.id)


def looks_after(actor: Actor, thing: Any) -> bool:
    """Whoever of HR looks after the programme: it is they who read what members wrote."""
    return actor.hr and actor.id in thing.owner_ids


def announced(_actor: Actor, thing: Any) -> bool:
    """What HR has opened; a draft is nobody's yet."""
    return bool(thing.state != "draft")


def proposed_to(actor: Actor, thing: Any) -> bool:
    """The two a proposal was sent to."""
    return bool(thing.state != "proposed" and actor.id in (thing.mentee_id, thing.mentor_id))


def asker(actor: Actor, thing: Any) -> bool:
    """Whoever began it."""
    return bool(thing.asker_id == actor.id)


def answerer(actor: Actor, thing: Any) -> bool:
    """Whose answer it waits for."""
    return bool(thing.answerer_id == actor.id)


def receiver(actor: Actor, thing: Any) -> bool:
    """Whoever was told of it."""
    return bool(thing.told and thing.receiver_id == actor.id)


def leads_learner(actor: Actor, thing: Any) -> bool:
    """The line manager of whoever learns it."""
    return bool(thing.manager_id == actor.id and thing.person_id != actor.id)


def leads_it(actor: Actor, thing: Any) -> bool:
    """Who offers the opportunity, or what an application is for."""
    return actor.id in thing.owner_ids


def hosts(actor: Actor, thing: Any) -> bool:
    """Who looks after the community that it is, or stands in."""
    return actor.id in thing.host_ids


def not_theirs(actor: Actor, thing: Any) -> bool:
    """Anyone but the person it belongs to."""
    return bool(thing.person_id != actor.id)


def still_open(_actor: Actor, thing: Any) -> bool:
    """What nobody has closed."""
    return thing.closed_at is None


def applicant(actor: Actor, thing: Any) -> bool:
    """Anyone who does not offer it themselves, once it is known."""
    return known_to_all(actor, thing) and actor.id not in thing.owner_ids


def known_to_all(_actor: Actor, thing: Any) -> bool:
    """An opportunity that was published; a draft, or one that waits for HR, is not."""
    return thing.state not in ("draft", "submitted")


def approves(actor: Actor, thing: Any) -> bool:
    """Somebody of HR other than who offers it, once it is submitted."""
    return actor.hr and actor.id not in thing.owner_ids and thing.state == "submitted"


def without_owner(_actor: Actor, thing: Any) -> bool:
    """Whoever offered it has left."""
    return thing.owner_id is None


def releases(actor: Actor, thing: Any) -> bool:
    """The manager who is told of an application, or asked to let its person go."""
    return bool(thing.manager_id == actor.id)


def decides(actor: Actor, thing: Any) -> bool:
    """Who says yes or no to a cost: the line manager, or HR for somebody without one."""
    alone = actor.hr and thing.manager_id is None and thing.person_id != actor.id
    return leads_learner(actor, thing) or alone


def confirms(actor: Actor, thing: Any) -> bool:
    """Who says that something was learned: the line manager or HR, and nobody of themselves."""
    return leads_learner(actor, thing) or (actor.hr and thing.person_id != actor.id)


def leader(actor: Actor, _thing: Any) -> bool:
    """Who leads people today."""
    return actor.leads


def hr(actor: Actor, _thing: Any) -> bool:
    return actor.hr


def admin(actor: Actor, _thing: Any) -> bool:
    return actor.admin


def reporter(actor: Actor, thing: Any) -> bool:
    """Whoever reported it."""
    return bool(thing.reporter_id == actor.id)


def safeguards(actor: Actor, _thing: Any) -> bool:
    """Who is named to read concerns. Being an administrator or HR is not enough."""
    return bool(actor.safeguards)


def reads_concern(actor: Actor, thing: Any) -> bool:
    """Nobody reads what is about themselves, nor decides about what they reported."""
    return bool(actor.safeguards and actor.id not in (thing.about_id, thing.reporter_id))


def meets(actor: Actor, thing: Any) -> bool:
    """An employee of today, or their line manager of today."""
    return bool(thing.active and actor.id in (thing.id, thing.manager_id))


def talks(actor: Actor, thing: Any) -> bool:
    """The employee, and the line manager of now it was with or was shown to."""
    return actor.id in (thing.person_id, thing.reader_id)


def takes_part(actor: Actor, thing: Any) -> bool:
    """The two of a conversation, as long as one leads the other."""
    return bool(thing.current and actor.id in (thing.person_id, thing.manager_id))


def either(*conditions: Condition) -> Condition:
    return lambda actor, thing: any(condition(actor, thing) for condition in conditions)


def both(*conditions: Condition) -> Condition:
    return lambda actor, thing: all(condition(actor, thing) for condition in conditions)


def not_own_account(actor: Actor, thing: Any) -> bool:
    """Nobody locks themselves out."""
    return bool(thing.id != actor.account_id)
