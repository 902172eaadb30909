"""Every kind of notice is defined in one place, and every one defined there is told by somebody."""

import ast
import re
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from portal.notices import rules
from portal.notices.kinds import GROUPS, KINDS, group_of, of

pytestmark = pytest.mark.one_database

PORTAL = Path(rules.__file__).parent.parent


@cache
def trees():
    """Every module but those that define kinds, as Python reads it."""
    paths = [one for one in PORTAL.rglob("*.py") if "notices/kinds" not in one.as_posix()]
    return {path: ast.parse(path.read_text()) for path in paths}


def literals():
    for tree in trees().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def tells():
    """Every call of `tell` with a kind: where, the kinds it may say, and the names it gives."""
    for path, tree in trees().items():
        for node in ast.walk(tree):
            given = {word.arg: word.value for word in getattr(node, "keywords", ())}
            if isinstance(node, ast.Call) and {"key", "kind", "path"} <= given.keys():
                kinds = {n.value for n in ast.walk(given["kind"]) if isinstance(n, ast.Constant)}
                yield path, kinds - {""}, given


def test_every_kind_is_told_by_somebody_and_whatever_is_told_is_defined():
    said = set(literals())
    assert [kind for kind in KINDS if kind not in said] == []
    calls = list(tells())
    assert len(calls) > 10
    for path, kinds, given in calls:
        for kind in kinds:
            assert kind in KINDS, f"{path}: {kind}"
            wanted = {name for _, name, _, _ in Formatter().parse(KINDS[kind].words) if name}
            assert None in given or wanted <= given.keys(), f"{path}: {kind} misses names"


def test_a_kind_says_what_its_group_is_and_uses_the_portals_words():
    for name, kind in KINDS.items():
        assert re.fullmatch(r"[a-z]+\.[a-z_]+", name)
        assert group_of(name) in GROUPS, name
        assert kind.words[0].isupper() or kind.words[0] in "{“", name
        assert not re.search(r"\b(gap|missing|weak)\b", kind.words), name
        assert not kind.several or "{n}" in kind.several, name
    icons = (PORTAL / "static/icons.svg").read_text()
    for group in GROUPS.values():
        assert f'id="{group.icon}"' in icons


def test_a_name_of_the_past_is_plain_and_a_wrong_one_cannot_be_told(cast):
    assert of("mentorship.long_gone").act == ""
    assert group_of("gone.long") is None
    with pytest.raises(KeyError):
        rules.tell(cast.ada.id, key="x", kind="mentorship.asekd", path="/")
    with pytest.raises(KeyError):
        rules.tell(cast.ada.id, key="x", kind="mentorship.asked", path="/", mentor="Mei")
