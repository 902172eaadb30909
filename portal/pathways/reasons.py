"""Why a role is shown to a person, in words: no more than two reasons, the weightiest first; and
how its place fits their wish.
"""

from collections.abc import Mapping
from uuid import UUID

from portal.pathways.gap import Line, Match
from portal.pathways.ordering import Place
from portal.roles.queries import RoleLine

TOLD = 2
FEW_STEPS = 3
LIKE = 0.2
"""From this likeness on a role is called like another."""

COUNTED = ("", "one step", "two steps", "three steps")


def reasons(
    role_id: UUID,
    match: Match,
    place: Place | None,
    wished: tuple[float, UUID] | None,
    own: RoleLine | None,
    roles: Mapping[UUID, RoleLine],
) -> tuple[str, ...]:
    """What speaks for the role: an aim it is like, a role it is like, and what it asks for.

    wished: how like it is to a role the person aims for; own: the role they have; roles: those
    that may be named.
    """
    likeness = _like_aim(wished, roles) or _like_role(role_id, place, own, roles)
    skills = _one_more(match) or _these_skills(match)
    return tuple(words for words in (likeness, skills) if words)[:TOLD]


def in_place(there: bool | None) -> str:
    """How a role fits the wish not to move: `there` says whether it can be done where they work."""
    if there is None:
        return ""
    return "Can be done where you work now" if there else "Not where you work now"


def _like_aim(wished: tuple[float, UUID] | None, roles: Mapping[UUID, RoleLine]) -> str:
    if wished is None or wished[0] < LIKE or wished[1] not in roles:
        return ""
    return f"Fits your aspiration: it is like {roles[wished[1]].title}"


def _like_role(
    role_id: UUID, place: Place | None, own: RoleLine | None, roles: Mapping[UUID, RoleLine]
) -> str:
    for _, source, likeness in place.near[:TOLD] if place else ():
        if likeness < LIKE:
            continue
        if source == role_id:
            return "Your skills resemble what it asks for"
        if own is not None and source == own.id:
            return f"It is like {own.title}, your role today"
        if source in roles:
            return f"It is like {roles[source].title}, which your skills resemble"
    return ""


def _one_more(match: Match) -> str:
    """ "Asks one step more, in Planning": where little is to grow."""
    growing = match.growing
    steps = sum(line.to_grow for line in growing)
    if not 0 < steps <= FEW_STEPS:
        return ""
    return f"Asks {COUNTED[steps]} more, in {_listed(growing)}"


def _these_skills(match: Match) -> str:
    """The skills of it the person has, the highest first; else those they have a part of."""
    if match.lines and not match.growing:
        return "You have every step it asks for"
    ready = sorted(match.ready, key=_most)
    if ready:
        return f"You have {_first(ready)}"
    part = sorted((line for line in match.lines if line.steps), key=_most)
    return f"You have a part of {_first(part)}" if part else ""


def _first(lines: list[Line]) -> str:
    if len(lines) <= FEW_STEPS:
        return _listed(lines)
    names = ", ".join(line.need.name for line in lines[:FEW_STEPS])
    return f"{names} and {len(lines) - FEW_STEPS} more"


def _most(line: Line) -> tuple[int, bool, str]:
    return -line.steps, not line.need.essential, line.need.name


def _listed(lines: list[Line]) -> str:
    names = [line.need.name for line in lines]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
