"""My conversations, those with one employee, my team, and all that I wrote for myself."""

from flask import request, url_for

from portal import clock, dates
from portal.answers import changed, page
from portal.conversations import agreed, queries, rules, standing, words
from portal.errors import BadInput
from portal.guard import actor, allow
from portal.people.models import Person


def register(bp):
    """Put the views on the blueprint."""
    bp.get("/conversations")(mine)
    bp.get("/team")(team)
    bp.get("/conversations/with/<uuid:id>")(with_person)
    bp.post("/conversations/with/<uuid:id>/rhythm")(rhythm)
    bp.get("/conversations/my-notes")(my_notes)


def _today():
    return dates.local(clock.now(), actor().time_zone).date()


@allow("conversation.read")
def mine():
    me, reports = standing.standing(actor().id)
    return page(
        "conversations/mine.html",
        me=me,
        reports=reports,
        waiting=queries.waiting(actor()),
        lines=queries.of_employee(actor().id, actor().id),
        goals=agreed.open_goals(actor().id),
        today=_today(),
        rhythms=words.RHYTHMS,
    )


@allow("team.read")
def team():
    me, reports = standing.standing(actor().id)
    return page(
        "conversations/team.html",
        me=me,
        reports=reports,
        coverage=standing.coverage(reports),
        waiting=[one for one in queries.waiting(actor()) if one.person_id != actor().id],
        goals=[one for one in agreed.open_goals(actor().id) if one.person_id != actor().id],
        today=_today(),
    )


@allow("conversation.propose", Person)
def with_person(person):
    pair, _ = standing.standing(person.id)
    return page(
        "conversations/with.html",
        person=person,
        standing=pair,
        lines=queries.of_employee(person.id, actor().id),
        goals=[one for one in agreed.open_goals(actor().id) if one.person_id == person.id],
        today=_today(),
        rhythms=words.RHYTHMS,
    )


@allow("conversation.propose", Person)
def rhythm(person):
    """How often the two talk: either of them says so."""
    raw = request.form.get("days", "")
    if not raw.isdecimal():
        raise BadInput("Choose how often you talk from the list.")
    rules.keep_rhythm(person, int(raw))
    mine = person.id == actor().id
    to = url_for(".mine") if mine else url_for(".with_person", id=person.id)
    return changed(f"You talk {words.RHYTHMS[int(raw)]} from now on.", back_to=to)


@allow("conversation.read")
def my_notes():
    return page("conversations/my_notes.html", notes=queries.own_notes(actor().id))
