"""The floor of a page: a bare Flask view that renders the same template from prepared data.

The data is what the real view gave its template, loaded to the last attribute the template reads
and cut off from the database. No session, policy, query, header or log is left, and Jinja is as it
comes (the portal draws by a shorter way, see docs/adr/0053).

An htmx fragment is held against the floor of the **whole** page it is a part of ("a fragment costs
at most one floor"): who changes a filter is to wait no longer than for a page that only had to be
drawn. What it costs beside a bare view of its own template is printed with it, without a budget.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from types import FunctionType
from typing import Any

from flask import Flask, before_render_template, g, render_template, template_rendered

from portal.db import db
from tests.bench.place import Visit

# What Flask and its extensions put into every context; a bare view has its own, or none.
AMBIENT = ("g", "request", "session", "current_user", "csrf_token")
# What templates call that reads the database: a floor has the answers.
READING = ("told_how", "mail_closed", "push_devices", "push_could_help", "programme_news",
           "in_my_plan")  # fmt: skip
OF_FLASK = ("url_for", "get_flashed_messages", "config", "request", "session", "g")


class Floor:
    """A bare application with the portal's templates and addresses."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.bare = Flask("portal")
        self.bare.config["SETTINGS"] = app.config["SETTINGS"]
        self.context: dict[str, Any] = {}
        self.template = self.form_token = ""
        self.allowed: dict[Any, bool] = {}
        self._same_templates()
        for rule in app.url_map.iter_rules():
            if rule.endpoint != "static":
                self.bare.url_map.add(rule.empty())
                self.bare.view_functions[rule.endpoint] = self._show

    def _same_templates(self) -> None:
        mine, theirs = self.bare.jinja_env, self.app.jinja_env
        mine.trim_blocks, mine.lstrip_blocks = theirs.trim_blocks, theirs.lstrip_blocks
        mine.globals.update({k: v for k, v in theirs.globals.items() if k not in OF_FLASK})
        mine.filters.update(theirs.filters)
        mine.tests.update(theirs.tests)
        mine.globals.update(
            csrf_token=lambda: self.form_token,
            once_key=lambda: "k" * 32,
            drawn_once=lambda macro: macro,
            flashes=lambda: (),
            signed_in=lambda: self.context.get("actor"),
            can=lambda action, thing=None: self.allowed[action, getattr(thing, "id", None)],
        )

    def _show(self, **_arguments: object) -> str:
        g._login_user = self.context.get("actor")
        return render_template(self.template, **self.context)

    def prepare(self, visit: Visit, path: str, *, htmx: bool = False) -> Callable[[], object]:
        """The floor of the page at `path` as this person sees it, or of the fragment that htmx gets
        there: an act to be measured.
        """
        with self._watching():
            body = visit.get(path, htmx=htmx)
        template, context = self.template, self.context
        bare = Visit(self.bare)
        environ = bare.environ(path)

        def floor() -> bytes:
            self.template, self.context = template, context
            return bare.ask(environ)[2]

        if abs(len(floor()) - len(body)) > 200:
            raise AssertionError(f"the floor of {path} is not the same page")
        return floor

    @contextmanager
    def _watching(self) -> Iterator[None]:
        """Keep what the next page gives its template, and what the template asks the policy."""
        can = self.app.jinja_env.globals["can"]

        def remembered(action: str, thing: Any = None) -> bool:
            answer = bool(can(action, thing))  # type: ignore[operator]
            self.allowed[action, getattr(thing, "id", None)] = answer
            return answer

        def before(_sender: Flask, context: dict[str, Any], **_: object) -> None:
            for name, value in context.items():
                if isinstance(value, FunctionType):
                    context[name] = once(value)

        def after(_sender: Flask, template: Any, context: dict[str, Any], **_: object) -> None:
            self.template, self.form_token = template.name, context["csrf_token"]()
            self.context = {k: v for k, v in context.items() if k not in AMBIENT}
            db.session.expunge_all()

        with ExitStack() as stack:
            stack.enter_context(before_render_template.connected_to(before, self.app))
            stack.enter_context(template_rendered.connected_to(after, self.app))
            theirs = self.app.jinja_env.globals
            read = {name: once(theirs[name]) for name in READING}
            stack.callback(theirs.update, can=can, **{name: theirs[name] for name in READING})
            theirs.update(read, can=remembered)
            self.bare.jinja_env.globals.update(read)
            yield


def once(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, asked once for the same arguments: a template may call what reads."""
    answers: dict[str, Any] = {}

    @wraps(function)
    def asked(*args: Any, **named: Any) -> Any:
        key = repr((args, named))
        if key not in answers:
            answers[key] = function(*args, **named)
        return answers[key]

    return asked
