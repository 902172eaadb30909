"""The page of check-ins: the form when one is due, and what I said before."""

from flask import Blueprint, request, url_for

from portal.answers import changed, page
from portal.aspirations.drivers import in_words
from portal.aspirations.queries import drivers_of
from portal.audience import Audience
from portal.checkins import queries, rules, words
from portal.checkins.forms import CheckInForm, base_of
from portal.checkins.models import CheckIn
from portal.dates import day
from portal.db import db, lock
from portal.errors import BadInput
from portal.fields import one_id
from portal.guard import actor, allow
from portal.people.models import Person

bp = Blueprint("checkins", __name__)
PAGE = "checkins/mine.html"
AUDIENCES = {"counted": Audience.NOBODY, "manager": Audience.MANAGER}


@bp.app_template_filter("check_in_words")
def in_words_of(row: CheckIn) -> dict[str, str]:
    """The answers of a check-in by question, as a reader is shown them; only those given."""
    given = {
        "Energy": words.ENERGY.get(row.energy or "", ""),
        "Prospects here": words.CONFIDENCE.get(row.confidence or "", ""),
        "Drives": ", ".join(in_words(code) for code in row.drives.split()),
        "Drains": ", ".join(in_words(code) for code in row.drains.split()),
    }
    return {question: answer for question, answer in given.items() if answer}


@bp.get("/check-in")
@allow("checkin.make")
def mine():
    board = queries.board(actor().id)
    if not board.due and "change" not in request.args:
        return page(PAGE, board=board)
    form = CheckInForm.of(board.current) if board.current else _fresh()
    form.about(board)
    return page(PAGE, form=form, board=board)


def _fresh() -> CheckInForm:
    """A new one, with what drives and drains as My aspirations has it."""
    known = drivers_of(actor().id)
    return CheckInForm(
        formdata=None,
        drives=[one.code for one in known if not one.drains],
        drains=[one.code for one in known if one.drains],
    )


@bp.post("/check-in")
@allow("checkin.make")
def check_in():
    person = lock(Person, actor().id)
    board = queries.board(person.id)
    form = CheckInForm()
    sent, named = form.base.data, form.manager.data
    form.about(board)
    if not form.validate():
        form.base.data, form.manager.data = sent, named
        return page(PAGE, form=form, board=board)
    row = board.current
    if row is not None and sent != base_of(row) and form.said != rules.said_at(row):
        return page(PAGE, form=form, board=board, status=409, theirs=row)
    if row is None:
        row = rules.check_in(person, form.said)
    else:
        rules.change(row, form.said)
    rules.show(person, row, form.wanted, one_id(named))
    return _kept(board, row)


def _kept(board: queries.Board, row: CheckIn):
    back_to = url_for(".mine")
    if board.current is not None:
        return changed("Saved.", back_to=back_to)
    told = f"Thank you. The next one is due on {day(row.at + queries.EVERY)}."
    return changed(told, back_to=back_to, undo=("Undo", url_for(".remove", id=row.id)))


@bp.post("/check-in/<uuid:id>/audience")
@allow("checkin.edit", CheckIn)
def show(row: CheckIn):
    """At once: only count it, or let the line manager read it."""
    asked = request.values.get("audience", "")
    if asked not in AUDIENCES:
        raise BadInput("Choose who reads it from the list.")
    was = "manager" if Audience.MANAGER & row.audience else "counted"
    person = lock(Person, row.person_id)
    rules.show(person, row, AUDIENCES[asked], one_id(request.values.get("manager")))
    back = url_for(".show", id=row.id, audience=was, manager=person.manager_id)
    return changed(_told(row), back_to=url_for(".mine"), undo=("Undo", back))


def _told(row: CheckIn) -> str:
    boss = db.session.get(Person, row.person.manager_id) if row.person.manager_id else None
    if Audience.MANAGER & row.audience and boss is not None:
        return f"{boss.name} reads this check-in now."
    if Audience.WAITING & row.audience:
        return "You have another line manager now. It waits until you say so on Who sees what."
    return "Nobody reads this check-in now. It is only counted."


@bp.post("/check-in/<uuid:id>/remove")
@allow("checkin.edit", CheckIn)
def remove(row: CheckIn):
    rules.remove(row)
    told = f"Your check-in of {day(row.at)} is removed. Nobody reads or counts it."
    return changed(told, back_to=url_for(".mine"), undo=("Undo", url_for(".put_back", id=row.id)))


@bp.post("/check-in/<uuid:id>/put-back")
@allow("checkin.edit", CheckIn)
def put_back(row: CheckIn):
    rules.put_back(row)
    return changed(f"Your check-in of {day(row.at)} is back.", back_to=url_for(".mine"))


@bp.post("/check-in/reminders")
@allow("checkin.make")
def remind():
    wanted = request.form.get("wanted")
    if wanted not in ("yes", "no"):
        raise BadInput("Say yes or no.")
    rules.remind(actor().id, wanted=wanted == "yes")
    told = "You are told" if wanted == "yes" else "You are not told any more"
    return changed(f"{told} when the next check-in is due.", back_to=url_for(".mine"))
