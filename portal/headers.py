"""What every answer carries: the content security policy, and what browsers may keep."""

from collections.abc import Iterable
from typing import Any

from flask import Flask, Response, g, request

from portal.guard import signed_in

FIXED = {
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
    "X-Frame-Options": "DENY",
}


def policy() -> str:
    """Only what we serve ourselves; scripts by nonce; no page inside another; Trusted Types on."""
    script = f"'self' 'nonce-{g.nonce}'" if "nonce" in g else "'self'"
    return (
        f"default-src 'none'; script-src {script}; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; "
        "require-trusted-types-for 'script'; trusted-types htmx portal"
    )


def init_app(app: Flask) -> None:
    app.wsgi_app = _with_fixed(app.wsgi_app)  # type: ignore[method-assign]

    @app.after_request
    def add_headers(response: Response) -> Response:
        headers = response.headers
        headers["Content-Security-Policy"] = policy()
        # A file that is not there is answered with a page, which may name who is signed in.
        if request.endpoint == "static" and response.status_code < 400:
            # The style sheet names the font by its plain address; a new font gets a new name.
            if request.args.get("v") or request.path.endswith(".woff2"):
                headers["Cache-Control"] = "public, max-age=31536000, immutable"
            return response
        if response.mimetype == "text/html":
            headers["Vary"] = "HX-Request, HX-Request-Type, Cookie"
        kept = headers.get("Cache-Control")
        # Whoever may keep nothing is not asked for: /readyz answers without a database too.
        if kept is None or (kept != "no-store" and signed_in()):
            headers["Cache-Control"] = "no-store"
        return response


def _with_fixed(answer: Any) -> Any:
    """The application with the headers that are the same on every answer, whoever made it."""
    fixed = list(FIXED.items())

    def answered(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        def begin(status: str, headers: list[tuple[str, str]], *problem: Any) -> Any:
            return start(status, headers + fixed, *problem)

        return answer(environ, begin)  # type: ignore[no-any-return]

    return answered
