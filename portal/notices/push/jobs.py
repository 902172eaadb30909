"""The jobs that push a notice: one says to which devices, then one for each device sends.

So a device that is slow or gone holds up no other, and none is sent to again because of another.
"""

import json
import logging
from datetime import datetime
from email.utils import parseaddr
from hashlib import sha256
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask import current_app
from sqlalchemy import delete, update

from portal import clock, outbox, timed
from portal.config import Settings
from portal.db import db, transaction
from portal.notices import choices, kinds
from portal.notices.posting import NotYet
from portal.notices.push import endpoints, keys, queries, sending
from portal.notices.push.models import DEVICE, PUSH, PushSubscription
from portal.notices.undelivered import rules as undelivered
from portal.notices.undelivered.models import PUSHES

SEALING = "portal.notices.push.sealing"
"""Loaded when there is something to send: it needs cryptography, which no page does."""
log = logging.getLogger("portal.push")


def fan_out(ref: str) -> None:
    """Ask for the sending to each device of the person, now or when their quiet hours are over."""
    found = queries.waiting(UUID(ref))
    if found is None or current_app.config["SETTINGS"].push is None:
        return
    person_id, kind = found
    if not choices.pushed(person_id, kind):
        return
    pause = choices.quiet_for(person_id)
    if pause:
        outbox.put(PUSH, ref, after=pause)
        return
    for device in queries.devices_of(person_id):
        outbox.put(DEVICE, f"{device.id} {ref}")


def send(ref: str) -> None:
    """Push one notice to one device. No transaction is open while the service is asked.

    A crash between its yes and the end of the job sends it again, under the same topic and tag: the
    device shows one. Raises NotYet where it is to be tried again.
    """
    timed.breathe()  # first: what goes wrong in it sends nothing twice
    subscription_id, notice_id = map(UUID, ref.split())
    target, found = queries.target(subscription_id), queries.waiting(notice_id)
    db.session.rollback()
    if target is None or current_app.config["SETTINGS"].push is None:
        return
    if found is None:
        with transaction():
            undelivered.too_late(PUSHES, notice_id, queries.OLDEST, ref)
        return
    group = kinds.group_of(found[1]) or ""
    try:
        _push(target, group, urgent=kinds.of(found[1]).urgent)
    except sending.Gone:
        _end(subscription_id)
    except sending.Refused as no:
        log.warning("push refused", extra={"device": str(subscription_id), "why": no.why})
        with transaction():
            undelivered.note(PUSHES, no.why)
    else:
        with transaction() as session:
            used = update(PushSubscription).where(PushSubscription.id == subscription_id)
            session.execute(used.values(used_at=clock.now()))


def _push(target: queries.Target, group: str, *, urgent: bool) -> None:
    settings: Settings = current_app.config["SETTINGS"]
    marks = {key.mark: key for key in keys.kept_by(settings)}
    if not marks:  # an operator forgot to set it: nobody is to say yes again for that
        raise NotYet("no key")
    key = marks.get(target.key_mark)
    if key is None:  # it was made with a key that is no longer ours: the service would refuse us
        raise sending.Gone
    sealing: Any = import_module(SEALING)
    try:
        body = sealing.sealed(_message(group), target.p256dh, target.auth)
    except ValueError:
        raise sending.Gone from None
    origin = endpoints.origin(urlsplit(target.endpoint))
    contact = f"mailto:{parseaddr(settings.mail_from)[1]}"
    headers = {
        "Authorization": sealing.authorisation(key, origin, contact, clock.running()),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(int(queries.OLDEST.total_seconds())),
        "Urgency": "high" if urgent else "normal",
        "Topic": sha256(f"{target.auth} {group}".encode()).hexdigest()[:32],
    }
    sending.post(target.endpoint, body, headers, settings.push or ())


def _message(group: str) -> bytes:
    """What the device shows: which part of the portal, and that something waits there. No more."""
    label = kinds.GROUPS[group].label if group else "Notifications"
    return json.dumps({"title": label, "body": "Something waits for you.", "tag": group}).encode()


def _end(subscription_id: UUID) -> None:
    with transaction() as session:
        session.execute(delete(PushSubscription).where(PushSubscription.id == subscription_id))


def make_key(_now: datetime) -> None:
    """On the embedded default, give the portal its key when it has none; elsewhere it is set."""
    settings: Settings = current_app.config["SETTINGS"]
    if settings.embedded and settings.push is not None and not keys.kept_by(settings):
        sealing: Any = import_module(SEALING)
        keys.keep([sealing.fresh_key()], settings.instance)


HANDLERS = {PUSH: fan_out}
ALONE = {DEVICE: send}
