"""Rows that are only read: what the ORM would make of them, without its bookkeeping.

A page reads hundreds of rows and changes none. `Light(PersonSkill, skill=Light(Skill))` reads them
in one statement, as tuples with the columns and the properties of the model, each with the rows it
points to: a fifth of the price. They are typed as the model because they read like one; nothing can
be set on them, and nothing they point to is read later.
"""

from collections import namedtuple
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, inspect, select
from sqlalchemy.orm import MANYTOONE, aliased

from portal.db import Readable, columns

Model = TypeVar("Model")
Make = Callable[[Sequence[Any]], Any]


class Light(Generic[Model]):
    """How to read rows of `model`: the columns `only` (all but the deferred, if none are named),
    and the rows that the relationships named by `parts` lead to. `lists` are there empty, for
    whoever reads them in another statement. The key is always read; not so with `key=False`, for a
    part that is always there and whose key the row has.
    """

    def __init__(
        self,
        model: type[Model],
        *only: str,
        lists: Sequence[str] = (),
        key: bool = True,
        **parts: "Light[Any]",
    ) -> None:
        self._model, self._only, self._parts, self._lists = model, only, parts, lists
        self._key = key

    @property
    def select(self) -> Select[Any]:
        """The statement, to be narrowed down and put in order by the columns of the model."""
        return self._bound()[0]

    def rows(self, statement: "Readable[*tuple[Any, ...]]", **given: Any) -> list[Model]:
        """The rows of a statement that began as `select`."""
        make = self._make
        return [make(row) for row in columns(statement, **given)]

    def of(self, row: Sequence[Any]) -> Model:
        """The row that such columns stand for, where more columns follow them."""
        made: Model = self._make(row)
        return made

    def one(self, statement: "Readable[*tuple[Any, ...]]", **given: Any) -> Model:
        """The one row. Raises NoResultFound without it."""
        return self.of(columns(statement, **given).one())

    @cached_property
    def _make(self) -> Make:
        return self._bound()[1]

    def _bound(self) -> tuple[Select[Any], Make]:
        wanted: list[Any] = []
        joins: list[tuple[Any, bool]] = []
        make = self._bind(self._model, wanted, joins)
        statement = select(*wanted).select_from(self._model)
        for relation, optional in joins:
            statement = statement.join(relation, isouter=optional)
        return statement, make

    def _bind(
        self, entity: Any, wanted: list[Any], joins: list[tuple[Any, bool]], loose: bool = False
    ) -> Make:
        """Put the columns and joins to the others; out: how a row of them all becomes one of ours.

        The first column is the key, which tells whether there is a row at all; `loose` is one that
        need not be there.
        """
        names = self._names
        begin = len(wanted)
        wanted += [getattr(entity, name) for name in names]
        end = len(wanted)
        parts = []
        for name, light in self._parts.items():
            relation, target = getattr(entity, name), aliased(light._model)
            link = relation.property
            sure = link.direction is MANYTOONE and not any(c.nullable for c in link.local_columns)
            joins.append((relation.of_type(target), loose or not sure))
            parts.append((len(wanted), light._bind(target, wanted, joins, loose or not sure)))
        return _maker(self._kind, slice(begin, end), parts, len(self._lists))

    @cached_property
    def _names(self) -> list[str]:
        mapper = inspect(self._model)
        assert mapper is not None  # noqa: S101 - every model is mapped
        key = mapper.get_property_by_column(mapper.primary_key[0]).key
        known = [column.key for column in mapper.column_attrs if not column.deferred]
        names = [name for name in self._only or known if name != key]
        return [key, *names] if self._key else names

    @cached_property
    def _kind(self) -> type[Any]:
        """A tuple with the properties of the model."""
        own = {
            name: value
            for base in reversed(self._model.__mro__)
            for name, value in vars(base).items()
            if isinstance(value, property)
        }
        plain = namedtuple(self._model.__name__, [*self._names, *self._parts, *self._lists])  # type: ignore[misc]
        return type(self._model.__name__, (plain,), {"__slots__": (), **own})


def _maker(kind: type[Any], own: slice, parts: Sequence[tuple[int, Make]], lists: int) -> Make:
    """How a row becomes a tuple of `kind`; pages have hundreds, so each in as few steps as it can.

    `own` are its columns, `parts` the key and the maker of each row it points to.
    """
    new = tuple.__new__
    if not parts and not lists:
        return lambda row: new(kind, row[own])

    def make(row: Sequence[Any]) -> Any:
        pointed = [None if row[key] is None else part(row) for key, part in parts]
        return new(kind, (*row[own], *pointed, *[[] for _ in range(lists)]))

    return make
