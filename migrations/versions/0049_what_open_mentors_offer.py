"""What open mentors offer is counted, and their languages found, without a look at each of them."""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    op.create_index(
        "ix_mentor_open", "mentor", ["id", "topics", "formats", "languages"],
        sqlite_where=OPEN, postgresql_where=OPEN,
    )  # fmt: skip
    op.create_index(
        "ix_mentor_languages", "mentor", ["languages"], sqlite_where=OPEN, postgresql_where=OPEN
    )


def downgrade() -> None:
    op.drop_index("ix_mentor_languages", table_name="mentor")
    op.drop_index("ix_mentor_open", table_name="mentor")
