"""What an address may ask for, and where a list goes on."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from portal.api.shapes.base import Fault
from portal.search.addresses import LONGEST, MOST_PAGES

Cursor = Annotated[str, Meta(max_length=20, description="`next` of the page before; empty: begin")]
Text = Annotated[
    str, Meta(max_length=LONGEST, description="Words to look for, as one would type them")
]
Filter = Annotated[list[Annotated[str, Meta(max_length=LONGEST)]], Meta(max_length=20)]


class Nothing(Struct, frozen=True, forbid_unknown_fields=True):
    """An address that asks for nothing more."""


class Going(Nothing, frozen=True, kw_only=True):
    """A list that goes on."""

    cursor: Cursor = ""


class Looking(Going, frozen=True, kw_only=True):
    """A list of what fits some words; of all there is for none."""

    q: Text = ""


class LookingForSomebody(Going, frozen=True, kw_only=True):
    """People who fit some words; nobody lists everybody."""

    q: Annotated[str, Meta(min_length=1, max_length=LONGEST, description="Words to look for")]


class LookingForRoles(Looking, frozen=True, kw_only=True):
    """The filters of the page of roles."""

    family: Filter = []
    department: Filter = []
    level: Filter = []
    location: Filter = []
    skill: Filter = []
    move: Annotated[Filter, Meta(description='"up", "sideways" or "field"')] = []
    match: Annotated[Filter, Meta(description='"50" or "70": at least so many percent')] = []
    sort: Annotated[str, Meta(pattern="^(best|match|title)$")] = "best"


class LookingForLearning(Looking, frozen=True, kw_only=True):
    """The filters of the page of learning."""

    format: Filter = []
    payer: Filter = []
    skill: Filter = []
    level: Filter = []
    provider: Filter = []
    language: Filter = []
    when: Annotated[Filter, Meta(description='"dated" or "room"')] = []
    sort: Annotated[str, Meta(pattern="^(best|date|cost|hours|title)$")] = "best"


class OfGroup(Nothing, frozen=True, kw_only=True):
    """Which figures, and whose."""

    view: Annotated[str, Meta(max_length=40, description="One table; empty: all")] = ""
    group: Annotated[
        str, Meta(max_length=80, description='"" for everybody, one of the groups that '
                  '/insights/views tells, or the beginning of one ("level") for all of its kind')
    ] = ""  # fmt: skip


class OfTable(Nothing, frozen=True, kw_only=True):
    """Which table of several columns."""

    table: Annotated[
        str, Meta(max_length=40, description="One of those that /insights/views tells")
    ] = "offering"


class Wrong(Exception):
    """What was sent is readable, but is not what can be asked for."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(fault.detail for fault in faults))
        self.faults = faults


def read(kind: type[Any], given: Mapping[str, Sequence[str]]) -> Any:
    """The parameters of an address. Raises Wrong."""
    several = {one.name for one in msgspec.structs.fields(kind) if one.default_factory is list}
    for name, values in given.items():
        if len(values) > 1 and name not in several:
            raise Wrong(Fault(where=name, detail="Give this once."))
    plain = {n: list(v) if n in several else v[0] for n, v in given.items()}
    try:
        return msgspec.convert(plain, kind, strict=False)
    except msgspec.ValidationError as error:
        raise Wrong(fault(error)) from None


def sent(kind: type[Any], body: bytes) -> Any:
    """What was sent as JSON. Raises Wrong, and msgspec.DecodeError where it is no JSON."""
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as error:
        raise Wrong(fault(error)) from None
    except (RecursionError, UnicodeDecodeError):
        raise msgspec.DecodeError from None


def fault(error: msgspec.ValidationError) -> Fault:
    """Where it is, and what was expected there."""
    words, _, where = re.sub("`([^`]*)`", r"“\1”", str(error)).partition(" - at ")
    return Fault(where=where.strip("“”").removeprefix("$").lstrip(".") or "request", detail=words)


def page_of(cursor: str) -> int:
    """The number of the page a cursor leads to. Raises Wrong."""
    if not cursor:
        return 1
    try:
        word = urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)).decode()
    except ValueError:
        word = ""
    kind, _, number = word.partition(":")
    if kind != "page" or not (number.isascii() and number.isdecimal()) or len(number) > 5:
        raise Wrong(Fault(where="cursor", detail="This leads nowhere. Begin without a cursor."))
    if not 1 <= int(number) <= MOST_PAGES:
        raise Wrong(Fault(where="cursor", detail="The list ends before that. Look for less."))
    return int(number)


def after(page: int, more: bool) -> str | None:
    """The cursor of the page after this one, if there is more and it may be read."""
    if not more or page >= MOST_PAGES:
        return None
    return urlsafe_b64encode(f"page:{page + 1}".encode()).decode().rstrip("=")
