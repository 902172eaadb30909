"""The shell's addresses: what a device may keep, which names nobody, and what waits on it."""

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import cast

from flask import Blueprint, Response, current_app, jsonify, make_response, render_template
from flask_wtf.csrf import generate_csrf

from portal import copies
from portal.answers import page
from portal.conditions import Actor
from portal.guard import actor, allow, public
from portal.pwa import sealing

bp = Blueprint("pwa", __name__)

TEMPLATES = Path(__file__).parent.parent / "templates"
BRAND, PAPER = "#0b5d4e", "#f7f6f2"
# What the style sheet asks for, by its plain address.
PLAIN = (
    "fonts/hanken-grotesk-latin-wght-normal.woff2",
    "fonts/hanken-grotesk-latin-ext-wght-normal.woff2",
    "icons/contours.svg",
)
FOLDERS = ("css", "js", "vendor")
IMAGES = ("icons.svg", "icons/icon.svg", "icons/icon-192.png")
# What the offline page is made of: when one of them changes, so must the kept copy.
OFFLINE = (
    "offline.html",
    "_bare.html",
    "_state.html",
    "base.html",
    "_pwa.html",
    "components.html",
    "_mark.html",
)


@bp.get("/manifest.webmanifest")
@public
def manifest():
    """What the device needs to know to install the portal as an app."""
    static_url = _static_url()
    organisation = current_app.config["ORGANISATION"]
    icons = [
        {"src": static_url("icons/icon-192.png"), "sizes": "192x192", "type": "image/png"},
        {"src": static_url("icons/icon-512.png"), "sizes": "512x512", "type": "image/png"},
        {"src": static_url("icons/icon.svg"), "sizes": "any", "type": "image/svg+xml"},
        {
            "src": static_url("icons/maskable-512.png"),
            "sizes": "512x512",
            "type": "image/png",
            "purpose": "maskable",
        },
    ]
    answer = current_app.json.response(
        name="Aspire",
        short_name="Aspire",
        description=f"Your skills, your aspirations and your next role at the {organisation}.",
        id="/",
        start_url="/",
        scope="/",
        lang="en-GB",
        dir="ltr",
        display="standalone",
        background_color=PAPER,
        theme_color=BRAND,
        categories=["business", "productivity"],
        icons=icons,
        shortcuts=[
            {"name": "Find a role", "url": "/roles"},
            {"name": "My aspirations", "url": "/me/aspirations"},
            {"name": "Mentoring", "url": "/mentorship"},
        ],
    )
    answer.mimetype = "application/manifest+json"
    answer.headers["Cache-Control"] = "public, max-age=3600"
    return answer


@bp.get("/service-worker.js")
@public
def service_worker():
    """The worker, naming by digest the very files this release serves."""
    kept, icon = _kept(_static_url()), _static_url()("icons/icon-192.png")
    answer = make_response(
        render_template(
            "pwa/service-worker.js", kept=kept, release=_release(tuple(kept)), icon=icon
        )
    )
    answer.mimetype = "text/javascript"
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _static_url() -> Callable[[str], str]:
    """The one way to name a static file; `create_app` gives it to the templates."""
    return cast(Callable[[str], str], current_app.jinja_env.globals["static_url"])


def _kept(static_url: Callable[[str], str]) -> list[str]:
    """The addresses of the files a device keeps: exactly as the pages ask for them."""
    static = Path(current_app.static_folder or "")
    own = [
        path.relative_to(static).as_posix()
        for folder in FOLDERS
        for path in sorted((static / folder).iterdir())
        if path.suffix in (".css", ".js")
    ]
    plain = [f"{current_app.static_url_path}/{name}" for name in PLAIN]
    return [static_url(name) for name in (*own, *IMAGES)] + plain


@cache
def _release(kept: tuple[str, ...]) -> str:
    """A short digest of everything kept. A new one makes devices fetch the new release."""
    digest = hashlib.sha256("\n".join(kept).encode())
    for name in OFFLINE:
        digest.update((TEMPLATES / name).read_bytes())
    return digest.hexdigest()[:12]


@bp.get("/offline")
@public
def offline():
    """What a device shows when it has no connection. It is kept, so it names nobody."""
    return page("offline.html")


@bp.get("/me/waiting")
@allow("me.read")
def waiting() -> Response:
    """What was changed without a network and is not settled yet. Only the device knows it."""
    return page("pwa/waiting.html")


@bp.get("/me/waiting/token")
@allow("me.read")
def waiting_token() -> Response:
    """Whose session this is, in the words of the seal, and the token its forms are sent with."""
    return jsonify(who=seal(actor()).tag, token=generate_csrf())


@bp.app_template_global()
def seal(who: Actor) -> sealing.Seal:
    """The seal of the person who is signed in, for the page that is made for them."""
    return sealing.seal_of(who.account_id, str(current_app.secret_key))


bp.add_app_template_global(copies.asked, "copied")


@bp.app_template_global()
def own_pages() -> dict[str, str]:
    """What a person may keep on a device of their own: the address and the name of each page."""
    return copies.PAGES


@bp.after_app_request
def name_copy(response: Response) -> Response:
    """Say whose copy this is, in the words of the seal, and of which release its look is."""
    if copies.asked() and response.status_code == 200:
        release = _release(tuple(_kept(_static_url())))
        response.headers[copies.HEADER] = f"{seal(actor()).tag} {release}"
    return response


@bp.get("/help")
@public
def help() -> Response:
    return page("public/help.html")


@bp.get("/privacy")
@public
def privacy() -> Response:
    return page("public/privacy.html", k=current_app.config["SETTINGS"].k)


@bp.get("/accessibility")
@public
def accessibility() -> Response:
    return page("public/accessibility.html")
