"""Fills what 0002 added: when a skill was last looked over, whom shares are for, and the codes."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE person_skill SET reviewed_at = updated_at")
    op.execute(
        "INSERT INTO skill_code (source, code, skill_id) SELECT source, external_id, id FROM skill"
        " WHERE source IS NOT NULL AND external_id IS NOT NULL"
    )
    # Aspirations say whom they were shared with; skills were shared with whoever is the manager.
    op.execute(
        "UPDATE person SET shared_with_manager_id = (SELECT p.shared_with_manager_id"
        " FROM aspiration_profile p WHERE p.person_id = person.id)"
    )
    op.execute(
        "UPDATE person SET shared_with_manager_id = manager_id"
        " WHERE shared_with_manager_id IS NULL AND EXISTS (SELECT 1 FROM person_skill s"
        " WHERE s.person_id = person.id AND (s.audience & 2) <> 0)"
    )
    # Since when is not known: what is shared now was shared with them.
    op.execute(
        "UPDATE person SET shared_with_manager_at = '2000-01-01 00:00:00'"
        " WHERE shared_with_manager_id IS NOT NULL"
    )


def downgrade() -> None:
    op.execute("DELETE FROM skill_code")
