"""Before the first page: tables, the demonstration, the search index. Then a word of welcome."""

import time
from collections.abc import Callable

from portal import schema, turnstile
from portal.config import Settings
from portal.db import db


def prepare(settings: Settings, say: Callable[[str], object]) -> None:
    """Make everything that is not there yet; a second start waits for the first and finds it done.

    Inside an application context. Raises NewerData when a newer version wrote the data.
    """
    with turnstile.alone("prepare", wait=True):
        if schema.current(db.engine) != schema.newest():
            began = time.monotonic()
            schema.upgrade(db.engine)
            say(f"Tables ready in {time.monotonic() - began:.1f} s.")


def welcome(settings: Settings, host: str, port: int) -> None:
    """Say where the portal is."""
    where = f"[{host}]" if ":" in host else host
    print(f"Aspire is at http://{where}:{port}", flush=True)  # noqa: T201 - said to a terminal
