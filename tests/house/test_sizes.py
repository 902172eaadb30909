"""Small enough to read in one go; nothing left open; nothing banned."""

import ast
import re
from functools import cache
from pathlib import Path

from tests.house.allowed import allowed, exceptions

ROOT = Path(__file__).parents[2]
CODE = sorted([*(ROOT / "portal").rglob("*.py"), *(ROOT / "search_index").rglob("*.py")])
NAMES = [path.relative_to(ROOT).as_posix() for path in CODE]
LONGEST_FUNCTION, LONGEST_MODULE = 40, 300
NO_PLACE = {"utils", "helpers", "common", "services", "managers", "misc"}


@cache
def trees():
    """Of every module, by its name: the text and what it says to Python."""
    texts = zip(NAMES, (path.read_text() for path in CODE), strict=True)
    return {name: (text, ast.parse(text)) for name, text in texts}


def functions(tree: ast.AST):
    return [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]


def sizes():
    """Every module and function with its number of lines."""
    for name, (text, tree) in trees().items():
        yield name, len(text.splitlines()), LONGEST_MODULE
        for function in functions(tree):
            length = function.end_lineno - function.lineno + 1
            yield f"{name}::{function.name}", length, LONGEST_FUNCTION


def test_everything_is_short_enough_to_read():
    assert not [
        f"{what}: {length} lines, at most {most}"
        for what, length, most in sizes()
        if length > most and not allowed(what)
    ]


def test_every_module_says_what_it_is_for():
    assert not [
        name for name, (text, tree) in trees().items() if text and not ast.get_docstring(tree)
    ]


def test_imports_stand_at_the_top():
    assert not [
        f"{name}::{function.name}"
        for name, (_, tree) in trees().items()
        for function in functions(tree)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom) and not allowed(f"{name}::{function.name}")
    ]


def test_names_say_something():
    assert not [name for name in NAMES if NO_PLACE & set(Path(name).with_suffix("").parts)]


def test_nothing_is_left_open():
    """An open end is an issue, not a comment."""
    mark = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX|HA" r"CK)\b")
    for pattern in ("*.py", "*.html", "*.css", "*.js"):
        for folder in ("portal", "search_index", "migrations", "tests", "tools"):
            for path in (ROOT / folder).rglob(pattern):
                if "vendor" not in path.parts:
                    found = mark.search(path.read_text())
                    assert not found, f"{path.relative_to(ROOT)}: {found}"


BANNED = {
    "render_template_string": "no template is made from data",
    "Markup": "text is escaped where it is written out",
    "eval": "no code from data",
    "exec": "no code from data",
    "pickle": "no pickles",
    "system": "no shell",
}


def calls():
    """Every call: module, what is called, the names of its arguments, line."""
    for name, (_, tree) in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                called = getattr(node.func, "attr", getattr(node.func, "id", ""))
                yield name, called, {keyword.arg for keyword in node.keywords}, node.lineno


def test_nothing_banned_is_called():
    assert not [
        f"{name}:{line}: {called} ({BANNED[called]})"
        for name, called, _, line in calls()
        if called in BANNED and not allowed(f"{name}::{called}")
    ]


def test_an_index_reader_is_never_refreshed():
    """In every Whoosh after 2.7.4, that brings removed documents back."""
    assert not [
        f"{name}:{line}"
        for name, called, words, line in calls()
        if name.startswith("search_index") and (called == "refresh" or "reuse" in words)
    ]


def test_only_the_door_commits():
    """A change is committed by the guard, by a transaction of a job, or by sign-in itself."""
    may = {
        "portal/guard.py",
        "portal/db.py",
        "portal/accounts/rules.py",
        "portal/accounts/sessions.py",
    }
    for path, name in zip(CODE, NAMES, strict=True):
        if re.search(r"session\.commit\(\)", path.read_text()):
            assert name in may or allowed(f"{name}::commit"), f"{name} commits"


def test_time_comes_from_the_clock():
    for path, name in zip(CODE, NAMES, strict=True):
        if re.search(r"datetime\.(now|utcnow|today)\(|date\.today\(", path.read_text()):
            assert name == "portal/clock.py" or allowed(f"{name}::clock"), name


def test_every_exception_has_a_reason_and_is_needed():
    for what, why in exceptions().items():
        assert len(why) > 20, f"{what}: no reason"
        path = ROOT / (("portal/" + what) if what.startswith("templates/") else what.split("::")[0])
        assert path.exists(), f"{what} is not there any more"
