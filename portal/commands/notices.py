"""`aspire push`, `aspire mail`: the keys for pushes, and letters that came back."""

from importlib import import_module
from typing import Any, BinaryIO

import click
from flask import current_app
from flask.cli import with_appcontext

from portal.config import Settings
from portal.db import db, transaction
from portal.errors import Refused
from portal.notices.push import keys
from portal.notices.push.jobs import SEALING
from portal.notices.push.models import PushSubscription
from portal.notices.undelivered import bounces


@click.group()
def push() -> None:
    """The key the portal is known by at push services."""


@push.command()
def key() -> None:
    """Print a new key for ASPIRE_VAPID_KEY. Nothing is changed."""
    sealing: Any = import_module(SEALING)
    click.echo(str(sealing.fresh_key()))


@push.command()
@with_appcontext
def rotate() -> None:
    """Put a new key before the one in the instance folder, for whoever says yes from now on.

    An older key stays while a device is known that was subscribed with it.
    """
    settings: Settings = current_app.config["SETTINGS"]
    if settings.vapid_key or not settings.embedded:
        raise Refused("The key is set by ASPIRE_VAPID_KEY: put a new one before it there.")
    sealing: Any = import_module(SEALING)
    in_use = set(db.session.scalars(db.select(PushSubscription.key_mark).distinct()))
    old = [one for one in keys.kept_by(settings) if one.mark in in_use]
    keys.keep([sealing.fresh_key(), *old], settings.instance)
    click.echo(f"A new key is in place. {len(old)} older kept for devices that know it.")


@click.group()
def mail() -> None:
    """Letters that came back."""


@mail.command()
@click.argument("files", nargs=-1, required=True, type=click.File("rb"))
@with_appcontext
def bounced(files: tuple[BinaryIO, ...]) -> None:
    """Count reports of mail servers (RFC 3464) about letters of ours; - reads one from a pipe."""
    ours = 0
    for file in files:
        with transaction():
            ours += bounces.count(file.read())
    click.echo(f"{ours} counted, {len(files) - ours} not about a letter of ours.")
