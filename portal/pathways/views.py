"""The page of a role: what it asks for, what I have, and who can help."""

from flask import Blueprint

from portal.answers import page
from portal.guard import actor, allow
from portal.pathways import queries
from portal.roles.models import Role
from portal.saved import afterwards
from portal.saved.queries import not_interested

bp = Blueprint("pathways", __name__)


@bp.get("/roles/<uuid:id>")
@allow("role.see", Role)
def role(row: Role):
    who = actor()
    role = queries.whole_role(row.id)
    beside = queries.matches(who.id, {role.id, who.role_id or role.id})
    mine = beside[role.id]
    here = queries.role_of(who.role_id) if who.role_id else None
    answer = page(
        "pathways/role.html",
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
