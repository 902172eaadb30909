"""The turns and ends of mentorships, who is kept apart, and concerns with whom they go to."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

OLD = "kind in ('experience','learning','project','certificate','feedback')"
NEW = "kind in ('experience','learning','project','certificate','feedback','mentorship')"


def upgrade() -> None:
    _evidence(NEW)
    _turns()
    _concerns()
    # Who lead one another today knew it before, and who was told of the end is not told again.
    op.execute(
        "INSERT INTO mentorship_turn (mentorship_id, proposed, one_leads, told_end) "
        "SELECT mentorship.id, '', coalesce(mentee.manager_id = mentor.id, false) "
        "OR coalesce(mentor.manager_id = mentee.id, false), "
        "CASE WHEN EXISTS (SELECT 1 FROM mentorship_event WHERE thing_id = mentorship.id "
        "AND event = 'ending') THEN mentorship.ends_on END FROM mentorship "
        "JOIN person mentee ON mentee.id = mentorship.mentee_id "
        "JOIN person mentor ON mentor.id = mentorship.mentor_id "
        "WHERE mentorship.state IN ('active', 'paused')"
    )


def _evidence(allowed: str) -> None:
    """What may show a skill."""
    name = op.f("ck_evidence_kind")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(name, "evidence")
        op.create_check_constraint(name, "evidence", allowed)
        return
    with op.batch_alter_table("evidence", recreate="always") as batch_op:
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(name, allowed)


def _key(table: str, column: str, target: str, *, cascade: bool = True) -> sa.Constraint:
    return sa.ForeignKeyConstraint(
        [column],
        [f"{target}.id"],
        name=op.f(f"fk_{table}_{column}"),
        ondelete="CASCADE" if cascade else None,
    )


def _turns() -> None:
    op.create_table(
        "mentorship_turn",
        sa.Column("mentorship_id", sa.Uuid(), nullable=False),
        sa.Column("paused_on", sa.Date(), nullable=True),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.Column("proposed", sa.String(), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=True),
        sa.Column("proposed_months", sa.Integer(), nullable=True),
        sa.Column("proposed_until", sa.Date(), nullable=True),
        sa.Column("told_end", sa.Date(), nullable=True),
        sa.Column("one_leads", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(paused_on is null) = (paused_until is null)", name=op.f("ck_mentorship_turn_paused")
        ),
        sa.CheckConstraint(
            "proposed in ('','longer','finish')", name=op.f("ck_mentorship_turn_proposed")
        ),
        sa.CheckConstraint(
            "(proposed = '') = (proposed_by is null) and (proposed = '') = (proposed_until is null)"
            " and (proposed = 'longer') = (proposed_months is not null)",
            name=op.f("ck_mentorship_turn_proposal_whole"),
        ),
        sa.CheckConstraint(
            "proposed_by in ('mentor','mentee')", name=op.f("ck_mentorship_turn_proposed_by")
        ),
        _key("mentorship_turn", "mentorship_id", "mentorship"),
        sa.PrimaryKeyConstraint("mentorship_id", name=op.f("pk_mentorship_turn")),
    )
    op.create_table(
        "mentorship_feedback",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("mentorship_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("helped", sa.String(), nullable=False),
        sa.Column("again", sa.String(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("may_show", sa.Boolean(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "again in ('yes','maybe','no')", name=op.f("ck_mentorship_feedback_again")
        ),
        sa.CheckConstraint("length(word) <= 600", name=op.f("ck_mentorship_feedback_word_length")),
        sa.CheckConstraint("may_show or not shown", name=op.f("ck_mentorship_feedback_shown")),
        _key("mentorship_feedback", "mentorship_id", "mentorship"),
        _key("mentorship_feedback", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentorship_feedback")),
        sa.UniqueConstraint(
            "mentorship_id",
            "person_id",
            name=op.f("uq_mentorship_feedback_mentorship_id_person_id"),
        ),
    )
    op.create_index(op.f("ix_mentorship_feedback_person_id"), "mentorship_feedback", ["person_id"])
    op.create_table(
        "kept_apart",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("from_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("person_id <> from_id", name=op.f("ck_kept_apart_two_people")),
        _key("kept_apart", "person_id", "person"),
        _key("kept_apart", "from_id", "person"),
        sa.PrimaryKeyConstraint("person_id", "from_id", name=op.f("pk_kept_apart")),
    )
    op.create_index(op.f("ix_kept_apart_from_id"), "kept_apart", ["from_id"])


def _concerns() -> None:
    op.create_table(
        "safeguarding",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("named_by_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _key("safeguarding", "person_id", "person"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_safeguarding")),
    )
    op.create_table(
        "concern",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reporter_id", sa.Uuid(), nullable=False),
        sa.Column("about_id", sa.Uuid(), nullable=False),
        sa.Column("came_from", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("reporter_id <> about_id", name=op.f("ck_concern_someone_else")),
        sa.CheckConstraint("state in ('open','in hand','closed')", name=op.f("ck_concern_state")),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_at is not null)", name=op.f("ck_concern_closed")
        ),
        sa.CheckConstraint(
            "came_from in ('mentorship','request','offer')", name=op.f("ck_concern_came_from")
        ),
        sa.CheckConstraint(
            "length(words) between 1 and 4000", name=op.f("ck_concern_words_length")
        ),
        _key("concern", "reporter_id", "person", cascade=False),
        _key("concern", "about_id", "person", cascade=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern")),
    )
    op.create_index(op.f("ix_concern_reporter_id"), "concern", ["reporter_id"])
    op.create_index(op.f("ix_concern_about_id"), "concern", ["about_id"])
    op.create_index("ix_concern_state_at", "concern", ["state", "at"])
    _about_concerns()


def _about_concerns() -> None:
    op.create_table(
        "concern_note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("concern_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "length(words) between 1 and 4000", name=op.f("ck_concern_note_words_length")
        ),
        _key("concern_note", "concern_id", "concern"),
        _key("concern_note", "by_id", "person", cascade=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern_note")),
    )
    op.create_index(op.f("ix_concern_note_concern_id"), "concern_note", ["concern_id"])
    op.create_index(op.f("ix_concern_note_by_id"), "concern_note", ["by_id"])
    op.create_table(
        "concern_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("concern_id", sa.Uuid(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("from_state", sa.String(), nullable=True),
        sa.Column("to_state", sa.String(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("department_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _key("concern_event", "concern_id", "concern"),
        _key("concern_event", "department_id", "department", cascade=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern_event")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_concern_event_concern", "concern_event", ["concern_id", "id"])
    op.create_index(op.f("ix_concern_event_actor_id"), "concern_event", ["actor_id"])


def downgrade() -> None:
    for table in (
        "concern_event",
        "concern_note",
        "concern",
        "safeguarding",
        "kept_apart",
        "mentorship_feedback",
        "mentorship_turn",
    ):
        op.drop_table(table)
    op.execute("UPDATE evidence SET kind = 'feedback' WHERE kind = 'mentorship'")
    _evidence(OLD)
