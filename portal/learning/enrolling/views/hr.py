"""What HR looks after: budgets, and who attended."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, request, url_for
from sqlalchemy.exc import NoResultFound

from portal import clock
from portal.answers import changed, page
from portal.db import db
from portal.errors import BadInput, Refused
from portal.fields import name_after
from portal.guard import actor, allow
from portal.learning.enrolling import attendance, budgets
from portal.learning.enrolling.forms import AmountsForm, AttendedForm, BudgetForm
from portal.learning.models import Budget
from portal.people.models import Person

bp = Blueprint("learning_hr", __name__, url_prefix="/curate")
LONGEST_YEAR = 4


def _years() -> list[int]:
    this = clock.today().year
    return [this - 1, this, this + 1]


def _year() -> int:
    """The year the address asks for. Raises BadInput where no link of ours leads."""
    asked = request.args.get("year", str(clock.today().year))
    if not asked.isdecimal() or len(asked) > LONGEST_YEAR or int(asked) not in _years():
        raise BadInput("There are no budgets of that year.")
    return int(asked)


@bp.route("/budgets", methods=["GET", "POST"])
@allow("budget.edit")
def listed():
    form = BudgetForm()
    form.department.choices = dict(budgets.departments())
    form.year.choices = {year: str(year) for year in _years()}
    if request.method == "GET":
        form.year.data = _year()
    if form.validate_on_submit():
        try:
            row = budgets.add(
                form.department.data, form.year.data, form.total, form.one, form.currency.data
            )
        except Refused as no:
            form.form_errors = [no.message]
        else:
            back = url_for(".listed", year=row.starts_on.year)
            return changed("The budget is there.", back_to=back)
    return _listed(form)


def _listed(form: BudgetForm, status: int | None = None, **more: Any):
    year = _year() if request.method == "GET" else form.year.data
    year = year if year in _years() else clock.today().year
    return page(
        "enrolment/budgets.html",
        form=form,
        kept=budgets.of_year(year),
        year=year,
        years=_years(),
        status=status,
        **more,
    )


@bp.route("/budgets/<uuid:id>", methods=["GET", "POST"])
@allow("budget.edit", Budget)
def one(row: Budget):
    form = AmountsForm(data={"amount": f"{row.amount:f}", "each": f"{row.each or 0:f}"})
    back = url_for(".listed", year=row.starts_on.year)
    if not form.validate_on_submit():
        return page("enrolment/budget.html", form=form, row=row, back=back)
    same = (row.amount, row.each) == (form.total, form.one)
    if form.version.data != row.version and not same:
        return page(
            "enrolment/budget.html", form=form, row=row, back=back, status=409,
            theirs=(row.amount, row.each), yours=(form.total, form.one), version=row.version,
        )  # fmt: skip
    budgets.change(row, form.total, form.one)
    return changed("Saved. From now on this is the budget.", back_to=back)


@bp.get("/attendance")
@allow("attendance.edit")
def held():
    since = clock.now() - timedelta(days=60)
    return page("enrolment/attendance.html", rows=attendance.held(since))


@bp.route("/attendance/<uuid:date_id>", methods=["GET", "POST"])
@allow("attendance.edit")
def attended(date_id: UUID):
    try:
        date = attendance.date(date_id)
    except NoResultFound:
        abort(404)
    form = AttendedForm()
    rows = attendance.of_date(date_id)
    open_to = {row.id: row.person.name for row in rows if row.state in attendance.OPEN}
    form.people.choices = {key: name for key, name in open_to.items() if key}
    if form.validate_on_submit():
        by = db.session.get_one(Person, actor().id)
        number = attendance.note(form.people.data, by)
        said = (
            "1 person has completed it." if number == 1 else f"{number} people have completed it."
        )
        return changed(said, back_to=url_for(".attended", date_id=date_id))
    name_after(form, "at")
    return page("enrolment/attended.html", form=form, date=date, rows=rows, open_to=open_to)
