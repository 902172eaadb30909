"""Finding roles, and finding anything."""

from flask import Blueprint, current_app, redirect, render_template, request, url_for

from portal.answers import page, wants_fragment
from portal.guard import actor, allow
from portal.roles.models import ROLE_LEVELS
from portal.saved.queries import kept, last_looked_at
from portal.search import queries
from portal.search.addresses import MOST_PAGES, exactly, number, words
from portal.search.asked import MATCHES, MOVES, Asked
from portal.search.everything import KINDS, PAGE
from portal.search.everything import everything as find_everything
from portal.search.nothing import helping
from portal.search.suggesting import SHARES, suggested

bp = Blueprint("search", __name__)

LEVEL_WORDS = {str(n): f"Level {n}, {word}" for n, word in enumerate(ROLE_LEVELS) if n}


@bp.get("/roles")
@allow("roles.read")
def roles():
    asked = Asked.of(request.args)
    found = queries.roles(folder(), actor(), asked)
    return sifted(
        "search/roles.html",
        "search/_sifted.html",
        asked,
        found=found,
        kept=kept(actor().id),
        recent=[] if asked.text or asked.chosen else last_looked_at(actor().id),
        help=helping(folder(), actor(), asked, found),
        MOVES=MOVES,
        MATCHES=MATCHES,
        orders=asked.orders(rated=found.rated),
        level_words=LEVEL_WORDS,
    )


@bp.get("/roles/suggest")
@allow("roles.read")
def suggest():
    """Options for the box on the roles page, as one types."""
    return options("search.roles", ["role", "skill", "mentor"])


@bp.get("/search/suggest")
@allow("roles.read")
def suggest_everything():
    """Options for the box of the whole site, as one types."""
    return options("search.everything", SHARES)


def options(results, kinds):
    """Options of these kinds for what is being typed; `results` is the page of all results."""
    typed = words(request.args.get("q", ""))
    if not wants_fragment():
        return redirect(url_for(results, q=typed or None), 303)
    found = suggested(folder(), actor(), typed, kinds) if typed else None
    return render_template("search/_suggestions.html", typed=typed, found=found, results=results)


@bp.get("/search")
@allow("roles.read")
def everything():
    text = words(request.args.get("q", ""))
    kind = request.args.get("kind")
    kind = kind if kind in KINDS else None
    at = number(request.args.get("page", ""))
    return page(
        "search/everything.html",
        text=text,
        kind=kind,
        at=at,
        demanded=exactly(text),
        found=find_everything(folder(), actor(), text, kind=kind, page=at) if text else None,
        pages=lambda total: min(MOST_PAGES, -(-total // PAGE)),
        paged=lambda n: url_for(".everything", q=text, kind=kind, page=n),
    )


def list_page(asked, found, **more):
    """The page of a list of one kind, or the part of it that a filter changes."""
    return sifted(
        f"search/{asked.WORDING.endpoint.partition('.')[0]}.html",
        "search/_listing_sifted.html",
        asked,
        found=found,
        orders=asked.orders(),
        said=asked.wording,
        **more,
    )


def sifted(whole, fragment, asked, **context):
    """A page of results, whose address follows its filters."""
    answer = page(
        whole,
        fragment,
        asked=asked,
        paged=lambda at: asked.url(page=at),
        per_page=asked.SIZE,
        more=request.args.get("more", ""),
        **context,
    )
    if wants_fragment():
        answer.headers["HX-Push-Url"] = asked.url(page=asked.page if asked.page > 1 else None)
    return answer


def folder():
    """Where the index lies."""
    return current_app.config["SETTINGS"].index_folder
