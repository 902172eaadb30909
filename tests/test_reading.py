"""Reading for a page: in a transaction that cannot write, whose statements are planned once."""

import pytest
from sqlalchemy import bindparam, select, text
from sqlalchemy.exc import InternalError

from portal.composed import prepared
from portal.db import columns, db, transaction
from portal.people.models import Person
from tests.cast import Cast


@pytest.fixture
def postgresql(app):
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite plans what it runs, and gives one lock to all who write")


@prepared
def _named():
    return select(Person.name).where(Person.id == bindparam("id"))


def test_nothing_is_changed_in_the_transaction_of_a_page(postgresql, cast: Cast):
    key, name = cast.ada.id, cast.ada.name
    db.session.commit()
    assert columns(_named(), id=key).scalar_one() == name
    db.session.get_one(Person, key).name = "Somebody else"
    with pytest.raises(InternalError, match="read-only"):
        db.session.flush()
    db.session.rollback()
    with transaction():
        db.session.get_one(Person, key).name = "Ada Two"
    assert columns(_named(), id=key).scalar_one() == "Ada Two"


def test_a_statement_is_planned_once_however_many_pages_ask_it(postgresql, cast: Cast):
    key = cast.ada.id
    db.session.commit()
    for _ in range(12):
        columns(_named(), id=key).one()
        db.session.get_one(Person, key)  # the ORM reads along
        db.session.close()  # as at the end of a page
    kept = text("SELECT generic_plans + custom_plans FROM pg_prepared_statements")
    assert max(db.session.execute(kept).scalars(), default=0) >= 5
