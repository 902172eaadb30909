"""Telling somebody of a role a colleague shared. Called by the worker."""

from collections.abc import Callable
from uuid import UUID

from portal.accounts.queries import is_active
from portal.db import db
from portal.notices import rules
from portal.saved.models import Share, ShareSilence
from portal.saved.queries import choice
from portal.saved.sharing import NOTIFY


def tell(ref: str) -> None:
    """Tell the receiver of a share, unless they silenced the sharer or all; once.

    In: the id of the share; one that is gone tells nothing. The word stands on its page alone.
    """
    share = db.session.get(Share, UUID(ref))
    if share is None or share.role.status != "active" or not _wanted(share):
        return
    share.told = True
    rules.tell(
        share.receiver_id,
        key=f"share:{share.id}",
        kind="share.role",
        path=f"/shares/{share.id}",
        who=share.sharer.name,
        title=share.role.title,
    )


def _wanted(share: Share) -> bool:
    silenced = db.session.get(ShareSilence, (share.receiver_id, share.sharer_id))
    wants = silenced is None and choice(share.receiver_id).shares
    return wants and share.sharer.erased_at is None and is_active(share.receiver_id)


HANDLERS: dict[str, Callable[[str], None]] = {NOTIFY: tell}
