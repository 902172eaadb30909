"""What the panel about the course of a mentorship shows, in as few statements as it takes."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select

from portal import clock
from portal.composed import prepared
from portal.db import columns
from portal.light import Light
from portal.mentorship import apart
from portal.mentorship.models import Mentorship, MentorshipEvent, RelationState, request_skill
from portal.mentorship.turns import feedback
from portal.mentorship.turns.course import REOPEN
from portal.mentorship.turns.models import Turn
from portal.skills.models import Skill

TURN = Light(Turn, key=False)


@dataclass(frozen=True)
class Panel:
    """How the mentorship stands for one of the two."""

    turn: Turn | None = None
    i_proposed: bool = False
    leads_now: bool = False
    said: feedback.Both = field(default=feedback.Both(None, None, False))
    may_say: bool = False
    may_reopen: bool = False
    # The kind word it was ended with, and whether that was mine.
    parting: str = ""
    parting_mine: bool = False
    skills: tuple[tuple[UUID, str], ...] = ()


def panel(pair: Mentorship, me: UUID) -> Panel:
    """What one of the two, `me`, is shown and may do."""
    return _live(pair, me) if pair.live else _over(pair, me)


def _live(pair: Mentorship, me: UUID) -> Panel:
    turn = next(iter(TURN.rows(_turn(), pair=pair.id)), None)
    if turn is None:
        return Panel()
    side = "mentor" if me == pair.mentor_id else "mentee"
    leads = turn.one_leads and _is_news(pair.id, me)
    return Panel(turn=turn, i_proposed=turn.proposed_by == side, leads_now=leads)


def _is_news(pair_id: UUID, me: UUID) -> bool:
    """Whether both were told that one leads the other, and `me` has not gone on since."""
    rows = list(columns(_told(), pair=pair_id))
    told = max((key for key, event, _ in rows if event == "leads_now"), default=None)
    return told is not None and not any(
        event == "goes_on" and by == me and key > told for key, event, by in rows
    )


def _over(pair: Mentorship, me: UUID) -> Panel:
    recent = pair.ended_at is not None and clock.now() - pair.ended_at < REOPEN
    by, parting = None, ""
    if pair.state == RelationState.ENDED:
        by, parting = columns(_ended(), pair=pair.id).first() or (None, "")
    # Whoever left because something was not right is asked nothing more.
    left = by == me and apart.apart(pair.mentor_id, pair.mentee_id)
    return Panel(
        said=feedback.both(pair, me),
        may_say=feedback.asked_for(pair) and not left,
        may_reopen=recent and by == me and not left,
        parting=parting,
        parting_mine=by == me,
        skills=tuple(columns(_skills(), asked=pair.request_id)) if pair.request_id else (),
    )


@prepared
def _turn() -> Select[Any]:
    return TURN.select.where(Turn.mentorship_id == bindparam("pair"))


@prepared
def _told() -> Select[int, str, UUID | None]:
    return select(MentorshipEvent.id, MentorshipEvent.event, MentorshipEvent.actor_id).where(
        MentorshipEvent.thing_id == bindparam("pair"),
        MentorshipEvent.event.in_(("leads_now", "goes_on")),
    )


@prepared
def _ended() -> Select[UUID | None, str]:
    return (
        select(MentorshipEvent.actor_id, MentorshipEvent.reason)
        .where(MentorshipEvent.thing_id == bindparam("pair"), MentorshipEvent.event == "ended")
        .order_by(MentorshipEvent.id.desc())
        .limit(1)
    )


@prepared
def _skills() -> Select[UUID, str]:
    return (
        select(Skill.id, Skill.name)
        .join(request_skill, request_skill.c.skill_id == Skill.id)
        .where(request_skill.c.request_id == bindparam("asked"))
        .order_by(Skill.name)
    )
