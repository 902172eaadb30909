"""What a request may bring: how large it is, and that a file is never put on a disk.

Most requests are small forms. A view that takes a file says so with `@takes(most)`; the file stays
in the memory of the request and is gone with it.
"""

from collections.abc import Callable
from io import BytesIO
from typing import IO, Any, TypeVar

from flask import Flask, request
from htmx_flask.requests import HtmxAwareRequest

View = TypeVar("View", bound=Callable[..., Any])


class InMemory(HtmxAwareRequest):  # type: ignore[misc]
    """A request whose files are kept in memory, where the limit of its size holds them."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return BytesIO()


def takes(most: int) -> Callable[[View], View]:
    """The view answers to requests of up to `most` bytes, form and file together."""

    def mark(view: View) -> View:
        view.takes = most  # type: ignore[attr-defined]
        return view

    return mark


def init_app(app: Flask) -> None:
    app.request_class = InMemory

    # This comes before every before_request, one of which reads the form for its token.
    @app.url_value_preprocessor
    def let_in(endpoint: str | None, _values: dict[str, Any] | None) -> None:
        most = getattr(app.view_functions.get(endpoint or ""), "takes", None)
        if most is not None:
            request.max_content_length = most
