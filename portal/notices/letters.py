"""Notices as letters: the same words, a link to the page, and a way to have no more of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid5

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

from portal.notices import kinds
from portal.notices.kinds import GROUPS, KINDS

# An address in a header that is broken into lines is followed by nobody.
WHOLE = SMTP.clone(max_line_length=900)
VALID = timedelta(days=400)
"""So long the way to have no more letters works."""
MOST = 50
"""So many notices a digest lists; of the others it says how many there are."""


@dataclass(frozen=True)
class Letter:
    """What a letter is made of: a notice, and to whom it goes."""

    notice_id: UUID
    person_id: UUID
    address: str
    kind: str
    words: str
    path: str
    at: datetime

    @property
    def said(self) -> str:
        """The words in one line, as a header takes them."""
        return " ".join(self.words.split())

    @property
    def group(self) -> str:
        return kinds.group_of(self.kind) or ""


def compose(letter: Letter) -> EmailMessage:
    """One notice, in plain text and in HTML. Its id follows from the notice.

    Letters about the same thing hang together in the reader's mail program: all of them answer the
    same letter, which was never sent.
    """
    settings = current_app.config["SETTINGS"]
    off = _off(letter.person_id, letter.kind if letter.kind in KINDS else letter.group)
    message = _begun(letter.address, letter.said, letter.at, f"{letter.notice_id}", off)
    if kinds.ID.search(letter.path):
        thing = uuid5(letter.person_id, letter.path.partition("#")[0])
        message["References"] = message["In-Reply-To"] = f"<about.{thing}@{_host()}>"
    said = {
        "words": letter.said,
        "act": kinds.of(letter.kind).act,
        "link": settings.base_url + letter.path,
        "off": off,
        "off_group": _off(letter.person_id, letter.group),
        "label": GROUPS[letter.group].label,
    }
    return _filled(message, "letter", said)


def compose_digest(unread: Sequence[Letter], number: UUID, at: datetime) -> EmailMessage:
    """Several notices to one person in one letter, by group, the newest first."""
    settings = current_app.config["SETTINGS"]
    person_id, count = unread[0].person_id, len(unread)
    off = _off(person_id, "")
    subject = f"{count} things wait for you in Aspire"
    message = _begun(unread[0].address, subject, at, f"digest.{number}", off)
    order = list(GROUPS)
    listed = sorted(unread[:MOST], key=lambda one: order.index(one.group))
    said = {
        "words": subject,
        "groups": [
            (GROUPS[name].label, [(one.said, settings.base_url + one.path) for one in some])
            for name, some in groupby(listed, key=lambda one: one.group)
        ],
        "more": max(0, count - MOST),
        "link": f"{settings.base_url}/notifications",
        "off": off,
    }
    return _filled(message, "digest", said)


def _begun(address: str, subject: str, at: datetime, number: str, off: str) -> EmailMessage:
    message = EmailMessage(WHOLE)
    message["From"] = current_app.config["SETTINGS"].mail_from
    message["To"] = address
    message["Subject"] = subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{number}@{_host()}>"
    message["Auto-Submitted"] = "auto-generated"
    message["List-Unsubscribe"] = f"<{off}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return message


def _filled(message: EmailMessage, template: str, said: dict[str, Any]) -> EmailMessage:
    """Not by render_template: there is no request here, and nobody who is signed in."""
    settings = current_app.config["SETTINGS"]
    said |= {
        "settings": f"{settings.base_url}/me/settings#told",
        "organisation": settings.organisation,
    }
    templates = current_app.jinja_env
    message.set_content(templates.get_template(f"notices/{template}.txt").render(said))
    rich = templates.get_template(f"notices/{template}.html").render(said)
    message.add_alternative(rich, subtype="html")
    return message


def _host() -> str:
    return urlsplit(current_app.config["SETTINGS"].base_url).hostname or ""


def _off(person_id: UUID, topic: str) -> str:
    """The address that ends the letters of a group, a kind, or without a topic of everything."""
    token = _signer().dumps([person_id.hex, topic])
    return f"{current_app.config['SETTINGS'].base_url}/mail/off/{token}"


def opened(token: str) -> tuple[UUID, str] | None:
    """Whose letters of what a link is to end; None for one that we did not write."""
    try:
        key, topic = _signer().loads(token, max_age=int(VALID.total_seconds()))
    except BadSignature:
        return None
    return (UUID(key), topic) if not topic or topic in GROUPS or topic in KINDS else None


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="mail off")
