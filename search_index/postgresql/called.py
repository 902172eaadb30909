"""What documents are called: names as they were typed, and who has them.

All names stand in order on each machine; which of them the asker may see, the database says.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Connection, text

from search_index.postgresql.entry import WHOLE, lexeme, quoted

if TYPE_CHECKING:
    from search_index.postgresql.vectors import Ordered

_OF_EACH = 3
"""So many documents of a name are looked at: some may be suggested by another name already."""

_WHO = text("""
    SELECT listed.no, one.place - 1, listed.names
    FROM unnest(CAST(:queries AS tsquery[])) WITH ORDINALITY AS one (query, place)
    CROSS JOIN LATERAL (
        SELECT no, names FROM index_document
        WHERE lexemes @@ one.query AND build + 0 = :build AND gone = 0
            AND audience && CAST(:audiences AS text[])
        LIMIT :most
    ) AS listed
""")


class Called(NamedTuple):
    """A name of documents of a kind."""

    kind: str
    name: str

    @property
    def query(self) -> str:
        """What finds the documents called so."""
        return quoted(lexeme(self.kind, WHOLE, self.name))


class Named(NamedTuple):
    """A name, its number in the document it is of, that document and its kind."""

    name: str
    number: int
    no: int
    kind: str


class Listed(NamedTuple):
    """All names of some kinds: those in order, and the few that were written since."""

    base: "Mapping[str, Ordered]"
    fresh: Mapping[str, Sequence[str]]

    def any_beginning(self, typed: Sequence[str]) -> bool:
        """Whether a name begins so."""
        return bool(self._of(*_beginning(" ".join(typed), 1)))

    def tiers(self, typed: Sequence[str], most: int) -> Iterator[list[Called]]:
        """Names that begin as typed, those with a word inside from which on they do, those in which
        all words begin one, in any order. Of many the shortest, so many of a kind.
        """
        whole, wanted = " ".join(typed), [f" {word}" for word in typed]
        yield self._of(*_beginning(whole, most))
        yield self._of(lambda names: names.holding(whole, most), lambda name: f" {whole}" in name)
        if len(typed) > 1:
            yield self._of(
                lambda names: names.with_all(typed, most),
                lambda name: all(word in f" {name}" for word in wanted),
            )

    def _of(
        self, ordered: "Callable[[Ordered], list[str]]", fits: Callable[[str], bool]
    ) -> list[Called]:
        found = [(kind, ordered(names)) for kind, names in self.base.items()]
        found += [(kind, [*filter(fits, names)]) for kind, names in self.fresh.items()]
        return list(dict.fromkeys(Called(kind, name) for kind, names in found for name in names))


def _beginning(
    typed: str, most: int
) -> "tuple[Callable[[Ordered], list[str]], Callable[[str], bool]]":
    return lambda names: names.beginning(typed, most), lambda name: name.startswith(typed)


def documents(
    connection: Connection, given: Mapping[str, object], names: Sequence[Called]
) -> Iterator[Named]:
    """Documents with these names.

    given: the build, and the audiences of the asker.
    """
    queries = [one.query for one in names]
    rows = connection.execute(_WHO, {**given, "queries": queries, "most": _OF_EACH}).all()
    for no, place, listed in rows:
        kind, name = names[place]
        yield Named(name, listed.split("\n").index(name), no, kind)
