"""What travels over the network when somebody opens the portal for the first time."""

import re
from collections.abc import Iterator

from tests.bench.pages import Measured
from tests.bench.report import Line

FIRST_LOAD_KB, OWN_SCRIPT_KB = 120, 10
BROWSER = "gzip, deflate, br, zstd"
PART = "First load of home, compressed as for a browser"
LINKED = re.compile(r'<(?:script|link)[^>]*? (?:src|href)="(/[^"]+)"[^>]*>')
SPRITE = re.compile(r'<use href="([^"#]+)')
IMPORTED = re.compile(r'(?:import|from)\s*"([^"]+\.js)"')


def first_load(place: Measured) -> Iterator[Line]:
    """The page, and everything it links to, by kind."""
    visit = place.visit("employee")
    weights: dict[str, float] = {}

    def fetch(path: str, kind: str) -> bytes:
        status, _, body = visit.ask(visit.environ(path, encodings=BROWSER))
        if status != 200:
            raise AssertionError(f"{path} answered {status}")
        weights[kind] = weights.get(kind, 0) + len(body) / 1000
        return visit.get(path)

    html = fetch("/", "HTML").decode()
    for tag in LINKED.finditer(html):
        path = tag.group(1)
        script = fetch(path, _kind(path, tag.group(0)))
        if IMPORTED.search(script.decode(errors="ignore")) and "/js/" in path:
            raise AssertionError(f"{path} imports another script, which is not weighed")
    sprite = SPRITE.search(html)
    if sprite:
        fetch(sprite.group(1), "icons")
    counted = ("HTML", "style sheet", "font", "own scripts", "htmx")
    total = sum(weights.get(kind, 0) for kind in counted)
    note = ", ".join(f"{kind} {weights.get(kind, 0):.0f}" for kind in counted)
    yield Line(PART, "HTML, style sheet, scripts and font", total, "KB", FIRST_LOAD_KB, note)
    yield Line(PART, "scripts of our own", weights["own scripts"], "KB", OWN_SCRIPT_KB)
    more = weights.get("icons", 0) + weights.get("app icons and manifest", 0)
    yield Line(PART, "icons and manifest", more, "KB")


def _kind(path: str, tag: str) -> str:
    if "/js/" in path:
        return "own scripts"
    if "/vendor/" in path:
        return "htmx"
    if 'as="font"' in tag:
        return "font"
    return "style sheet" if "stylesheet" in tag else "app icons and manifest"
