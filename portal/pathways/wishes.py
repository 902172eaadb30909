"""What a person wishes of where and how long they work, held against what is offered to them.

Only what they state themselves enters, and of that only what a role or an opportunity says too:
where it can be done, at a place of work or at home, and its hours. To meet a wish never lowers
anything, and what is not said is not held against anything (docs/matching.md).
"""

from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Select, String, bindparam, case, func, select

from portal.aspirations.models import AspirationProfile
from portal.db import one_of
from portal.opportunities.models import MOST_HOURS, Opportunity
from portal.opportunities.states import Kind, State
from portal.opportunities.words import MODES
from portal.people.models import Person
from portal.people.queries import today
from portal.roles.models import Role

STAY = 1.25
"""For those who would rather not move: what a role gains that says it can be done where they work,
and loses that says it cannot. One that names no location stays where it is."""

MET = 1.1
"""What a role gains for each other wish that an opening for it meets."""

FULL = 35
"""From so many hours a week on a job is full-time."""

HOURS: Mapping[str, tuple[str, int, int]] = {
    "part": ("part-time", 1, FULL - 1),
    "full": ("full-time", FULL, MOST_HOURS),
}
"""The wishes that hours can meet: in words, and from how many to how many a week."""

MODE_MET, HOURS_MET = 1, 2
_STAYS = {None: 1.0, True: STAY, False: 1 / STAY}


class Offered(Protocol):
    """What an opportunity says of where and how long."""

    @property
    def kind(self) -> str: ...
    @property
    def hours(self) -> int: ...
    @property
    def work_mode(self) -> str: ...
    @property
    def location_id(self) -> UUID | None: ...


class Wishes(NamedTuple):
    """What a person wishes for; `stays_at` is where those work who would rather not move."""

    stays_at: UUID | None = None
    work_mode: str = ""
    hours: str = ""
    gig_hours: int = 0

    @property
    def of_openings(self) -> dict[str, Any]:
        """What `opening` compares; nothing where none of it is wished for."""
        if not self.work_mode and self.hours not in HOURS:
            return {}
        _, least, most = HOURS.get(self.hours, ("", 1, 0))
        return {"work_mode": self.work_mode, "least": least, "most": most}

    def met_by(self, one: Offered) -> list[str]:
        """Those an opportunity meets, each in words of its own."""
        opening = one.kind == Kind.OPENING
        met = []
        if self.work_mode and self.work_mode == one.work_mode:
            met.append(f"{MODES[self.work_mode]}, as you wish")  # type: ignore[index]
        if self.stays_at and self.stays_at == one.location_id:
            met.append("Where you work now")
        if opening and _within(self.hours, one.hours):
            met.append(f"{HOURS[self.hours][0].capitalize()}, as you wish")
        if not opening and self.gig_hours and one.hours <= self.gig_hours:
            met.append(f"Within the {self.gig_hours} hours a week you wish for")
        return met

    def in_opening(self, met: int) -> str:
        """What of it an opening for a role meets, in words; `met` is what `opening` found."""
        said = [HOURS[self.hours][0]] if met & HOURS_MET else []
        if met & MODE_MET:
            said.append(MODES[self.work_mode].lower())  # type: ignore[index]
        return f"An opening for it is {' and '.join(said)}, as you wish" if said else ""


NONE = Wishes()
"""Of somebody who states nothing."""


def _within(wish: str, hours: int) -> bool:
    _, least, most = HOURS.get(wish, ("", 1, 0))
    return least <= hours <= most


def factor(there: bool | None, met: int) -> float:
    """How much wishes move a role: whether it can be done where the person would stay, and what an
    opening for it meets.
    """
    return _STAYS[there] * MET ** met.bit_count()


def opening() -> ColumnElement[int | None]:
    """Of the openings for a role that take applications, the most that one of them meets: the sum
    of MODE_MET and HOURS_MET; null without one.
    """
    wished = bindparam("work_mode", type_=String())
    least, most = (bindparam(name, type_=Integer()) for name in ("least", "most"))
    met = case((Opportunity.work_mode == wished, MODE_MET), else_=0) + case(
        (Opportunity.hours.between(least, most), HOURS_MET), else_=0
    )
    return (
        select(func.max(met))
        .where(
            Opportunity.role_id == Role.id,
            one_of(Opportunity.state, (State.PUBLISHED,)),
            Opportunity.apply_by >= today(),
        )
        .correlate(Role)
        .scalar_subquery()
    )


def stated(person_id: Any) -> Select[UUID | None, str, str, int]:
    """What this person states, as `Wishes` takes it; no row of somebody who never did."""
    stays = case((AspirationProfile.relocation == "no", Person.location_id))
    return (
        select(
            stays, AspirationProfile.work_mode, AspirationProfile.hours, AspirationProfile.gig_hours
        )
        .join(Person, Person.id == AspirationProfile.person_id)
        .where(AspirationProfile.person_id == person_id)
    )
