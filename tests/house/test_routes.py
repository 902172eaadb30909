"""Every address has a written rule; every action is used, tested and told of."""

import ast
from pathlib import Path

from flask import Flask

from portal import create_app
from portal.access import MAY
from tests.conftest import settings_for

ROOT = Path(__file__).parents[2]


def portal_in(tmp_path: Path) -> Flask:
    return create_app(settings_for(tmp_path, f"sqlite:///{tmp_path / 'aspire.db'}"))


def test_every_view_says_who_may_open_it(tmp_path):
    views = portal_in(tmp_path).view_functions
    without = sorted(name for name, view in views.items() if not hasattr(view, "access"))
    assert not without, f"neither @allow nor @public: {without}"


def test_addresses_are_lower_case_with_hyphens(tmp_path):
    for rule in portal_in(tmp_path).url_map.iter_rules():
        if rule.endpoint != "static":
            plain = "".join(
                part for bit in rule.rule.split("<") for part in bit.split(">")[1:] or [bit]
            )
            assert plain == plain.lower(), rule.rule
            assert "_" not in plain, rule.rule


def test_rows_are_named_by_uuid(tmp_path):
    for rule in portal_in(tmp_path).url_map.iter_rules():
        for name in rule.arguments - {"filename"}:
            kind = type(rule._converters[name]).__name__
            assert kind in ("UUIDConverter", "AnyConverter", "UnicodeConverter"), rule.rule
            if name == "id" or name.endswith("_id"):
                assert kind == "UUIDConverter", rule.rule


def test_every_action_of_the_policy_is_asked_for_somewhere():
    text = "\n".join(
        path.read_text()
        for folder in ("*.py", "*.html")
        for path in (ROOT / "portal").rglob(folder)
        if path.name != "access.py"
    )
    unused = [action for action in MAY if f'"{action}"' not in text]
    assert not unused, f"in the policy, but never asked for: {unused}"


def test_permission_is_asked_for_in_one_way():
    """No view decides by itself: `actor().hr` and the like belong to the policy."""
    for path in (ROOT / "portal").rglob("*.py"):
        if "views" not in path.parts and path.name != "views.py":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "abort":
                codes = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
                assert 403 not in codes, f"{path}: a view refuses by itself; use the policy"
