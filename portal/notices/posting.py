"""Where letters go: to the mail server of ASPIRE_SMTP_URL, or into files of the instance folder."""

import os
import re
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

POLICY = re.compile(rb"\b5\.7\.\d")
"""A no to us, not to the address (RFC 3463)."""

_resting = {"until": 0.0}


class NotYet(Exception):
    """It cannot be taken now; the worker tries again, each time later.

    `why` is a kind, never words; before `seconds` are over it is of no use, if the server said so.
    """

    def __init__(self, why: str = "", seconds: int = 0) -> None:
        super().__init__(why)
        self.why, self.seconds = why or type(self).__name__, seconds


class Undeliverable(Exception):
    """The server will never take this letter. `dead`: because nobody has this address."""

    def __init__(self, why: str = "", *, dead: bool = False) -> None:
        super().__init__(why)
        self.why, self.dead = why, dead


def deliver(message: EmailMessage, name: str) -> None:
    """Send the message, or write it to the file `name`. Raises NotYet or Undeliverable."""
    url = current_app.config["SETTINGS"].smtp_url
    if not url:
        return _write(message, name)
    if time.monotonic() < _resting["until"]:
        raise NotYet("away")
    try:
        _send(message, url)
    except smtplib.SMTPRecipientsRefused as refused:
        [(code, words)] = refused.recipients.values()
        raise _no(code, dead=code >= 500 and not POLICY.search(words)) from refused
    except smtplib.SMTPDataError as refused:
        raise _no(refused.smtp_code) from refused
    except (smtplib.SMTPException, OSError) as problem:
        _resting["until"] = time.monotonic() + REST
        raise NotYet(type(problem).__name__) from problem


def _no(code: int, *, dead: bool = False) -> NotYet | Undeliverable:
    """What a server's no to one letter means: "not now" below 500, else "never"."""
    why = f"SMTP {code}"
    return NotYet(why) if code < 500 else Undeliverable(why, dead=dead)


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
