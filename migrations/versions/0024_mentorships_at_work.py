"""What two people do together in a mentorship: goals, sessions, actions, and notes."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

WORDS = "length(words) between 1 and {most}"


def upgrade() -> None:
    _of_pair(
        "mentorship_goal",
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("reached_on", sa.Date(), nullable=True),
        sa.Column("dropped_on", sa.Date(), nullable=True),
        _check("mentorship_goal", "reached", "(progress = 4) = (reached_on is not null)"),
        _check("mentorship_goal", "words_length", WORDS.format(most=200)),
        _check("mentorship_goal", "progress", "progress between 0 and 4"),
    )
    _sessions()
    _of_pair(
        "mentorship_action",
        sa.Column("words", sa.String(), nullable=False),
        _person("doer_id"),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded", sa.Integer(), nullable=False),
        _check("mentorship_action", "words_length", WORDS.format(most=200)),
        _key("mentorship_action", "doer_id", "person", "CASCADE"),
    )
    op.create_index("ix_mentorship_action_doer_id", "mentorship_action", ["doer_id"])
    op.create_index("ix_mentorship_action_due_on", "mentorship_action", ["due_on"])
    _notes()


def _sessions() -> None:
    _of_pair(
        "mentorship_session",
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("agenda", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("reminded", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        _check("mentorship_session", "state", "state in ('planned','held','cancelled','missed')"),
        _check("mentorship_session", "minutes", "minutes between 5 and 480"),
    )
    op.create_index("ix_mentorship_session_starts_at", "mentorship_session", ["state", "starts_at"])
    op.create_table(
        "mentorship_invitation",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        _person("person_id"),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        _key("mentorship_invitation", "session_id", "mentorship_session", "CASCADE"),
        _key("mentorship_invitation", "person_id", "person", "CASCADE"),
        sa.PrimaryKeyConstraint("session_id", "person_id", name=op.f("pk_mentorship_invitation")),
    )
    op.create_index("ix_mentorship_invitation_person_id", "mentorship_invitation", ["person_id"])


def _notes() -> None:
    note, private = "mentorship_note", "mentorship_private_note"
    _of_pair(
        note,
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        _check(note, "words_length", WORDS.format(most=4000)),
        _key(note, "session_id", "mentorship_session", "SET NULL"),
        _key(note, "author_id", "person", "SET NULL"),
    )
    op.create_index("ix_mentorship_note_session_id", note, ["session_id"])
    op.create_index("ix_mentorship_note_author_id", note, ["author_id"])
    op.create_table(
        private,
        sa.Column("id", sa.Uuid(), nullable=False),
        _person("person_id"),
        sa.Column("mentorship_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        _check(private, "words_length", WORDS.format(most=4000)),
        _key(private, "person_id", "person", "CASCADE"),
        _key(private, "mentorship_id", "mentorship", "CASCADE"),
        _key(private, "session_id", "mentorship_session", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{private}")),
    )
    op.create_index(f"ix_{private}_mentorship_id", private, ["mentorship_id"])
    op.create_index(f"ix_{private}_session_id", private, ["session_id"])
    op.create_index(f"ix_{private}_person", private, ["person_id", "mentorship_id"])


def _of_pair(name: str, *columns: sa.schema.SchemaItem) -> None:
    """A table of rows that two people share."""
    op.create_table(
        name,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("mentorship_id", sa.Uuid(), nullable=False),
        _person("mentor_id"),
        _person("mentee_id"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        *columns,
        _key(name, "mentorship_id", "mentorship", "CASCADE"),
        _key(name, "mentor_id", "mentor", "CASCADE"),
        _key(name, "mentee_id", "person", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    for column in ("mentorship_id", "mentor_id", "mentee_id"):
        op.create_index(f"ix_{name}_{column}", name, [column])


def _person(column: str) -> sa.Column[object]:
    return sa.Column(column, sa.Uuid(), nullable=False)


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def _key(table: str, column: str, target: str, gone: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete=gone)


def downgrade() -> None:
    for name in ("private_note", "note", "action", "invitation", "session", "goal"):
        op.drop_table(f"mentorship_{name}")
