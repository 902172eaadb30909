"""What pages of a large organisation are read from: a person's aims for a role, the latest moves to
a role, and who teaches a skill, each from an index alone.
"""

from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

# Name, table, columns now and before.
INDEXES = (
    ("ix_aspiration_person_id", "aspiration", ["person_id", "role_id", "state"], ["person_id"]),
    (
        "ix_move_to_role_id",
        "move",
        ["to_role_id", "effective_on", "person_id", "kind", "from_role_id"],
        ["to_role_id", "person_id", "kind", "from_role_id", "effective_on"],
    ),
    ("ix_mentor_skill_skill_id", "mentor_skill", ["skill_id", "mentor_id"], ["skill_id"]),
)


def upgrade() -> None:
    for name, table, now, _ in INDEXES:
        op.drop_index(name, table)
        op.create_index(name, table, now)


def downgrade() -> None:
    for name, table, _, before in INDEXES:
        op.drop_index(name, table)
        op.create_index(name, table, before)
