"""The one drawn portrait of the city, as a photo of Ingrid's."""

import hashlib
from pathlib import Path

from sqlalchemy import insert

from portal import clock
from portal.audience import Audience
from portal.db import db
from portal.demo.population import Member
from portal.people.models import Photo

FOLDER = Path(__file__).parent


def hang(ingrid: Member) -> None:
    """Give Ingrid her photo."""
    large = (FOLDER / "ingrid-256.webp").read_bytes()
    row = {
        "person_id": ingrid.id,
        "large": large,
        "small": (FOLDER / "ingrid-96.webp").read_bytes(),
        "digest": hashlib.sha256(large).hexdigest()[:16],
        "audience": Audience.EVERYONE,
        "updated_at": clock.now(),
    }
    db.session.execute(insert(Photo), [row])
