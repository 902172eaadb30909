"""Programmes of mentoring in a search: those told to who searches, or joined by them."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from portal.programmes.documents import audience
from portal.programmes.queries import news

Told = Mapping[UUID, Any]
"""The programmes somebody may find, as they are now."""


def told(person_id: UUID) -> Told:
    """Those open to this person, and those they have joined, until they are over. One statement."""
    return {one.id: one for one, _ in news(person_id).programmes}


def audiences(of: Iterable[UUID]) -> list[str]:
    """How the index spells that somebody may find these."""
    return [audience(key) for key in of]
