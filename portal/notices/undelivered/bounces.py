"""Letters that came back: a report of a mail server (RFC 3464) about a letter of ours.

Anybody may send such a report, so it counts only with the signed link that stood in the head of our
letter, and about the address that letter went to.
"""

import re
from collections.abc import Iterator
from email import message_from_bytes, message_from_string
from email.message import Message
from uuid import UUID

from portal.accounts.models import Account
from portal.db import db
from portal.notices import letters
from portal.notices.undelivered import rules
from portal.notices.undelivered.models import LETTERS

OFF = re.compile(r"/mail/off/([\w.-]+)>?$")


def count(raw: bytes) -> bool:
    """Count what a report says, in this transaction. Out: whether it is about a letter of ours."""
    report = message_from_bytes(raw)
    person_id = _whose(report)
    account = db.session.query(Account).filter_by(person_id=person_id).one_or_none()
    if account is None:
        return False
    for recipients, action, status in _told(report):
        if account.email in recipients and action == "failed" and status.startswith("5."):
            if status.startswith("5.7."):
                rules.note(LETTERS, status)
            else:
                rules.refused(account.person_id, account.email, status)
            return True
    return False


def _told(report: Message) -> Iterator[tuple[set[str], str, str]]:
    """What is said of each recipient: the addresses, what became of it, and the code."""
    for part in report.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in part.get_payload():
            if isinstance(block, Message):
                names = (block.get("Final-Recipient", ""), block.get("Original-Recipient", ""))
                recipients = {name.partition(";")[2].strip().casefold() for name in names}
                action = block.get("Action", "").strip().casefold()
                yield recipients, action, block.get("Status", "").strip()[:9]


def _whose(report: Message) -> UUID | None:
    """The person whose letter came back, by the link in its head; None for no letter of ours."""
    for part in report.walk():
        head: Message | None = None
        if part.get_content_type() == "text/rfc822-headers":
            words = part.get_payload(decode=True)
            head = (
                message_from_string(words.decode(errors="replace"))
                if isinstance(words, bytes)
                else None
            )
        elif part.get_content_type() == "message/rfc822":
            inner = part.get_payload()
            head = inner[0] if isinstance(inner, list) and isinstance(inner[0], Message) else None
        link = OFF.search(str(head.get("List-Unsubscribe", "")).strip()) if head else None
        opened = letters.opened(link[1]) if link else None
        if opened:
            return opened[0]
    return None
