"""The pages of those who look after the taxonomy: HR and administrators."""

from urllib.parse import urlencode

from flask import Blueprint, request, url_for

from portal.answers import page
from portal.curate import hygiene, queries
from portal.curate.forms import KINDS
from portal.curate.views import mergers, skill, tidying
from portal.errors import BadInput
from portal.fields import line, page_number
from portal.guard import allow

bp = Blueprint("curate", __name__, url_prefix="/curate")
skill.register(bp)
mergers.register(bp)
tidying.register(bp)
bp.add_app_template_global(KINDS.get, "kind_words")

LONGEST_SEARCH = 200
FILTERS = {
    "state": {"": "In use", "proposed": "Proposed", "retired": "No longer used", "all": "All"},
    "kind": {"": "Any kind", **KINDS},
    "tag": {"": "Core and others", "core": "Core", "critical": "Critical"},
}


@bp.get("")
@allow("taxonomy.curate")
def home():
    counts = hygiene.counts()
    total, waiting = queries.standing()
    recent, _ = queries.mergers()
    return page(
        "curate/home.html", counts=counts, waiting=waiting, total=total, recent=recent[:3],
        findings=hygiene.FINDINGS,
    )  # fmt: skip


@bp.get("/skills")
@allow("taxonomy.curate")
def skills():
    given = {name: request.args.get(name, "") for name in FILTERS}
    if any(value not in FILTERS[name] for name, value in given.items()):
        raise BadInput("There is no such filter.")
    words = line(request.args.get("q"))[:LONGEST_SEARCH]
    category = line(request.args.get("category"))[:LONGEST_SEARCH]
    at = page_number()
    rows, total = queries.skills(queries.Wanted(words, category=category, **given), at)
    asked = {"q": words, "category": category, **given}
    kept = {name: value for name, value in asked.items() if value}
    return page(
        "curate/skills.html",
        rows=rows,
        total=total,
        number=at,
        pages=-(-total // queries.PAGE),
        used=queries.used([row.id for row in rows]),
        categories=queries.categories(),
        asked=asked,
        narrowed=any(value for name, value in asked.items() if name != "q"),
        filters=FILTERS,
        paged=lambda n: f"{url_for('.skills')}?{urlencode(kept | {'page': n})}",
    )


@bp.get("/proposals")
@allow("taxonomy.curate")
def proposals():
    at = page_number()
    rows, total = queries.proposals(at)
    return page(
        "curate/proposals.html", rows=rows, total=total, number=at,
        pages=-(-total // queries.PAGE), paged=lambda n: url_for(".proposals", page=n),
    )  # fmt: skip
