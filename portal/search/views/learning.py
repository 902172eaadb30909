"""The catalogue of learning: its page reads the index, and belongs to the pages of learning."""

from flask import request

from portal.answers import page, wants_fragment
from portal.guard import actor, allow
from portal.learning.views import bp as bp
from portal.learning.words import FORMATS, PAYERS
from portal.pathways.shelf import shelf
from portal.search.learning import LEVEL_WORDS, PAGE, WHEN, AskedLearning, learning
from portal.search.views import folder, options


@bp.get("")
@allow("learning.read")
def catalogue():
    asked = AskedLearning.of(request.args)
    found = learning(folder(), actor(), asked)
    bare = not (asked.text or asked.chosen or wants_fragment()) and asked.page == 1
    answer = page(
        "search/learning.html",
        "search/_learning_sifted.html",
        asked=asked,
        found=found,
        shelf=shelf(actor()) if bare else [],
        orders=asked.orders(),
        paged=lambda at: asked.url(page=at),
        per_page=PAGE,
        more=request.args.get("more", ""),
        FORMATS=FORMATS,
        PAYERS=PAYERS,
        WHEN=WHEN,
        level_words=LEVEL_WORDS,
    )
    if wants_fragment():
        answer.headers["HX-Push-Url"] = asked.url(page=asked.page if asked.page > 1 else None)
    return answer


@bp.get("/suggest")
@allow("learning.read")
def suggest():
    """Options for the box of the catalogue, as one types."""
    return options("learning.catalogue", ["learning", "skill"])
