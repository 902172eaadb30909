"""Pages against their floors, their statements and their size; and the same at two sizes."""

import gc
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from flask import Flask

from portal.curate import hygiene
from tests.bench.floor import Floor
from tests.bench.place import Cost, Visit, cost, statements, token, unheard
from tests.bench.report import Line

PAGE, FORM, SEARCHING, FRAGMENT = 2.0, 2.5, 4.0, 1.0
STATEMENTS, FEW_STATEMENTS = 10, 6
LIST_KB = 30
GROWTH = 1.3
SIGNED_IN = 300  # seconds
IN_FLOORS = "Pages, in floors (a bare Flask view of the same template)"


@dataclass(frozen=True)
class Page:
    """A page to measure: what it may cost in floors, and whether it is a list.

    Its fragment, where it has one, may cost one floor of the whole page, results or not.
    """

    path: str
    who: str = "employee"
    budget: float = PAGE
    most: int = STATEMENTS
    listing: bool = False
    fragment: bool = False


PAGES = (
    Page("/"),
    Page("/", "manager"),
    Page("/me", budget=FORM),
    Page("/me/aspirations", budget=FORM),
    Page("/me/settings", budget=FORM),
    Page("/me/visibility", budget=FORM, listing=True),
    Page("/me/visibility/totals", listing=True),
    Page("/me/visibility/looks", listing=True),
    Page("/me/skills/rate", budget=FORM),
    Page("/me/skills/suggestions", budget=FORM),
    Page("/me/skills/{skill}/story", budget=FORM),
    Page("/me/cv", budget=FORM),
    Page("/me/data", budget=FORM),
    Page("/me/data/read"),
    Page("/people/{person}"),
    Page("/people/{person}/paper"),
    Page("/people/{person}/suggest", budget=FORM),
    Page("/feedback", listing=True),
    Page("/feedback/ask", listing=True),
    Page("/people/{person}/praise", budget=FORM),
    Page("/validation", listing=True),
    Page("/validation", "manager", listing=True),
    Page("/validation/ask", listing=True),
    Page("/validation/ask/{person}", budget=FORM),
    Page("/roles", budget=SEARCHING, most=FEW_STATEMENTS, listing=True, fragment=True),
    Page("/roles?q=outreach", budget=SEARCHING, most=FEW_STATEMENTS, listing=True, fragment=True),
    Page("/roles?sort=match&match=50", budget=SEARCHING, most=FEW_STATEMENTS, listing=True),
    Page("/roles/{role}", budget=SEARCHING),
    Page("/roles/{aim}/routes", budget=SEARCHING),
    Page("/roles/map", budget=SEARCHING),
    Page("/plan"),
    Page("/learning", budget=SEARCHING, listing=True, fragment=True),
    Page("/learning?q=grants", budget=SEARCHING, most=FEW_STATEMENTS, listing=True, fragment=True),
    Page("/learning/{item}", budget=FORM),
    Page("/learning/mine", listing=True),
    Page("/learning/approvals", "manager", listing=True),
    Page("/search?q=permit", budget=SEARCHING, most=FEW_STATEMENTS, listing=True),
    Page("/mentors", budget=SEARCHING, listing=True, fragment=True),
    Page("/mentors/{mentor}", budget=FORM),
    Page("/mentorship/hours", budget=FORM, listing=True),
    Page("/mentors/{mentor}/ask", budget=FORM),
    Page("/mentorship", "mentor", listing=True),
    Page("/notifications", "mentor", listing=True),
    Page("/insights", "hr", budget=SEARCHING, fragment=True),
    Page("/insights/training", "hr", budget=SEARCHING),
    Page("/insights/moves", "hr", budget=SEARCHING, fragment=True),
    Page("/insights/strength", "hr", budget=SEARCHING),
    Page("/curate", "hr"),
    Page("/curate/learning", "hr", budget=SEARCHING, listing=True),
    Page("/curate/skills", "hr", budget=SEARCHING, listing=True),
    Page("/curate/skills?q=pla", "hr", budget=SEARCHING, listing=True),
    Page("/curate/proposals", "hr", budget=FORM, listing=True),
    Page("/curate/hygiene", "hr"),
    *(Page(f"/curate/hygiene/{kind}", "hr", listing=True) for kind in hygiene.FINDINGS),
    Page("/admin", "admin"),
    Page("/help"),
)
# Fragments that are no list of results: (path, the page whose floor counts).
FRAGMENTS = (
    ("/me/words", "/me"),
    ("/me/experience/add", "/me"),
    ("/me/skills/{skill}/edit", "/me"),
    ("/me/skills/find?q=pla", "/me"),
    ("/me/visibility/people?q=an", "/me/visibility"),
    ("/validation/ask?q=an", "/validation/ask"),
    ("/roles/suggest?q=per", "/roles"),
    ("/search/suggest?q=per", "/roles"),
    ("/mentors/suggest?q=pla", "/mentors"),
)


class Measured:
    """One organisation, with a session for each account that is asked as."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.floor = Floor(app)
        self.visits: dict[str, tuple[float, Visit]] = {}
        self.ids = self._ids()
        gc.collect()
        gc.freeze()  # as a worker in service, see portal.serve

    def visit(self, who: str) -> Visit:
        """Somebody who signed in a moment ago, as the page of one's own data asks for."""
        made, known = self.visits.get(who, (0.0, None))
        if known is None or time.monotonic() - made > SIGNED_IN:
            known = Visit(self.app, token(self.app, f"{who}@demo.example"))
            self.visits[who] = time.monotonic(), known
        return known

    def _ids(self) -> dict[str, str]:
        """Two roles, something to learn, a colleague, a mentor and a skill of one's own, as the
        lists lead to them.
        """
        found = {}
        for name, path, link in (
            ("role", "/roles?q=permit", r'href="/roles/([0-9a-f-]{36})"'),
            ("aim", "/roles?q=partnerships", r'href="/roles/([0-9a-f-]{36})"'),
            ("item", "/learning?q=grants", r'href="/learning/([0-9a-f-]{36})"'),
            ("person", "/search?q=Ingrid Halvorsen", r'href="/people/([0-9a-f-]{36})"'),
            ("mentor", "/mentors", r'href="/mentors/([0-9a-f-]{36})/ask"'),
            ("skill", "/me", r'"/me/skills/([0-9a-f-]{36})/edit"'),
        ):
            match = re.search(link, self.visit("employee").get(path).decode())
            if match is None:
                raise AssertionError(f"{path} leads to no {name}")
            found[name] = match.group(1)
        return found

    def act(self, who: str, path: str, **how: bool) -> Callable[[], object]:
        """A request to be measured, in full but for its making.

        A whole page is what words are first typed for: nothing is known of them from the run
        before. A fragment comes from such a page, with a filter, an order or a page more.
        """
        visit = self.visit(who)
        visit.get(path, **how)  # it must be answered 200
        ask = partial(visit.ask, visit.environ(path, **how))
        if how.get("htmx"):
            return ask
        return unheard(self.app, ask)

    def path(self, page: Page) -> str:
        return page.path.format(**self.ids)


def named(page: Page) -> str:
    """As it stands in the table."""
    return page.path + ("" if page.who == "employee" else f" ({page.who})")


def against_floor(place: Measured, runs: int) -> Iterator[Line]:
    """What each page costs in floors, and its fragment in floors of the whole page."""
    floors: dict[str, Callable[[], object]] = {}
    for page in PAGES:
        path = place.path(page)
        floor = place.floor.prepare(place.visit(page.who), path)
        floors.setdefault(page.path, floor)
        base, whole = cost(floor, place.act(page.who, path), runs=runs)
        yield Line(IN_FLOORS, named(page), whole.ratio, "floors", page.budget, _beside(whole, base))
        if page.fragment:
            yield _fragment(place, page.who, path, floor, f"{page.path}, fragment", runs)
    for path, page_path in FRAGMENTS:
        here = path.format(**place.ids)
        yield _fragment(place, "employee", here, floors[page_path], path, runs)


def _fragment(
    place: Measured, who: str, path: str, floor: Callable[[], object], what: str, runs: int
) -> Line:
    """A fragment in floors of its whole page; beside it, in floors of its own template."""
    bare = place.floor.prepare(place.visit(who), path, htmx=True)
    base, own, taken = cost(floor, bare, place.act(who, path, htmx=True), runs=runs)
    note = f"{_beside(taken, base)}; {taken.ms / own.ms:.1f} times its own template"
    return Line(IN_FLOORS, f"  {what}", taken.ratio, "floors", FRAGMENT, note)


def _beside(one: Cost, other: Cost) -> str:
    return f"{one.ms:.1f} of {other.ms:.1f} ms"


def compressed(place: Measured, runs: int) -> Iterator[Line]:
    """What compressing adds; the ratios above are without it."""
    act = place.act("employee", "/")
    environ = place.visit("employee").environ("/", encodings="gzip, deflate, br, zstd")
    plain, small = cost(act, partial(place.visit("employee").ask, environ), runs=runs)
    yield Line(IN_FLOORS, "compressing /", small.ms - plain.ms, "ms", None, "not in the ratios")


def counted(place: Measured) -> dict[str, list[str]]:
    """The statements of every page and fragment, after a first visit."""
    said: dict[str, list[str]] = {}
    for page in PAGES:
        for htmx in (False, True) if page.fragment else (False,):
            act = place.act(page.who, place.path(page), htmx=htmx)
            act()
            with statements(place.app) as run:
                act()
            said[named(page) + (", fragment" if htmx else "")] = list(run)
    for path, _ in FRAGMENTS:
        act = place.act("employee", path.format(**place.ids), htmx=True)
        act()
        with statements(place.app) as run:
            act()
        said[path] = list(run)
    return said


def statement_lines(small: dict[str, list[str]], large: dict[str, list[str]]) -> Iterator[Line]:
    """Few, and as many in a large organisation as in a small one."""
    part = "SQL statements of a page, those of the session included"
    most = {named(page): page.most for page in PAGES}
    for name, run in small.items():
        there = len(large[name])
        budget = most.get(name, FEW_STATEMENTS)
        note = "" if there == len(run) else f"{there} in the large organisation"
        yield Line(part, name, max(len(run), there), "", budget, note)
    unequal = sum(len(run) != len(large[name]) for name, run in small.items())
    yield Line(part, "pages with another number when large", unequal, "", 0)


def growth(small: Measured, large: Measured, people: int, runs: int) -> Iterator[Line]:
    """The same pages in a small and a large organisation, in turn."""
    part = f"A page at {people:,} people, against the same page at 1,000"
    for page in PAGES:
        acts = (place.act(page.who, place.path(page)) for place in (small, large))
        few, many = cost(*acts, runs=runs)
        yield Line(part, named(page), many.ratio, "times", GROWTH, _beside(many, few))


def weights(place: Measured) -> Iterator[Line]:
    """HTML of the pages that list, before compression."""
    part = "HTML of a list page, before compression"
    for page in PAGES:
        if page.listing:
            body = place.visit(page.who).get(place.path(page))
            yield Line(part, named(page), len(body) / 1000, "KB", LIST_KB)
