"""Finding roles, and finding anything."""

from urllib.parse import urlencode

from flask import Blueprint, current_app, render_template, request, url_for

from portal.answers import page
from portal.guard import actor, allow
from portal.roles.models import ROLE_LEVELS
from portal.search import queries

bp = Blueprint("search", __name__)

LONGEST = 200
MOVES = {"up": "Step up", "sideways": "Sideways", "field": "Another field"}


@bp.get("/roles")
@allow("roles.read")
def roles():
    asked = Asked()
    found = queries.roles(
        folder(), actor(), asked.text, asked.filters, asked.moves, sort=asked.sort, page=asked.page
    )
    return page(
        "search/roles.html",
        "search/_results.html",
        asked=asked,
        found=found,
        pages=min(100, -(-found.total // queries.PAGE)),
        paged=lambda number: asked.url(page=number),
        MOVES=MOVES,
        level_words={str(n): f"Level {n}, {word}" for n, word in enumerate(ROLE_LEVELS) if n},
    )


@bp.get("/roles/suggest")
@allow("roles.read")
def suggest():
    """Options for the box on the roles page, as one types."""
    typed = words("q")
    found = queries.suggestions(folder(), typed, ("role",)) if typed else []
    return render_template("search/_suggestions.html", typed=typed, found=found)


@bp.get("/search")
@allow("roles.read")
def everything():
    text = words("q")
    found = queries.everything(folder(), text) if text else None
    return page("search/everything.html", text=text, found=found)


class Asked:
    """What the address asks for. Unknown values find nothing and do no harm."""

    def __init__(self) -> None:
        self.text = words("q")
        self.filters = {name: _values(name) for name in queries.FACETS}
        self.moves = [value for value in _values("move") if value in MOVES]
        self.sort = "title" if request.args.get("sort") == "title" else "best"
        number = request.args.get("page", "1")
        self.page = max(1, min(100, int(number[:9]))) if number.isdecimal() else 1

    @property
    def narrowed(self) -> int:
        """How many filters are on."""
        return sum(len(values) for values in self.filters.values()) + len(self.moves)

    def url(self, **change: object) -> str:
        """The address of this search, changed; without a page it begins at the first."""
        pairs: list[tuple[str, object]] = [("q", self.text)] if self.text else []
        pairs += [(name, value) for name, values in self.filters.items() for value in values]
        pairs += [("move", value) for value in self.moves]
        pairs += [("sort", self.sort)] if self.sort != "best" else []
        without = change.pop("without", None)
        pairs = [pair for pair in pairs if pair != without and pair[0] not in change]
        pairs += [(name, value) for name, value in change.items() if value is not None]
        query = urlencode(pairs)
        return url_for("search.roles") + (f"?{query}" if query else "")

    @property
    def chosen(self) -> list[tuple[str, str, str]]:
        """(words, field, value) of each filter that is on, to be taken off one by one."""
        words_of = {"level": lambda v: f"Level {v}", "move": lambda v: MOVES[v]}
        pairs = [(name, value) for name, values in self.filters.items() for value in values]
        pairs += [("move", value) for value in self.moves]
        return [(words_of.get(name, str)(value), name, value) for name, value in pairs]


def words(name: str) -> str:
    """What was typed: one line of signs that can be seen, no longer than the box allows."""
    seen = "".join(c if c.isprintable() else " " for c in request.args.get(name, ""))
    return " ".join(seen.split())[:LONGEST]


def _values(name: str) -> list[str]:
    given = request.args.getlist(name)[:20]
    return list(dict.fromkeys(value[:LONGEST] for value in given if value and value.isprintable()))


def folder():
    """Where the index lies."""
    return current_app.config["SETTINGS"].index_folder
