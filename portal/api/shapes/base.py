"""What every shape is made of."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

Level = Annotated[int, Meta(ge=0, le=4, description="0 not yet, 1 learning, 2 working, 3 skilled, "
                            "4 leading")]  # fmt: skip
Groups = Annotated[
    list[str],
    Meta(description='Who sees it: "named", "mentors", "manager", "hr", "everyone"; empty: only I'),
]


class Shape(Struct, kw_only=True):
    """Every field is always there; what there is nothing of is null, "" or empty."""


class Named(Shape):
    """Something that has a name."""

    id: UUID
    name: str


class Colleague(Shape):
    """Somebody in a few words."""

    id: UUID
    name: str
    job_title: str


class Listing(Shape):
    """A page of a list; `next` leads to the one after it, null on the last."""

    total: int
    next: str | None


class Fault(Shape):
    """What is wrong with one part of a request."""

    where: str
    detail: str


class Problem(Struct, kw_only=True, omit_defaults=True):
    """Why it did not work (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[Fault] = []
