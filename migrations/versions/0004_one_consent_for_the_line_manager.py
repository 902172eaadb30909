"""One consent for the line manager: it stands with the person, no longer with the aspirations.

Dropping a column makes the table anew on SQLite, so its CHECK constraints are said again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

CHECKS = tuple(
    sa.CheckConstraint(words, name=sa.schema.conv(f"ck_aspiration_profile_{name}"))
    for name, words in (
        ("work_mode", "work_mode in ('','site','mixed','home')"),
        ("relocation", "relocation in ('','no','country','anywhere')"),
        ("travel", "travel in ('','no','some','often')"),
        ("hours", "hours in ('','full','part','shifts','flexible')"),
        ("leading", "\"leading\" in ('','yes','no','unsure')"),
        ("gig_hours", "gig_hours between 0 and 20"),
    )
)
FOREIGN_KEY = "fk_aspiration_profile_shared_with_manager_id"


def upgrade() -> None:
    with op.batch_alter_table("aspiration_profile", table_args=CHECKS) as batch_op:
        batch_op.drop_constraint(batch_op.f(FOREIGN_KEY), type_="foreignkey")
        batch_op.drop_column("shared_with_manager_id")


def downgrade() -> None:
    with op.batch_alter_table("aspiration_profile", table_args=CHECKS) as batch_op:
        batch_op.add_column(sa.Column("shared_with_manager_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f(FOREIGN_KEY),
            "person",
            ["shared_with_manager_id"],
            ["id"],
            ondelete="SET NULL",
        )
    # The older portal looks for it there.
    op.execute(
        "UPDATE aspiration_profile SET shared_with_manager_id = (SELECT p.shared_with_manager_id"
        " FROM person p WHERE p.id = aspiration_profile.person_id)"
    )
