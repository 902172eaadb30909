"""Looking at the page of a person: as whom, and that the person can see who did."""

from dataclasses import dataclass
from uuid import UUID

from flask import Response, current_app

from portal.audience import Audience
from portal.conditions import Actor
from portal.mentorship import queries as mentorship
from portal.people import looks, manager
from portal.people.models import Person


@dataclass(frozen=True)
class Look:
    """How a person looks at their own page: as a member of which groups, in words."""

    key: str
    label: str
    words: str
    groups: Audience


# How I can look at my own page; "manager" is the line manager I agreed to.
KINDS = {
    "colleague": (Audience.NOBODY, "A colleague", "a colleague"),
    "manager": (Audience.MANAGER, "My manager", "your line manager"),
    "mentor": (Audience.MENTORS, "My mentor", "your mentor"),
    "hr": (Audience.HR, "HR", "HR"),
    "named": (Audience.NAMED, "Somebody I named", "somebody you named"),
}


def own(person: Person, asked: str) -> Look:
    """The look a person asks for at their own page; that of a colleague for anything unknown.

    `asked` is one of KINDS, or the id of somebody, whose groups of readers are looked up then.
    """
    if asked in KINDS:
        groups, label, words = KINDS[asked]
        if groups == Audience.MANAGER and manager.agreed(person) is None:
            groups = Audience.NOBODY
        return Look(asked, label, words, groups)
    try:
        reader = mentorship.reader(UUID(asked), person)
    except ValueError:
        reader = None
    if reader is None or asked == str(person.id):
        return own(person, "colleague")
    name, groups = reader
    return Look(asked, name, name, groups)


def role_of(actor: Actor, person: Person, groups: Audience) -> str:
    """What the reader is to the person now, as it is kept with the look."""
    if person.manager_id == actor.id:
        return "manager"
    if Audience.MENTORS & groups:
        return "mentor"
    if actor.hr:
        return "hr"
    return "named" if Audience.NAMED & groups else "colleague"


def remember(
    response: Response, actor: Actor, person: Person, groups: Audience, surface: str = "page"
) -> Response:
    """Keep, once the answer is sent, that the actor looked at `surface` of the person."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    look = (person.id, actor.id, role_of(actor, person, groups), surface)

    def keep() -> None:
        with app.app_context():
            looks.note(*look)

    if looks.new(person.id, actor.id, surface):
        response.call_on_close(keep)
    return response
