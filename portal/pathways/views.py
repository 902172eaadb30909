"""The page of a role: what it asks for, what I have, the way there; and who is open to it."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, request, url_for

from portal.answers import changed, page, wants_fragment
from portal.communities.words import gathering
from portal.db import db
from portal.errors import BadInput, Refused
from portal.fields import page_number
from portal.guard import actor, allow
from portal.pathways import (
    completing,
    moves,
    openness,
    planning,
    queries,
    reading,
    relatives,
    together,
    why,
)
from portal.pathways.health import PAPERS, held_for
from portal.pathways.totals import budget_words, in_words, told
from portal.plans.rules import begin
from portal.plans.steps import Toward
from portal.roles.models import Role
from portal.saved import afterwards

bp = Blueprint("pathways", __name__)
bp.add_app_template_global(planning.named, "way_key")
bp.add_app_template_global(why.chosen, "why_chosen")
bp.add_app_template_global(why.other, "why_other")
bp.add_app_template_global(why.UNDER_WAY.get, "under_way")
bp.add_app_template_global(in_words, "sums_words")
bp.add_app_template_global(budget_words, "budget_words")
bp.add_app_template_global(told, "totals_words")
bp.add_app_template_global(gathering, "gathering_words")
bp.add_app_template_global(together.along, "along")

PER_PAGE, GUESSED, SHOWN = 20, 8, 12
WAY = "pathways/_way.html"


@bp.get("/roles/<uuid:id>")
@allow("role.see", Role, reading=queries.whole_role)
def role(role: Role):
    who = actor()
    found = reading.pathway(who.id, role.id, who.role_id)
    match, here = found.match, found.own.here
    steps = moves.around(role.id)
    answer = page(
        "pathways/role.html",
        role=role,
        found=found,
        match=match,
        here=here,
        guessed=[] if match.lines else completing.may_ask_for(role.id, GUESSED),
        near=relatives.near_mine(who.id, [x.need.skill_id for x in match.growing[:SHOWN]]),
        move=None if found.own_role else queries.move_between(here, role),
        onward=moves.onward(steps),
        inward=moves.inward(steps),
        between=moves.between(steps, who.role_id),
        held={need.words: held_for(need.words, found.own.certificates)
              for need in role.requirements if need.kind in PAPERS},
    )  # fmt: skip
    return afterwards.looked_at(answer, who.id, role.id)


@bp.post("/roles/<uuid:id>/plan")
@allow("plan.make")
def plan(id: UUID):
    """Put the way to a role, or one thing of it, into a plan toward that role."""
    who = actor()
    role = db.session.get(Role, id)
    if role is None:
        abort(404)
    if role.status != "active":
        raise Refused("This role is no longer used. Choose another one to plan for.")
    found = reading.pathway(who.id, id, who.role_id)
    wanted = planning.steps(found, request.form.get("step", ""))
    begin(who.id, Toward(title=role.title, role_id=id, aspiration_id=found.own.aim), wanted)
    context: dict[str, Any] = {}
    if wants_fragment():
        context = {"role": role, "found": reading.pathway(who.id, id, who.role_id)}
    back_to = url_for(".role", id=id, _anchor="path")
    return changed(_added(wanted), WAY, back_to=back_to, **context)


def _added(steps):
    if not steps:
        return "All of it is in your plan already."
    return f"In your plan: {steps[0].title}." if len(steps) == 1 else f"{len(steps)} steps added."


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
