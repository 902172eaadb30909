"""The clock of what people keep of their search."""

from datetime import datetime, timedelta

from sqlalchemy import delete

from portal.db import transaction
from portal.saved import ledger, looked, rules
from portal.saved.models import Share

REMOVED_FOR = timedelta(days=1)
"""So long a removed search can be taken back."""


def tick(now: datetime, *, notices_before: datetime) -> None:
    """Forget looks past their time, removed searches, old shares and finds; twice does no harm."""
    with transaction():
        looked.forget_old(now)
    with transaction() as session:
        rules.forget_removed(now - REMOVED_FOR)
        session.execute(delete(Share).where(Share.at < notices_before))
    ledger.fold(notices_before)
