"""The views to rate many skills on one screen, and to take such a step back."""

from flask import abort, request, url_for

from portal import copies
from portal.answers import back, changed, page
from portal.errors import Refused
from portal.guard import actor, allow
from portal.profile import rating_list
from portal.skills import own_many, own_queries
from portal.skills.freshness import stale

WHOLE, MOST = "profile/skill_rate.html", 60


def register(bp):
    """Put the views on the blueprint of the profile."""
    bp.route("/me/skills/rate", methods=["GET", "POST"])(rate)
    bp.post("/me/skills/still-right")(review_stale)
    bp.post("/me/skills/undo-step")(undo_step)


def _undo(outcome):
    return ("Undo", url_for("profile.undo_step", first=outcome.first)) if outcome.first else None


@allow("me.edit")
def rate():
    """The skills of my role, and mine without a level. Only what is answered is written."""
    if request.method == "GET":
        # Without a network it is the one page on which levels can be changed.
        rows = rating_list.of(actor(), MOST, all_of_mine=copies.asked())
        return page(WHOLE, rows=rows, problem=None)
    try:
        answers, wrong = rating_list.answers(request.form, MOST)
    except ValueError:
        abort(400)
    if wrong:
        return _again(answers, 422, "Choose one of the levels, or skip the skill.", wrong=wrong)
    try:
        outcome = own_many.rate(actor().id, answers)
    except LookupError:
        return _again(answers, 422, "One of these skills is no longer used. It is left out now.")
    except Refused as no:
        return _again(answers, 422, no.message)
    if outcome.conflicts:
        words = "You saved some of these somewhere else after you opened them here."
        return _again(answers, 409, words, conflicts=outcome.conflicts)
    if not outcome.changed:
        return changed("Nothing was changed.", back_to=url_for("profile.me", _anchor="my-skills"))
    skills = "1 skill" if outcome.changed == 1 else f"{outcome.changed} skills"
    return changed(
        f"{skills} rated.",
        back_to=url_for("profile.me", _anchor="my-skills"),
        undo=_undo(outcome),
    )


def _again(answers, status, words, *, conflicts=None, wrong=()):
    """The screen with everything that was answered on it."""
    rows = rating_list.of(actor(), MOST, answers, conflicts or {}, wrong)
    return page(WHOLE, rows=rows, problem=words, status=status, conflict=bool(conflicts))


@allow("me.edit")
def review_stale():
    """All that grew old still holds."""
    mine = own_queries.of_person(actor().id)
    rows = own_queries.held_many(actor().id, [row.skill_id for row in mine if stale(row)])
    rows = {key: row for key, row in rows.items() if stale(row)}
    if not rows:
        return changed("Nothing is left to look over.", back_to=back())
    outcome = own_many.review(rows)
    words = "1 skill is" if len(rows) == 1 else f"{len(rows)} skills are"
    return changed(f"{words} up to date.", back_to=back(), undo=_undo(outcome))


@allow("me.edit")
def undo_step():
    """Take back what was said of many skills at once."""
    first = request.args.get("first", "")
    if not (first.isascii() and first.isdigit() and len(first) < 18):
        abort(404)
    try:
        done, kept = own_many.undo(actor().id, int(first))
    except LookupError:
        abort(404)
    if not done:
        raise Refused("This was taken back, or changed again since.")
    words = "1 skill is" if done == 1 else f"{done} skills are"
    more = f" {kept} changed again since and stayed." if kept else ""
    return changed(f"{words} as before.{more}", back_to=url_for("profile.me", _anchor="my-skills"))
