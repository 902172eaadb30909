"""Lists without words: everything there is by title, under filters, with counts."""

from collections.abc import Mapping

from sqlalchemy import Connection, text

from search_index.model import Hit, Query, Results
from search_index.postgresql.answer import tallied
from search_index.postgresql.entry import PAIR, card
from search_index.postgresql.finding import Filters, passing_only

MOST = 2_000
"""So many documents under filters are counted; beyond it is only known that there are more."""

_MOST_SHOWN = 1_000

_COUNTS = text("""
    SELECT kind, field, value, sum(documents) FROM index_count
    WHERE build = :build AND field = ANY(:fields)
        AND string_to_array(audience, chr(31)) && CAST(:audiences AS text[])
    GROUP BY kind, field, value
""")
_VISIBLE = "gone = 0 AND audience && CAST(:audiences AS text[])"
_PAGE = text(f"""
    SELECT listed.id, listed.kind, listed.card FROM unnest(CAST(:kinds AS text[])) AS one (kind)
    CROSS JOIN LATERAL (
        SELECT id, kind, card, titled, no FROM index_document
        WHERE index_document.kind = one.kind AND build = :build AND {_VISIBLE}
        ORDER BY titled, no LIMIT :last
    ) AS listed
    ORDER BY listed.titled, listed.no OFFSET :first LIMIT :many
""")  # noqa: S608 - a constant
# "+ 0": the index of builds would lead to every document.
_FILTERED = text(f"""
    SELECT pair, count(*) FROM (
        SELECT facets FROM index_document
        WHERE lexemes @@ CAST(:query AS tsquery) AND build + 0 = :build AND {_VISIBLE} LIMIT :most
    ) AS found
    CROSS JOIN LATERAL unnest(ARRAY[''] || string_to_array(facets, chr(30))) AS pair
    GROUP BY pair
""")  # noqa: S608 - a constant
# Few documents are sorted; where they are many, some of them stand anywhere among the titles.
_FEW_PAGE = text(f"""
    SELECT id, kind, card FROM index_document
    WHERE lexemes @@ CAST(:query AS tsquery) AND build + 0 = :build AND {_VISIBLE}
    ORDER BY titled, no OFFSET :first LIMIT :many
""")  # noqa: S608 - a constant
_MANY_PAGE = text(
    _PAGE.text.replace(
        "ORDER BY titled", "AND (lexemes @@ CAST(:query AS tsquery)) IS TRUE ORDER BY titled"
    )
)


class _Lists:
    """The rows of one asker."""

    def __init__(self, connection: Connection, build: int, query: Query) -> None:
        self._connection = connection
        self._build, self._audiences = build, list(query.audiences)
        self.filters = {name: {*values} for name, values in query.filters.items() if values}
        self.kinds: dict[str, int] = {}
        self.values: dict[str, dict[str, int]] = {}
        self._count(query)

    def _count(self, query: Query) -> None:
        """Without filters: kept ready, so that it costs the same for any number of documents."""
        given = {"build": self._build, "audiences": self._audiences}
        given["fields"] = ["", *query.facets]
        rows = self._connection.execute(_COUNTS, given)
        for kind, name, value, documents in rows:
            if query.kinds is not None and kind not in query.kinds:
                continue
            if name:
                listed = self.values.setdefault(name, {})
                listed[value] = listed.get(value, 0) + documents
            else:
                self.kinds[kind] = documents

    def under(self, filters: Filters) -> dict[str, int]:
        """Pair of a field and a value -> how many documents that pass have it; "" -> how
        many there are.
        """
        given = {"build": self._build, "audiences": self._audiences, "most": MOST + 1}
        given["query"] = passing_only(self.kinds, filters)
        return {pair: n for pair, n in self._connection.execute(_FILTERED, given)}

    def page(self, first: int, many: int, total: int) -> list[Hit]:
        """A page of the list by title."""
        given = {"build": self._build, "audiences": self._audiences, "first": first, "many": many}
        statement = _PAGE
        if self.filters:
            given["query"] = passing_only(self.kinds, self.filters)
            statement = _FEW_PAGE if total <= MOST else _MANY_PAGE
        if statement is not _FEW_PAGE:
            given |= {"kinds": list(self.kinds), "last": first + many}
        return [_hit(*row) for row in self._connection.execute(statement, given)]


def listed(connection: Connection, build: int, query: Query) -> Results:
    """Run a query without words."""
    lists = _Lists(connection, build, query)
    if not lists.kinds:
        return Results((), 0, True, {name: {} for name in query.facets})
    passing = lists.under(lists.filters) if lists.filters else {}
    total = passing.get("", 0) if lists.filters else sum(lists.kinds.values())
    facets: dict[str, Mapping[str, int]] = {}
    for name in query.facets:
        others = {one: values for one, values in lists.filters.items() if one != name}
        if not others:
            rows = _written(name, lists.values.get(name, {}))
        else:
            rows = lists.under(others) if name in lists.filters else passing
        facets[name] = tallied(name, rows, lists.filters)
    exact = total <= MOST or not lists.filters
    first = max(query.offset, 0)
    many = min(max(query.limit, 0), _MOST_SHOWN)
    hits = lists.page(first, many, total) if many and first < total else []
    return Results(tuple(hits), total if exact else MOST, exact, facets)


def _written(name: str, values: Mapping[str, int]) -> dict[str, int]:
    return {name + PAIR + value: n for value, n in values.items()}


def _hit(identity: str, kind: str, stored: str) -> Hit:
    title = card(stored)[0][0]
    return Hit(identity, kind, title, 0.0, "", {"title": ((title, False),)})
