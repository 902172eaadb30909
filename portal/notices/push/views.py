"""Yes and no to pushes, device by device."""

from flask import Blueprint, current_app, request, url_for

from portal.accounts.views import device as named
from portal.answers import changed
from portal.errors import Refused
from portal.guard import actor, allow
from portal.notices.push import keys, queries, rules
from portal.notices.push.models import PushSubscription

bp = Blueprint("push", __name__)


def _keys() -> list[keys.Key]:
    """Our keys, the newest first; none where pushes are switched off or have no key yet."""
    settings = current_app.config["SETTINGS"]
    return [] if settings.push is None else keys.kept_by(settings)


@bp.app_template_global()
def push_key() -> str:
    """What a browser subscribes with; nothing where nothing is pushed."""
    ours = _keys()
    return ours[0].public if ours else ""


@bp.app_template_global()
def push_devices(person_id):
    """The devices that somebody's notices are pushed to."""
    return queries.devices_of(person_id)


@bp.app_template_global()
def push_could_help(who) -> bool:
    """Whether this browser could be told of what is new, and is not."""
    return bool(_keys()) and not queries.has_device(who.session_id)


@bp.post("/me/settings/devices")
@allow("settings.edit")
def subscribe():
    ours = _keys()
    if not ours:
        raise Refused("Nothing is sent to devices here.")
    given = (request.form.get(name, "")[:2000] for name in ("endpoint", "p256dh", "auth"))
    rules.subscribe(
        actor().id,
        actor().session_id,
        rules.Offer(*given),
        device=named(request.user_agent.string),
        mark=ours[0].mark,
        more=current_app.config["SETTINGS"].push,
    )
    return changed("On. This device says when something waits for you.", back_to=_back())


@bp.post("/me/settings/devices/<uuid:id>/end")
@allow("push.end", PushSubscription)
def end(row: PushSubscription):
    rules.end(row)
    return changed("Off. Nothing is sent to that device any more.", back_to=_back())


def _back() -> str:
    return url_for("accounts.settings", _anchor="devices")
