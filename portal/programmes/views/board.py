"""HR's desk: pairs proposed, changed by hand, sent. With what members wrote, no more."""

from flask import request, url_for

from portal.answers import changed, page
from portal.errors import BadInput
from portal.fields import page_number
from portal.guard import actor, allow
from portal.mentorship.mentors.offering import LANGUAGES
from portal.programmes import desk, matching, queries
from portal.programmes.forms import a_key
from portal.programmes.models import Member, Programme, ProgrammePair
from portal.programmes.states import MATCHABLE


def register(bp):
    """Put these pages beside those of programmes."""
    bp.get("/<uuid:id>/matching")(see_matching)
    bp.post("/<uuid:id>/matching")(solve)
    bp.post("/<uuid:id>/send")(send)
    bp.get("/members/<uuid:id>")(member)
    bp.post("/members/<uuid:id>/match")(match)
    bp.post("/members/<uuid:id>/aside")(aside)
    bp.post("/pairs/<uuid:id>/keep")(keep)
    bp.post("/pairs/<uuid:id>/take-out")(take_out)


def _board(programme_id):
    return url_for("programmes.see_matching", id=programme_id)


@allow("programme.match", Programme, reading=queries.looked_after)
def see_matching(programme: Programme):
    number = page_number()
    board = desk.board(programme, number)
    return page(
        "programmes/matching.html",
        "programmes/_desk.html",
        programme=programme,
        board=board,
        number=number,
        matchable=programme.state in MATCHABLE,
        url=lambda n: url_for("programmes.see_matching", id=programme.id, page=n),
    )


@allow("programme.match", Programme)
def solve(programme: Programme):
    matching.ask_for_pairs(programme)
    said = "The pairs are being worked out. It takes a moment."
    return changed(said, back_to=_board(programme.id))


@allow("programme.match", Programme)
def send(programme: Programme):
    sent, dropped = matching.send(programme, actor().id)
    what = "1 proposal is" if sent == 1 else f"{sent} proposals are"
    said = f"{what} on the way. Both say yes or no."
    if dropped:
        said += f" {dropped} left out: somebody is no longer free. Work out the pairs again."
    return changed(said, back_to=_board(programme.id))


@allow("programme.match", Member, reading=queries.member)
def member(row: Member):
    spoken = LANGUAGES.said(row.languages)
    return page("programmes/member.html", member=row, place=desk.place_of(row), spoken=spoken)


@allow("programme.match", Member)
def match(row: Member):
    try:
        mentor_id = a_key(request.form.get("mentor", ""))
    except ValueError:
        raise BadInput("That is no mentor of this programme.") from None
    matching.place(row.programme, row.person_id, mentor_id)
    return changed("The two are on your desk, and stay there.", back_to=_board(row.programme_id))


@allow("programme.match", Member)
def aside(row: Member):
    out = request.form.get("out") == "yes"
    matching.put_aside(row, out)
    said = "Put aside: nobody is proposed." if out else "Back in the matching."
    return changed(said, back_to=url_for("programmes.member", id=row.id))


@allow("programme.match", ProgrammePair)
def keep(pair: ProgrammePair):
    kept = request.form.get("kept") == "yes"
    matching.keep(pair, kept)
    said = "It stays when the pairs are worked out again." if kept else "It may change again."
    return changed(said, back_to=_board(pair.programme_id))


@allow("programme.match", ProgrammePair)
def take_out(pair: ProgrammePair):
    matching.take_out(pair)
    said = "Taken out. You find the mentee under Put aside."
    return changed(said, back_to=_board(pair.programme_id))
