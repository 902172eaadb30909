"""The career map, and the routes to a role."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from flask import Blueprint, current_app, request, url_for

from portal.answers import page
from portal.aspirations.models import State
from portal.aspirations.queries import aims_of
from portal.careers import drawing, maps, queries
from portal.careers.learning import learning
from portal.careers.maps import place
from portal.careers.routes import routes as routes_to
from portal.disclosure import rounded
from portal.errors import BadInput
from portal.guard import actor, allow
from portal.pathways.gap import match
from portal.pathways.queries import levels_of
from portal.roles.models import Role
from portal.roles.queries import RoleLine, line_of, lines_of

bp = Blueprint("careers", __name__)

MOST_AIMS, MOST_AVOIDED = 3, 10
NO_ROLE = "There is no such role."


@bp.get("/roles/map")
@allow("roles.read")
def map():
    who = actor()
    start_id = _role_in("from") or who.role_id
    aimed = [x.role_id for x in aims_of(who.id) if x.role_id and x.state == State.ACTIVE]
    known = lines_of({*aimed[:MOST_AIMS], *([start_id] if start_id else [])})
    start = _known(known, start_id)
    aims = [known[key] for key in aimed[:MOST_AIMS] if key in known]
    families = queries.families()
    family = _family(families, start)
    if family is not None:
        drawn = maps.of_family(who.id, *family, start_id=start_id, least=_least())
    elif start is not None:
        drawn = maps.around(who.id, start, aims, _least())
    else:
        drawn = None
    return page(
        "careers/map.html",
        map=drawn,
        start=start,
        mine=start_id == who.role_id,
        aims={role.id for role in aims},
        families={key: name for key, name, _ in families},
        family=family[0] if family else None,
        k=current_app.config["SETTINGS"].k,
        box=(drawing.BOX_WIDTH, drawing.BOX_HEIGHT),
    )


def _family(
    families: list[tuple[UUID, str, int]], start: RoleLine | None
) -> tuple[UUID, int] | None:
    """The family the address names and how many roles it has; else, for whoever stands nowhere on
    the map, the first one.
    """
    raw = request.args.get("family", "")
    chosen = [(key, many) for key, _, many in families if str(key) == raw]
    if raw and not chosen:
        raise BadInput("There is no such family of roles.")
    if not raw and start is None:
        chosen = [(key, many) for key, _, many in families]
    return chosen[0] if chosen else None


@bp.get("/roles/<uuid:id>/routes")
@allow("role.see", Role, reading=line_of)
def routes(target: RoleLine):
    who = actor()
    start_id = _role_in("from") or who.role_id
    but = _avoided() - {target.id, start_id}
    known = {target.id: target}
    known |= lines_of({*but, *([start_id] if start_id else [])} - known.keys())
    start = _known(known, start_id)
    found, straight = [], None
    if start is not None and target.active and start.id != target.id:
        levels = levels_of(who.id)
        listed = routes_to(place(start), [place(target)], levels, least=_least(), but=but)
        found, straight = listed.routes[target.id], match(listed.needs[target.id], levels)
        known |= lines_of({key for route in found for key in route.between} - known.keys())
    return page(
        "careers/routes.html",
        target=target,
        start=start,
        mine=start_id == who.role_id,
        straight=straight,
        routes=found,
        roles=known,
        learning=learning(found),
        k=current_app.config["SETTINGS"].k,
        avoided=sorted((known[key] for key in but if key in known), key=lambda role: role.title),
        full=len(but) == MOST_AVOIDED,
        address=lambda but: _address(target.id, start_id if start_id != who.role_id else None, but),
    )


def _address(target: UUID, start: UUID | None, but: Collection[UUID]) -> str:
    """The page of routes from the same role, by none of the roles in `but`."""
    more: dict[str, Any] = {"from": start, "avoid": sorted(but)}
    return url_for("careers.routes", id=target, **more)


def _role_in(name: str) -> UUID | None:
    """The role that the address names. Raises BadInput for what is no id."""
    raw = request.args.get(name, "")
    return _uuid(raw) if raw else None


def _avoided() -> set[UUID]:
    raw = request.args.getlist("avoid")
    if len(raw) > MOST_AVOIDED:
        raise BadInput(f"At most {MOST_AVOIDED} roles can be left out.")
    return {_uuid(one) for one in raw}


def _uuid(raw: str) -> UUID:
    try:
        return UUID(raw)
    except ValueError:
        raise BadInput(NO_ROLE) from None


def _known(known: dict[UUID, RoleLine], role_id: UUID | None) -> RoleLine | None:
    if role_id is not None and role_id not in known:
        raise BadInput(NO_ROLE)
    return known.get(role_id) if role_id else None


def _least() -> int:
    """The fewest people a figure may stand for."""
    return rounded(current_app.config["SETTINGS"].k)
