"""Career conversations: their goals, what each writes alone, how often, and what happened."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conversation_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("from_state", sa.String(), nullable=True),
        sa.Column("to_state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("department_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_conversation_event_department_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation_event")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_conversation_event_actor_id"), "conversation_event", ["actor_id"], unique=False
    )
    op.create_index(
        "ix_conversation_event_conversation",
        "conversation_event",
        ["conversation_id", "id"],
        unique=False,
    )

    op.create_table(
        "conversation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("manager_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("agenda", sa.String(), nullable=False),
        sa.Column("agenda_version", sa.Integer(), nullable=False),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("notes_version", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("reminded", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("employee_agrees", sa.Boolean(), nullable=True),
        sa.Column("manager_agrees", sa.Boolean(), nullable=True),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shown_to_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_at is not null)", name=op.f("ck_conversation_closed")
        ),
        sa.CheckConstraint(
            "counted_at is null or state = 'closed'", name=op.f("ck_conversation_counted")
        ),
        sa.CheckConstraint(
            "state in ('proposed','scheduled','open','closed','cancelled','missed')",
            name=op.f("ck_conversation_state"),
        ),
        sa.CheckConstraint(
            "length(agenda) <= 4000 and length(notes) <= 8000", name=op.f("ck_conversation_lengths")
        ),
        sa.CheckConstraint("minutes between 5 and 480", name=op.f("ck_conversation_minutes")),
        sa.CheckConstraint("person_id <> manager_id", name=op.f("ck_conversation_two_people")),
        sa.ForeignKeyConstraint(
            ["asked_by_id"],
            ["person.id"],
            name=op.f("fk_conversation_asked_by_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["manager_id"],
            ["person.id"],
            name=op.f("fk_conversation_manager_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_conversation_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["shown_to_id"],
            ["person.id"],
            name=op.f("fk_conversation_shown_to_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
    )
    op.create_index(
        "ix_conversation_manager_starts", "conversation", ["manager_id", "starts_at"], unique=False
    )
    op.create_index(
        "ix_conversation_person_starts", "conversation", ["person_id", "starts_at"], unique=False
    )
    op.create_index(
        op.f("ix_conversation_shown_to_id"), "conversation", ["shown_to_id"], unique=False
    )
    op.create_index(
        "ix_conversation_state_starts", "conversation", ["state", "starts_at"], unique=False
    )
    op.create_index(
        "uq_conversation_live_pair",
        "conversation",
        ["person_id", "manager_id"],
        unique=True,
        sqlite_where=sa.text("state in ('proposed', 'scheduled', 'open')"),
        postgresql_where=sa.text("state in ('proposed', 'scheduled', 'open')"),
    )

    op.create_table(
        "conversation_rhythm",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.CheckConstraint("days in (30, 60, 90, 180)", name=op.f("ck_conversation_rhythm_days")),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_conversation_rhythm_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_conversation_rhythm")),
    )
    op.create_table(
        "conversation_goal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("manager_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("employee_does", sa.String(), nullable=False),
        sa.Column("employee_by", sa.Date(), nullable=True),
        sa.Column("employee_done_on", sa.Date(), nullable=True),
        sa.Column("manager_does", sa.String(), nullable=False),
        sa.Column("manager_by", sa.Date(), nullable=True),
        sa.Column("manager_done_on", sa.Date(), nullable=True),
        sa.Column("dropped_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "length(employee_does) between 1 and 200",
            name=op.f("ck_conversation_goal_employee_length"),
        ),
        sa.CheckConstraint(
            "length(manager_does) between 1 and 200",
            name=op.f("ck_conversation_goal_manager_length"),
        ),
        sa.CheckConstraint(
            "length(words) between 1 and 200", name=op.f("ck_conversation_goal_words_length")
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_conversation_goal_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["manager_id"],
            ["person.id"],
            name=op.f("fk_conversation_goal_manager_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_conversation_goal_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation_goal")),
    )
    op.create_index(
        op.f("ix_conversation_goal_conversation_id"),
        "conversation_goal",
        ["conversation_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_conversation_goal_manager_id"), "conversation_goal", ["manager_id"], unique=False
    )
    op.create_index(
        "ix_conversation_goal_person",
        "conversation_goal",
        ["person_id", "dropped_on"],
        unique=False,
    )

    op.create_table(
        "conversation_own_note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "length(words) <= 4000", name=op.f("ck_conversation_own_note_words_length")
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_conversation_own_note_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_conversation_own_note_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation_own_note")),
    )
    op.create_index(
        op.f("ix_conversation_own_note_conversation_id"),
        "conversation_own_note",
        ["conversation_id"],
        unique=False,
    )
    op.create_index(
        "uq_conversation_own_note",
        "conversation_own_note",
        ["person_id", "conversation_id"],
        unique=True,
    )


def downgrade() -> None:
    op.drop_table("conversation_own_note")
    op.drop_table("conversation_goal")
    op.drop_table("conversation_rhythm")
    op.drop_table("conversation")
    op.drop_table("conversation_event")
