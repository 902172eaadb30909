"""Nothing of a person is forgotten in the export or left behind by erasing them."""

from portal import tables
from portal.db import Base
from portal.personal.holdings import HOLDINGS

METADATA = tables.all_known(Base)
# Columns without a foreign key that hold a person's id.
LOOSE = ("actor_id", "by_id")
PARENTS = {"person.id", "mentor.id", "account.id", "mentorship_request.id", "aspiration.id"}


def of_somebody(table):
    """The columns of a table that lead to a person."""
    for column in table.columns:
        targets = {key.target_fullname for key in column.foreign_keys}
        if targets & PARENTS or (not targets and column.name.endswith(LOOSE)):
            yield column.name


def test_every_table_that_leads_to_a_person_is_listed():
    listed = {holding.name for holding in HOLDINGS}
    leading = {table.name for table in METADATA.sorted_tables if list(of_somebody(table))}
    assert leading <= listed, leading - listed
    assert listed <= METADATA.tables.keys()


def test_erasing_says_what_happens_to_every_column_that_leads_to_a_person():
    silent = []
    for holding in HOLDINGS:
        said = {step.column for step in holding.erase}
        whole = any(step.values is None and step.column in holding.mine for step in holding.erase)
        for column in of_somebody(holding.table):
            if column not in said and not (whole and holding.mine == ("person_id",)):
                silent.append(f"{holding.name}.{column}")
    # A mentorship's request only ties the two rows together.
    assert silent == ["mentorship.request_id"]


def test_what_is_not_exported_or_not_erased_has_a_reason():
    for holding in HOLDINGS:
        assert holding.title or holding.why, holding.name
        for step in holding.erase:
            assert step.values is None or step.values or step.why, holding.name


def test_secrets_are_columns_that_are_there():
    for holding in HOLDINGS:
        assert holding.secret <= set(holding.table.columns.keys()), holding.name
