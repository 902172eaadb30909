"""What a silence is about is spelled in one way: the id without hyphens."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        DELETE FROM silence WHERE length(ref) = 36 AND EXISTS (
            SELECT 1 FROM silence AS other
            WHERE other.person_id = silence.person_id AND other.prompt = silence.prompt
            AND other.ref = replace(silence.ref, '-', ''))
    """)
    op.execute("UPDATE silence SET ref = replace(ref, '-', '') WHERE length(ref) = 36")


def downgrade() -> None:
    # Refused suggestions were spelled so before.
    op.execute("""
        UPDATE silence SET ref = substr(ref, 1, 8) || '-' || substr(ref, 9, 4) || '-'
            || substr(ref, 13, 4) || '-' || substr(ref, 17, 4) || '-' || substr(ref, 21, 12)
        WHERE length(ref) = 32 AND prompt <> 'suggestion'
    """)
