"""Jinja's environment, with its shortest way for what our templates do hundreds of times a page.

The templates, what they may say and what comes out are Jinja's own. Compiled templates take the
names below from here instead of from `jinja2.runtime`: a piece of text is escaped without being
wrapped first, a macro is called without asking what else it might be, and the globals are one
mapping. A page is drawn in two thirds of the time (docs/adr/0053).
"""

from collections.abc import Callable, MutableMapping
from functools import _lru_cache_wrapper, lru_cache
from types import BuiltinMethodType, FunctionType, MethodType
from typing import Any

import markupsafe
from flask.templating import Environment as FlaskEnvironment
from jinja2 import Template, nodes, runtime
from jinja2.exceptions import TemplateNotFound, TemplateRuntimeError
from jinja2.runtime import (
    Context,
    LoopContext,
    TemplateReference,
    Undefined,
    identity,
    markup_join,
    str_join,
)
from jinja2.utils import Namespace, internalcode, missing
from markupsafe import Markup
from werkzeug.local import LocalProxy

# What compiled templates import, beside what is defined here.
__all__ = [
    "LoopContext", "Macro", "Markup", "Namespace", "TemplateNotFound", "TemplateReference",
    "TemplateRuntimeError", "Undefined", "escape", "identity", "internalcode", "markup_join",
    "missing", "str_join",
]  # fmt: skip
ASKED_FOR = "from jinja2.runtime import "
_escaped: Callable[[str], str] = markupsafe._escape_inner  # type: ignore[attr-defined]
_PLAIN = frozenset({FunctionType, MethodType, BuiltinMethodType, _lru_cache_wrapper})
MOST_DRAWN = 1_000


def escape(value: Any) -> str:
    """A value as it stands in HTML. What it is joined to is marked as HTML afterwards."""
    kind = type(value)
    if kind is str:
        return _escaped(value)
    if kind is Markup:
        return value  # type: ignore[no-any-return]
    if kind is Undefined:  # an `if` without its `else`
        return ""
    if kind is LocalProxy:  # such as the nonce, in a macro that was imported without a context
        return escape(value._get_current_object())
    return str(value) if kind is int else markupsafe.escape(value)


class Macro(runtime.Macro):
    """A macro whose arguments are laid out without asking twice.

    Anything unusual (more arguments than it has, one given twice) goes Jinja's way, which says so.
    """

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        places = [*self.arguments, "caller"] if self.caller else self.arguments
        self._places = {name: place for place, name in enumerate(places)}
        self._not_given = [missing] * len(places)
        self._usual = not (self.catch_kwargs or self.catch_varargs or self.explicit_caller)

    def call(self, given: tuple[Any, ...], named: dict[str, Any]) -> str:
        """The macro's HTML. Raises TypeError for arguments it does not have."""
        count = len(given)
        if not self._usual or count > self._argument_count or ("caller" in named) != self.caller:
            return super().__call__(*given, **named)
        laid = [*given, *self._not_given[count:]]
        for name, value in named.items():
            place = self._places.get(name, -1)
            if place < count:
                return super().__call__(*given, **named)
            laid[place] = value
        text = self._func(*laid)
        return str.__new__(Markup, text) if self._default_autoescape else text


def drawn_once(macro: Macro) -> Callable[..., Any]:
    """A macro that is drawn once for the same arguments: {% set icon = drawn_once(icon) %}.

    Only where what it says hangs on its arguments and on nothing else, which also rules out nonces
    and tokens; and where nobody's own data is among them, since the latest stay in the process.
    The arguments are compared with their types, and can all be hashed.
    """
    return lru_cache(MOST_DRAWN, typed=True)(lambda *given, **named: macro(*given, **named))


class Place(Context):
    """The variables of a template; calls of macros and plain functions are short."""

    def __init__(self, environment: Any, parent: Any, name: Any, blocks: Any, globals: Any) -> None:
        # Which globals there are is asked where an imported template might lack some: none does.
        super().__init__(environment, parent, name, blocks)

    def call(self, obj: Any, /, *args: Any, **named: Any) -> Any:
        """What `obj` answers. Whatever asks for a context gets it Jinja's way."""
        kind = type(obj)
        if kind is not Macro and (kind not in _PLAIN or hasattr(obj, "jinja_pass_arg")):
            return super().call(obj, *args, **named)
        if named:
            named.pop("_loop_vars", None)
            named.pop("_block_vars", None)
        return obj.call(args, named) if kind is Macro else obj(*args, **named)


class Environment(FlaskEnvironment):
    """Flask's environment of templates, drawn with what stands above."""

    context_class = Place

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.globals["drawn_once"] = drawn_once
        self._known: dict[Any, Template] = {}

    def get_template(self, name: Any, parent: Any = None, globals: Any = None) -> Template:
        """The template of this name: every page includes and imports a dozen."""
        known = self._known.get(name)
        if known is None or self.auto_reload or globals:
            known = self._known[name] = super().get_template(name, parent, globals)
        return known

    def _generate(self, source: nodes.Template, *given: Any, **named: Any) -> str:
        """The template in Python, which takes what it needs from this module."""
        return (
            super()
            ._generate(source, *given, **named)
            .replace(ASKED_FOR, f"from {__name__} import ", 1)
        )

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Those of the environment themselves: no template of ours has any of its own."""
        return super().make_globals(d) if d else self.globals
