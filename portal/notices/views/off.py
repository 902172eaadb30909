"""The way to have no more letters, for whoever holds the link from one."""

from flask import Blueprint, abort, request

from portal.answers import page
from portal.db import transaction
from portal.guard import public
from portal.notices import choices, letters
from portal.notices.kinds import GROUPS, KINDS, group_of


def add_to(bp: Blueprint) -> None:
    """Put these views into the blueprint of notices."""
    bp.add_url_rule("/mail/off/<token>", view_func=mail_off, methods=["GET", "POST"])


@public
def mail_off(token: str):
    """End the letters of one kind, one group or all, for whoever holds the link: it opens nothing
    else.

    Mail programs post here by themselves when somebody asks them to (RFC 8058).
    """
    found = letters.opened(token)
    if found is None:
        abort(404)
    person_id, topic = found
    if request.method == "POST":
        with transaction():
            choices.switch_off(person_id, topic)
    group = group_of(topic)
    return page(
        "notices/off.html",
        what=KINDS[topic].label if topic in KINDS else GROUPS[group].label if group else "",
        one_kind=topic in KINDS,
        done=request.method == "POST",
    )
