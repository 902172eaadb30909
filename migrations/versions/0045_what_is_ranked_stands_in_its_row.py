"""In the index on PostgreSQL what is ranked stands in the row itself, and is not compressed.

Rows that are there already change with the next `aspire reindex`; until then they are only slower.
"""

from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _store("MAIN")


def downgrade() -> None:
    _store("EXTENDED")


def _store(how: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        columns = ("names", "about", "facets")
        changes = ", ".join(f"ALTER {column} SET STORAGE {how}" for column in columns)
        op.execute(f"ALTER TABLE index_document {changes}")
