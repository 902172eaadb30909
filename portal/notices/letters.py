"""A notice as a letter: the same words, a link to the page, and a way to have no more of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import urlsplit
from uuid import UUID

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

from portal.notices.kinds import GROUPS

# An address in a header that is broken into lines is followed by nobody.
WHOLE = SMTP.clone(max_line_length=900)
VALID = timedelta(days=400)
"""So long the way to have no more letters works."""


@dataclass(frozen=True)
class Letter:
    """What a letter is made of: a notice, and to whom it goes."""

    notice_id: UUID
    person_id: UUID
    address: str
    topic: str
    words: str
    path: str
    at: datetime


def compose(letter: Letter) -> EmailMessage:
    """The message in plain text and in HTML. Its id follows from the notice."""
    settings = current_app.config["SETTINGS"]
    off = f"{settings.base_url}/mail/off/{_signer().dumps([letter.person_id.hex, letter.topic])}"
    words = " ".join(letter.words.split())
    message = EmailMessage(WHOLE)
    message["From"] = settings.mail_from
    message["To"] = letter.address
    message["Subject"] = words
    message["Date"] = format_datetime(letter.at)
    message["Message-ID"] = f"<{letter.notice_id}@{urlsplit(settings.base_url).hostname}>"
    message["Auto-Submitted"] = "auto-generated"
    message["List-Unsubscribe"] = f"<{off}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    said = {
        "words": words,
        "link": settings.base_url + letter.path,
        "off": off,
        "label": GROUPS[letter.topic].label,
        "settings": f"{settings.base_url}/me/settings#mail",
        "organisation": settings.organisation,
    }
    # Not render_template: there is no request here, and nobody who is signed in.
    templates = current_app.jinja_env
    message.set_content(templates.get_template("notices/letter.txt").render(said))
    message.add_alternative(
        templates.get_template("notices/letter.html").render(said), subtype="html"
    )
    return message


def opened(token: str) -> tuple[UUID, str] | None:
    """Whose letters of which group a link is to end; None for one that we did not write."""
    try:
        key, topic = _signer().loads(token, max_age=int(VALID.total_seconds()))
    except BadSignature:
        return None
    return (UUID(key), topic) if topic in GROUPS else None


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="mail off")
