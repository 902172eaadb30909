"""What is untidy: each kind of finding with its own page, each line one click to act."""

from uuid import UUID

from flask import abort, request, url_for

from portal.answers import back, changed, page
from portal.curate import hygiene as findings
from portal.curate import rules
from portal.curate.forms import KINDS
from portal.fields import page_number
from portal.guard import actor, allow


def register(bp):
    """Put the views on the blueprint of the taxonomy."""
    bp.get("/hygiene")(hygiene)
    bp.get("/hygiene/<finding>")(finding)
    bp.post("/hygiene/<finding>/fine")(fine)
    bp.post("/hygiene/<finding>/look-again")(look_again)


@allow("taxonomy.curate")
def hygiene():
    return page("curate/hygiene.html", counts=findings.counts(), findings=findings.FINDINGS)


def _known(finding):
    return findings.FINDINGS.get(finding) or abort(404)


@allow("taxonomy.curate")
def finding(finding: str):
    what = _known(finding)
    at = page_number()
    rows, total = findings.found(finding, at)
    return page(
        "curate/finding.html", kind=finding, finding=what, rows=rows, total=total, number=at,
        kinds=KINDS,
        pages=-(-total // findings.PAGE),
        paged=lambda n: url_for("curate.finding", finding=finding, page=n),
    )  # fmt: skip


def _things():
    """The one or two things a form speaks of, in the order they are kept in."""
    try:
        one = UUID(request.form.get("thing") or request.args.get("thing", ""))
        other = UUID(request.form.get("other") or request.args.get("other", ""))
    except ValueError:
        abort(404)
    return findings.in_order(one, other)


@allow("taxonomy.settle")
def fine(finding: str):
    _known(finding)
    one, other = _things()
    rules.say_fine(finding, one, other, actor().id)
    undo = url_for("curate.look_again", finding=finding, thing=one, other=other)
    return changed("It stays as it is, and is not shown here again.", back_to=_here(finding),
                   undo=("Undo", undo))  # fmt: skip


@allow("taxonomy.settle")
def look_again(finding: str):
    _known(finding)
    one, other = _things()
    rules.look_again(finding, one, other)
    return changed("It is shown here again.", back_to=_here(finding))


def _here(finding):
    """The page of findings one was on, where that is known."""
    here = url_for("curate.finding", finding=finding)
    came_from = back()
    return came_from if came_from.startswith(here) else here
