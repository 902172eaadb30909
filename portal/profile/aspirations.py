"""The page My aspirations: what I aim for, what matters to me, and who sees it."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, request, url_for

from portal.answers import changed, page
from portal.aspirations import drivers, queries, readers, rules, targets, words
from portal.aspirations.forms import AUDIENCES, Leaf, Row, whole_number
from portal.aspirations.models import Aspiration
from portal.aspirations.states import MOST, title
from portal.errors import BadInput, Refused
from portal.fields import line
from portal.guard import actor, allow
from portal.pathways.queries import matches
from portal.plans.queries import planned_roles
from portal.transitions import Past

bp = Blueprint("aspirations", __name__)

OWN_WORDS = "words"


@bp.get("/me/aspirations")
@allow("aspirations.read")
def mine() -> Response:
    wanted = request.args.get("role")
    target = targets.of_code(f"role:{wanted}") if wanted else None
    if wanted and target is None:
        raise BadInput("That role is not here any more.")
    board = queries.board(actor().id)
    if target and any(a.role_id == target.id for a in board.aspirations):
        target = None
    return _page(Leaf(board), offered=target)


@bp.get("/me/aspirations/find")
@allow("aspirations.read")
def find() -> Response:
    found = targets.find(line(request.args.get("target"))[: rules.MOST_WORDS])
    return page("aspirations/find.html", "aspirations/_find.html", targets=found)


@bp.post("/me/aspirations")
@allow("aspirations.edit")
def save() -> Response:
    leaf = Leaf(queries.board(actor().id), request.form)
    if not leaf.validate():
        return _page(leaf)
    added = None
    if leaf.form.target.data:
        added, choices = _add(leaf)
        if added is None:
            return _page(leaf, choices=choices)
    try:
        gone = rules.save(actor().id, leaf.sheet(added))
    except rules.SavedElsewhere as other:
        newest = Leaf(queries.board(actor().id), request.form, fresh=True)
        return _page(newest, status=409, differences=_in_words(other.differences, newest))
    except rules.SayAboutManager as no:
        leaf.form.new_manager.errors = [no.message]
        return _page(leaf)
    except Refused as no:
        leaf.form.form_errors.append(no.message)
        return _page(leaf)
    message = "Your aspirations are saved."
    if gone:
        message += f" {', '.join(gone)} had left your list in another window and stays off it."
    return changed(message, back_to=url_for(".mine"))


@bp.post("/me/aspirations/roles")
@allow("aspirations.edit")
def add() -> Response:
    leaf = _typed()
    added, choices = _add(leaf)
    if added is None:
        return _page(leaf, choices=choices)
    said = f"{title(added)} is on your list. It counts once you save."
    return _again(said, emptied=True)


@bp.post("/me/aspirations/<uuid:id>/drop")
@allow("aspiration.edit", Aspiration)
def drop(aspiration: Aspiration) -> Response:
    said = f"{title(aspiration)} is off your list."
    return _moved(aspiration, "Remove it") or _step(aspiration, rules.drop, said, undo=True)


@bp.post("/me/aspirations/<uuid:id>/achieve")
@allow("aspiration.edit", Aspiration)
def achieve(aspiration: Aspiration) -> Response:
    said = f"You reached {title(aspiration)}. Well done."
    yours = "Mark it as reached"
    return _moved(aspiration, yours) or _step(aspiration, rules.achieve, said, undo=True)


@bp.post("/me/aspirations/<uuid:id>/restore")
@allow("aspiration.edit", Aspiration)
def restore(aspiration: Aspiration) -> Response:
    return _step(aspiration, rules.restore, f"{title(aspiration)} is back on your list.")


def _step(
    aspiration: Aspiration, rule: Callable[[Aspiration], None], said: str, *, undo: bool = False
) -> Response:
    """One step of an aim on the list; what was typed elsewhere on the page stays typed."""
    back = url_for(".restore", id=aspiration.id) if undo else None
    try:
        rule(aspiration)
    except Past as done:
        said, back = done.message, None
    except Refused as no:
        leaf = _typed()
        leaf.form.target.errors = [no.message]
        return _page(leaf)
    return _again(said, undo=back)


def _moved(aspiration: Aspiration, yours: str) -> Response | None:
    """Both, when the aim was changed after the page was opened that asks for a step of it."""
    opened = request.form.get(f"t-{aspiration.id}-version")
    live = aspiration.state in queries.LIVE_STATES
    if opened is None or "sure" in request.form or not live:
        return None
    if whole_number(opened) == aspiration.version:
        return None
    says = vars(rules.terms_of(aspiration))
    theirs = "\n".join(_value(name, says[name]) for name in says if says[name])
    moved = {"title": title(aspiration), "theirs": theirs, "yours": yours}
    return _page(_typed(), status=409, moved=moved)


def _typed() -> Leaf:
    """The page as it is typed; as it is kept, where a device sends one step of it alone."""
    whole = "version" in request.form
    return Leaf(queries.board(actor().id), request.form if whole else None)


def _again(said: str, *, undo: str | None = None, emptied: bool = False) -> Response:
    """The page as it is typed, with the list as it is now."""
    leaf = _typed()
    if emptied:
        leaf.form.target.data = ""
    return _page(leaf, said=said, undo=undo)


def _add(leaf: Leaf) -> tuple[Aspiration | None, list[targets.Target]]:
    """What was typed or chosen, put on the list; or the error on its field, and what was near."""
    field = leaf.form.target
    field.data = text = line(request.form.get("target"))
    chosen = request.form.get("choice") or request.form.get("chosen") or ""
    if not text and not chosen:
        field.errors = ["Type a role, or describe the kind of work."]
        return None, []
    target, near = targets.of_code(chosen), []
    if target is None and chosen != OWN_WORDS:
        near = targets.find(text[: rules.MOST_WORDS])
        exact = [found for found in near if found.title.casefold() == text.casefold()]
        if near and len(exact) != 1:
            field.errors = ["Choose one of these, or keep your own words."]
            return None, near
        target = exact[0] if exact else None
    try:
        return rules.add(actor().id, target, text), []
    except Refused as no:
        field.errors = [no.message]
        return None, []


def _page(leaf: Leaf, *, status: int | None = None, **more: Any) -> Response:
    """The whole page, or its list of aims for htmx."""
    form, board = leaf.form, leaf.board
    if status is None:
        status = 422 if leaf.errors or form.form_errors else 200
    return page(
        "aspirations/mine.html",
        "aspirations/_targets.html",
        form=form,
        status=status,
        leaf=leaf,
        board=board,
        most=MOST,
        k=current_app.config["SETTINGS"].k,
        matches=_matches(leaf.rows),
        onlookers=lambda: readers.onlookers(board),
        planned=planned_roles(actor().id),
        **more,
    )


def _matches(rows: Sequence[Row]) -> dict[UUID, Any]:
    roles = {row.aspiration.role_id for row in rows if row.aspiration.role_id}
    return matches(actor().id, roles)


def _in_words(differences: Sequence[rules.Difference], leaf: Leaf) -> list[tuple[str, str, str]]:
    """Each difference as (what it is about, what was saved elsewhere, what is typed here)."""
    found = []
    for one in differences:
        row = next((r for r in leaf.rows if r.aspiration.id == one.aspiration_id), None)
        form = row.form if row else leaf.form
        if one.name == "manager":
            name = leaf.board.manager.name if leaf.board.manager else "nobody"
            found.append(("My line manager", name, "somebody else, when you opened the page"))
            continue
        label = form[one.name].label.text
        about = f"{row.title}: {label.lower()}" if row else label
        theirs, yours = (_value(one.name, v) for v in (one.theirs, one.yours))
        found.append((about, theirs, yours))
    return found


CHOICES: dict[str, dict[Any, str]] = {
    "aim": words.AIMS,
    "horizon": words.HORIZONS,
    "sureness": words.SURENESS,
    "priority": words.PRIORITIES,
    "move_type": words.MOVE_TYPES,
    "work_mode": words.WORK_MODES,
    "relocation": words.RELOCATION,
    "travel": words.TRAVEL,
    "hours": words.HOURS,
    "leading": words.LEADING,
}


def _value(name: str, value: Any) -> str:
    """A value in the words of the page."""
    if name in ("drivers", "drains"):
        return ", ".join(sorted(drivers.in_words(code) for code in value)) or "nothing chosen"
    if name.endswith("_audience"):
        return ", ".join(label for bit, label in AUDIENCES.values() if bit & value) or "Nobody"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(CHOICES.get(name, {}).get(value, value) or "(empty)")
