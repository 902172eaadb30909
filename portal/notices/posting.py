"""Where letters go: to the mail server of ASPIRE_SMTP_URL, or into files of the instance folder."""

import os
import smtplib
import ssl
import time
from contextlib import suppress
from datetime import datetime, timedelta
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import unquote, urlsplit

from flask import current_app

SECONDS = 10
REST = 30.0
"""Seconds in which a server that does not answer is not asked again: others wait behind it."""
KEPT = timedelta(days=7)
"""So long a letter in a file stays."""

_resting = {"until": 0.0}


class NotYet(Exception):
    """The server cannot take it now; the worker tries again, each time later."""


class Undeliverable(Exception):
    """The server will never take this letter."""


def deliver(message: EmailMessage, name: str) -> None:
    """Send the message, or write it to the file `name`. Raises NotYet or Undeliverable."""
    url = current_app.config["SETTINGS"].smtp_url
    if not url:
        return _write(message, name)
    if time.monotonic() < _resting["until"]:
        raise NotYet
    try:
        _send(message, url)
    except smtplib.SMTPRecipientsRefused as refused:
        codes = [code for code, _ in refused.recipients.values()]
        raise (Undeliverable if min(codes) >= 500 else NotYet) from refused
    except smtplib.SMTPDataError as refused:
        raise (Undeliverable if refused.smtp_code >= 500 else NotYet) from refused
    except (smtplib.SMTPException, OSError) as problem:
        _resting["until"] = time.monotonic() + REST
        raise NotYet from problem


def _send(message: EmailMessage, url: str) -> None:
    parts = urlsplit(url)
    host = parts.hostname or ""
    checked = ssl.create_default_context()
    server: smtplib.SMTP
    if parts.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, parts.port or 465, timeout=SECONDS, context=checked)
    else:
        server = smtplib.SMTP(host, parts.port or 587, timeout=SECONDS)
    try:
        if parts.scheme == "smtp" and not _here(host):
            server.starttls(context=checked)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)
    finally:
        with suppress(smtplib.SMTPException, OSError):  # it was taken, or not, before
            server.quit()


def _here(host: str) -> bool:
    """Whether a server is on this machine: what goes there crosses no network."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _folder() -> Path:
    return Path(current_app.config["SETTINGS"].instance) / "mail"


def _write(message: EmailMessage, name: str) -> None:
    folder = _folder()
    folder.mkdir(mode=0o700, exist_ok=True)
    begun = folder / f".{name}.{os.getpid()}"
    begun.touch(mode=0o600)
    begun.write_bytes(message.as_bytes())
    begun.replace(folder / f"{name}.eml")


def empty() -> None:
    """Remove every letter that lies in a file: somebody it may name was erased."""
    _remove(before=float("inf"))


def tick(_now: datetime) -> None:
    """Remove letters in files past their time, by the clock of the file system."""
    _remove(before=time.time() - KEPT.total_seconds())


def _remove(before: float) -> None:
    for path in [*_folder().glob("*.eml"), *_folder().glob(".*")]:
        if path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
