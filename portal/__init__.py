"""Aspire, the career-mobility portal. `create_app` wires the parts; nothing else knows them all."""

from portal import starting  # before all else

# isort: split
import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from flask import Flask, request, url_for
from flask_compress import Compress
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from portal import access, answers, clock, config, dates, db, guard, headers, intake, logs
from portal.accounts import sessions
from portal.accounts import views as accounts_views
from portal.accounts.tokens import views as tokens_views
from portal.acting import views as acting_views
from portal.addresses import Address
from portal.admin import health
from portal.admin import views as admin_views
from portal.answers import nonce
from portal.api import views as api_views
from portal.api import xapi as api_xapi
from portal.assigning import views as assigning_views
from portal.careers import views as careers_views
from portal.checkins import views as checkins_views
from portal.concerns import views as concerns_views
from portal.conversations import views as conversations_views
from portal.curate import views as curate_views
from portal.curate.views import learning as curate_learning_views
from portal.cv import views as cv_views
from portal.feedback import views as feedback_views
from portal.guard import signed_in
from portal.home import views as home_views
from portal.insights import views as insights_views
from portal.learning.drip import views as drip_views
from portal.learning.enrolling import views as enrolling_views
from portal.learning.enrolling.views import hr as learning_hr_views
from portal.learning.own import views as kept_learning_views
from portal.mentorship import views as mentorship_views
from portal.notices import views as notices_views
from portal.notices.push import views as push_views
from portal.notices.undelivered import views as undelivered_views
from portal.notices.views import off as notices_off
from portal.pathways import views as pathways_views
from portal.personal import views as personal_views
from portal.planning import views as planning_views
from portal.profile import aspirations as aspirations_views
from portal.profile import views as profile_views
from portal.profile.views import validation as validation_views
from portal.programmes.views import hr as programmes_views
from portal.programmes.views import members as programme_members_views
from portal.pwa import views as pwa_views
from portal.roles.models import ROLE_LEVELS
from portal.saved import views as saved_views
from portal.search import views as search_views
from portal.search.views import communities as communities_views
from portal.search.views import learning as catalogue_views
from portal.search.views import opportunities as opportunities_views
from portal.skills.models import LEVEL_HINTS, LEVELS
from portal.templating import Environment
from portal.visibility import views as visibility_views

STATIC = Path(__file__).parent / "static"

# One line for each capability that has pages.
BLUEPRINTS = (
    accounts_views.bp,
    tokens_views.bp,
    acting_views.bp,
    careers_views.bp,
    cv_views.bp,
    curate_views.bp,
    curate_learning_views.bp,
    home_views.bp,
    insights_views.bp,
    catalogue_views.bp,
    opportunities_views.bp,
    communities_views.bp,
    kept_learning_views.bp,
    drip_views.bp,
    enrolling_views.bp,
    assigning_views.bp,
    learning_hr_views.bp,
    mentorship_views.bp,
    concerns_views.bp,
    notices_views.bp,
    push_views.bp,
    undelivered_views.bp,
    pathways_views.bp,
    personal_views.bp,
    planning_views.bp,
    profile_views.bp,
    aspirations_views.bp,
    checkins_views.bp,
    conversations_views.bp,
    feedback_views.bp,
    validation_views.bp,
    programmes_views.bp,
    programme_members_views.bp,
    pwa_views.bp,
    saved_views.bp,
    search_views.bp,
    visibility_views.bp,
    health.bp,
    admin_views.bp,
    api_views.bp,
    api_xapi.bp,
)

# Endpoint, word, icon. The first five a person has fit the bar of a phone.
DESTINATIONS = (
    ("home.home", "Home", "house"),
    ("acting.ahead", "Insights", "chart-column"),
    ("search.roles", "Roles", "search"),
    ("conversations.team", "My team", "users-round"),
    ("plans.mine", "My plan", "route"),
    ("mentorship.mine", "Mentoring", "handshake"),
    ("profile.me", "About me", "user-round"),
    ("learning.catalogue", "Learning", "graduation-cap"),
    ("opportunities.listed", "Opportunities", "rocket"),
    ("communities.listed", "Communities", "message-circle"),
    ("aspirations.mine", "Aspirations", "target"),
    ("curate.home", "Skills we use", "sliders-horizontal"),
    ("curate_learning.listed", "Learning we offer", "book-open"),
    ("programmes.listed", "Programmes", "users-round"),
    ("concerns.listed", "Concerns", "lock"),
)
DUTIES = {
    "acting.ahead": "insights.read",
    "conversations.team": "team.read",
    "curate.home": "taxonomy.curate",
    "curate_learning.listed": "learning.curate",
    "programmes.listed": "programmes.read",
    "concerns.listed": "concern.read",
}
BAR = 5
# Pages about somebody else are under no destination of one's own.
OTHERS = frozenset({"profile.person", "plans.of_person"})
# A page that is a destination among others of its blueprint.
PLACES = {"conversations.team": "conversations"}
# Pages that stand under a destination of another name.
ABOVE = {
    "insights": "acting", "saved": "search", "careers": "search", "enrolment": "learning",
    "kept_learning": "learning", "drip": "learning", "learning_hr": "curate_learning",
    "assigning": "curate_learning", "programme_members": "mentorship",
}  # fmt: skip


ABOUT_ME = ("checkins", "conversations", "cv", "feedback", "validation", "visibility")


class Portal(Flask):
    """Flask without asking at every call whether it is a coroutine: none of ours is."""

    jinja_environment = Environment
    url_rule_class = Address

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


def create_app(settings: config.Settings | None = None) -> Flask:
    """The portal, ready to serve.

    Raises config.BadSetting when the environment holds a value that cannot be used.
    """
    settings = settings or config.read()
    clock.fix(settings.clock)
    app = Portal("portal")
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SETTINGS=settings,
        ORGANISATION=settings.organisation,
        DEMO=settings.demo,
        MAX_CONTENT_LENGTH=2 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=512 * 1024,
        MAX_FORM_PARTS=500,
        WTF_CSRF_TIME_LIMIT=None,
        COMPRESS_MIMETYPES=["text/html", "text/css", "text/javascript", "image/svg+xml",
                            "application/manifest+json", "application/json", "text/csv"],
        COMPRESS_ALGORITHM_STREAMING=["gzip"],
        COMPRESS_BR_LEVEL=4,
        COMPRESS_LEVEL=4,
    )  # fmt: skip
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    intake.init_app(app)
    db.init_app(app, settings.database_url)
    Compress(app)
    logs.init_app(app)
    headers.init_app(app)
    sessions.init_app(app)
    _forms(app)
    guard.init_app(app)
    answers.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    _words(app)
    return app


def _forms(app: Flask) -> None:
    """Every form carries a token; there is none where no browser asks."""
    csrf = CSRFProtect(app)
    app.jinja_env.globals["csrf_token"] = sessions.form_token
    for programs in (api_views.bp, api_xapi.bp):  # they read no cookies: nothing to forge
        csrf.exempt(programs)
    csrf.exempt(notices_off.mail_off)  # mail programs post there; the link is what entitles them


def _words(app: Flask) -> None:
    """What every template may use."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(day=dates.day, month=dates.month, moment=dates.moment)
    app.jinja_env.globals.update(
        static_url=static_url,
        can=lambda action, thing=None: access.can(signed_in(), action, thing),
        once_key=lambda: uuid4().hex,
        LEVELS=LEVELS,
        LEVEL_HINTS=LEVEL_HINTS,
        ROLE_LEVELS=ROLE_LEVELS,
    )

    @app.context_processor
    def about_the_request() -> dict[str, Any]:
        who = signed_in()
        duties = frozenset(e for e, action in DUTIES.items() if access.can(who, action))
        nav = _nav(duties, _blueprint()) if who else []
        return {
            "csrf_token": sessions.form_token,
            "actor": who,
            "nonce": nonce(),
            "now": clock.now(),
            "organisation": app.config["ORGANISATION"],
            "nav": nav,
            "menu": [place for place in nav if place["wide"]],
            "unread": getattr(who, "unread", 0),
        }


def _blueprint() -> str:
    """Where the request leads. Somebody else's page is not under "About me", one's CV is."""
    if request.endpoint in PLACES:
        return PLACES[request.endpoint]
    here = "" if request.endpoint in OTHERS else (request.endpoint or "").split(".")[0]
    if here in ABOVE:
        return ABOVE[here]
    return "profile" if here in ABOUT_ME else here


@cache
def _nav(duties: frozenset[str], here: str) -> list[dict[str, Any]]:
    """The destinations of a person, the present one marked by its blueprint."""
    places = [place for place in DESTINATIONS if place[0] not in DUTIES.keys() - duties]
    return [
        {
            "url": url_for(endpoint),
            "label": label,
            "icon": icon,
            "wide": position >= BAR,
            "here": endpoint.split(".")[0] == here,
        }
        for position, (endpoint, label, icon) in enumerate(places)
    ]


@cache
def static_url(path: str) -> str:
    """The address of a static file with the digest of its content: it may be kept for ever.

    A page has dozens, and none changes while the portal runs.
    """
    digest = hashlib.sha256((STATIC / path).read_bytes()).digest()[:6]
    return url_for("static", filename=path, v=urlsafe_b64encode(digest).decode())


starting.done()
