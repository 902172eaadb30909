"""Our environment of templates says what Jinja's says, errors too."""

import pytest
from flask import Flask
from flask.templating import Environment as FlaskEnvironment
from jinja2 import DictLoader, pass_context
from markupsafe import Markup
from werkzeug.local import LocalProxy

from portal.templating import Environment

PARTS = """
{% macro plain(a, b='<b>', c=none) %}{{ a }}|{{ b }}|{{ c }}{% endmacro %}
{% macro around(a='x') %}<i>{{ a }}{{ caller() }}</i>{% endmacro %}
{% macro with_word() %}{{ caller('<w>') }}{% endmacro %}
{% macro rest(a) %}{{ a }}{{ varargs|join(',') }}{{ kwargs.get('d', '') }}{% endmacro %}
{% macro nested(n) %}{{ n }}{% if n %}{{ nested(n - 1) }}{% endif %}{% endmacro %}
{% macro of_globals() %}{{ proxy }}{{ secret is defined }}{% endmacro %}
"""
PAGES = {
    "parts.html": PARTS,
    "escaped.html": "{{ '<a>' }}{{ safe }}{{ 3 }}{{ 2.5 }}{{ none }}{{ true }}{{ ['<'] }}"
    "{{ proxy }}{{ 'x' if false }}{{ nothing }}{{ html }}{{ safe ~ '<' }}{{ -0 }}",
    "bare.txt": "{{ '<a>' }}{% macro m(a) %}{{ a }}{% endmacro %}{{ m('<') }}{{ m('<') ~ '&' }}",
    "macros.html": "{% import 'parts.html' as p %}{{ p.plain('<') }}{{ p.plain(1, c='&', b=2) }}"
    "{{ p.plain() }}{{ p.rest(1, 2, 3, d=4) }}{{ p.nested(3) }}{{ p.of_globals() }}"
    "{% call p.around('<') %}in&{% endcall %}{% call p.around() %}{{ safe }}{% endcall %}"
    "{% call(w) p.with_word() %}{{ w }}{% endcall %}{{ p.plain(p.plain(1)) ~ '<' }}",
    "loops.html": "{% import 'parts.html' as p with context %}{% for n in [1, 2] %}"
    "{{ p.plain(n, loop.index) }}{{ of_page('n') }}{{ p.of_globals() }}{% set m = n %}{{ m }}"
    "{% endfor %}{% set whole %}<{{ '<' }}{% endset %}{{ whole }}",
    "too_many.html": "{% import 'parts.html' as p %}{{ p.plain(1, 2, 3, 4) }}",
    "twice.html": "{% import 'parts.html' as p %}{{ p.plain(1, a=2) }}",
    "unknown.html": "{% import 'parts.html' as p %}{{ p.plain(1, z=2) }}",
    "no_caller.html": "{% import 'parts.html' as p %}{{ p.around() }}",
    "caller.html": "{% import 'parts.html' as p %}{% call p.plain(1) %}x{% endcall %}",
    "no_macro.html": "{% import 'parts.html' as p %}{{ p.missing(1) }}",
}  # fmt: skip


@pytest.mark.parametrize("name", [name for name in PAGES if name != "parts.html"])
def test_a_template_says_what_jinja_says(name: str) -> None:
    assert _said(Environment, name) == _said(FlaskEnvironment, name)


def test_each_template_takes_the_short_way() -> None:
    environment = Environment(Flask("bare"), loader=DictLoader(PAGES))
    code = environment.compile(PAGES["macros.html"], "macros.html", raw=True)
    assert code.startswith("from portal.templating import ")


def _said(kind: type[FlaskEnvironment], name: str) -> str:
    """What the template says, or how it fails."""

    class Html:
        def __html__(self) -> str:
            return "<hr>"

    @pass_context
    def of_page(context: dict, key: str) -> str:
        return f"{context.get('secret')}{context.get(key)}"

    app = Flask("bare")
    app.jinja_environment = kind
    app.jinja_options = {"loader": DictLoader(PAGES)}
    app.jinja_env.globals.update(proxy=LocalProxy(lambda: "<p>"), of_page=of_page)
    given = {"safe": Markup("<b>"), "html": Html(), "secret": "s"}
    try:
        return app.jinja_env.get_template(name).render(given)
    except Exception as problem:
        return f"{type(problem).__name__}: {problem}"
