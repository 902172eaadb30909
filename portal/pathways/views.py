"""The page of a role: what it asks for, what I have, who can help; and who is open to it."""

from collections.abc import Collection
from uuid import UUID

from flask import Blueprint, request

from portal.answers import page
from portal.errors import BadInput
from portal.fields import page_number
from portal.guard import actor, allow
from portal.pathways import completing, openness, queries, relatives
from portal.roles.models import Role
from portal.saved import afterwards
from portal.saved.queries import not_interested

bp = Blueprint("pathways", __name__)


PER_PAGE, GUESSED, SHOWN = 20, 8, 12


@bp.get("/roles/<uuid:id>")
@allow("role.see", Role)
def role(row: Role):
    who = actor()
    role = queries.whole_role(row.id)
    beside = queries.matches(who.id, {role.id, who.role_id or role.id})
    mine = beside[role.id]
    here = queries.role_of(who.role_id) if who.role_id else None
    guessed = [] if mine.lines else completing.may_ask_for(role.id, GUESSED)
    answer = page(
        "pathways/role.html",
        guessed=guessed,
        near=relatives.near_mine(who.id, [x.need.skill_id for x in mine.growing[:SHOWN]]),
        role=role,
        match=mine,
        here=here,
        here_match=beside.get(who.role_id) if who.role_id != role.id else None,
        move=queries.move_between(here, role) if here is None or here.id != role.id else None,
        aimed=queries.aims_for(who.id, role.id),
        moves=queries.typical_moves(role.id),
        helpers=queries.mentors_for([x.need.skill_id for x in mine.growing], but=who.id),
        aside=role.id in not_interested(who.id),
    )
    return afterwards.looked_at(answer, who.id, role.id)


@bp.get("/roles/<uuid:id>/people")
@allow("role.people", Role)
def people(row: Role):
    who, number = actor(), page_number()
    known = dict(openness.departments())
    chosen = _department(known, who.department_id)
    found, more = openness.open_to(
        row.id, who, chosen, start=(number - 1) * PER_PAGE, limit=PER_PAGE
    )
    return page(
        "pathways/people.html",
        role=row,
        found=found,
        more=more,
        number=number,
        departments=known,
        chosen=chosen,
    )


def _department(known: Collection[UUID], own: UUID) -> UUID:
    """The department the address names, else one's own."""
    raw = request.args.get("department", "")
    chosen = next((key for key in known if str(key) == raw), None)
    if raw and chosen is None:
        raise BadInput("There is no such department.")
    return chosen or own
