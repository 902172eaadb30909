"""Programmes of mentoring: who joined them with what, and who was proposed to whom."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "programme",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("joining_from", sa.Date(), nullable=False),
        sa.Column("joining_until", sa.Date(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("months_least", sa.Integer(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("months_most", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("solving_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("solved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state in ('draft','open','matching','running','finished','cancelled')",
            name=op.f("ck_programme_state"),
        ),
        sa.CheckConstraint(
            "joining_from <= joining_until and joining_until <= starts_on and starts_on < ends_on",
            name=op.f("ck_programme_dates"),
        ),
        sa.CheckConstraint("length(name) between 1 and 120", name=op.f("ck_programme_name_length")),
        sa.CheckConstraint(
            "months_least >= 1 and months_least <= months and months <= months_most and months_most <= 12",
            name=op.f("ck_programme_months"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
    )
    with op.batch_alter_table("programme") as batch_op:
        batch_op.create_index("ix_programme_state", ["state"], unique=False)

    op.create_table(
        "programme_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thing_kind", sa.String(), nullable=False),
        sa.Column("thing_id", sa.Uuid(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("from_state", sa.String(), nullable=True),
        sa.Column("to_state", sa.String(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_event")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("programme_event") as batch_op:
        batch_op.create_index(batch_op.f("ix_programme_event_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index("ix_programme_event_thing", ["thing_id", "at"], unique=False)

    op.create_table(
        "programme_figure",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("running", sa.Integer(), nullable=False),
        sa.Column("completed", sa.Integer(), nullable=False),
        sa.Column("ended", sa.Integer(), nullable=False),
        sa.Column("met", sa.Integer(), nullable=False),
        sa.Column("sessions", sa.Integer(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programme.id"],
            name=op.f("fk_programme_figure_programme_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("programme_id", name=op.f("pk_programme_figure")),
    )
    op.create_table(
        "programme_part",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.CheckConstraint(
            "kind in ('department','location','level','role')", name=op.f("ck_programme_part_kind")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programme.id"],
            name=op.f("fk_programme_part_programme_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("programme_id", "kind", "key", name=op.f("pk_programme_part")),
    )
    op.create_table(
        "programme_member",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("mentee", sa.Boolean(), nullable=False),
        sa.Column("mentor", sa.Boolean(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("goals", sa.String(), nullable=False),
        sa.Column("languages", sa.BigInteger(), nullable=False),
        sa.Column("aside", sa.Boolean(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("mentee or mentor", name=op.f("ck_programme_member_as_something")),
        sa.CheckConstraint(
            "mentor = (places > 0)", name=op.f("ck_programme_member_mentor_has_places")
        ),
        sa.CheckConstraint("months between 1 and 12", name=op.f("ck_programme_member_months")),
        sa.CheckConstraint("places between 0 and 10", name=op.f("ck_programme_member_places")),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_programme_member_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programme.id"],
            name=op.f("fk_programme_member_programme_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_member")),
    )
    with op.batch_alter_table("programme_member") as batch_op:
        batch_op.create_index("ix_programme_member_person", ["person_id"], unique=False)
        batch_op.create_index("uq_programme_member_one", ["programme_id", "person_id"], unique=True)

    op.create_table(
        "programme_owner",
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_programme_owner_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programme.id"],
            name=op.f("fk_programme_owner_programme_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("programme_id", "person_id", name=op.f("pk_programme_owner")),
    )
    with op.batch_alter_table("programme_owner") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_programme_owner_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "programme_member_choice",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "position between 0 and 3", name=op.f("ck_programme_member_choice_position")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["programme_member.id"],
            name=op.f("fk_programme_member_choice_member_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_programme_member_choice_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("member_id", "person_id", name=op.f("pk_programme_member_choice")),
    )
    with op.batch_alter_table("programme_member_choice") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_programme_member_choice_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "programme_member_skill",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column("skill_id", sa.Uuid(), nullable=False),
        sa.Column("use", sa.String(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("proven", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "use in ('wants','teaches')", name=op.f("ck_programme_member_skill_use")
        ),
        sa.CheckConstraint("level between 0 and 4", name=op.f("ck_programme_member_skill_level")),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["programme_member.id"],
            name=op.f("fk_programme_member_skill_member_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["skill_id"], ["skill.id"], name=op.f("fk_programme_member_skill_skill_id")
        ),
        sa.PrimaryKeyConstraint(
            "member_id", "skill_id", "use", name=op.f("pk_programme_member_skill")
        ),
    )
    with op.batch_alter_table("programme_member_skill") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_programme_member_skill_skill_id"), ["skill_id"], unique=False
        )

    op.create_table(
        "programme_pair",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("mentee_id", sa.Uuid(), nullable=False),
        sa.Column("mentor_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("locked", sa.Boolean(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("mentor_said_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("request_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(state = 'proposed') = (sent_at is null)", name=op.f("ck_programme_pair_sent")
        ),
        sa.CheckConstraint(
            "state in ('proposed','sent','asked','matched','declined','expired','closed')",
            name=op.f("ck_programme_pair_state"),
        ),
        sa.CheckConstraint("mentor_id <> mentee_id", name=op.f("ck_programme_pair_someone_else")),
        sa.ForeignKeyConstraint(
            ["mentee_id"],
            ["person.id"],
            name=op.f("fk_programme_pair_mentee_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["mentor_id"],
            ["person.id"],
            name=op.f("fk_programme_pair_mentor_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programme.id"],
            name=op.f("fk_programme_pair_programme_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["mentorship_request.id"],
            name=op.f("fk_programme_pair_request_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_pair")),
        sa.UniqueConstraint("request_id", name=op.f("uq_programme_pair_request_id")),
    )
    with op.batch_alter_table("programme_pair") as batch_op:
        batch_op.create_index("ix_programme_pair_mentee", ["mentee_id", "state"], unique=False)
        batch_op.create_index("ix_programme_pair_mentor", ["mentor_id", "state"], unique=False)
        batch_op.create_index(
            "ix_programme_pair_programme", ["programme_id", "state"], unique=False
        )
        batch_op.create_index(
            "uq_programme_pair_live_mentee",
            ["programme_id", "mentee_id"],
            unique=True,
            sqlite_where=sa.text("state in ('proposed','sent','asked','matched')"),
            postgresql_where=sa.text("state in ('proposed','sent','asked','matched')"),
        )
    kind = "UUID" if op.get_bind().dialect.name == "postgresql" else "CHAR(32)"
    for table in ("mentorship_request", "mentorship"):
        op.execute(f"ALTER TABLE {table} ADD COLUMN programme_id {kind}")
        op.execute(f"ALTER TABLE {table} ADD COLUMN months_most INTEGER")
        op.create_index(f"ix_{table}_programme_id", table, ["programme_id"])


def downgrade() -> None:
    for table in ("mentorship", "mentorship_request"):
        op.drop_index(f"ix_{table}_programme_id", table)
        op.execute(f"ALTER TABLE {table} DROP COLUMN months_most")
        op.execute(f"ALTER TABLE {table} DROP COLUMN programme_id")
    for table in (
        "programme_pair",
        "programme_member_skill",
        "programme_member_choice",
        "programme_owner",
        "programme_member",
        "programme_part",
        "programme_figure",
        "programme_event",
        "programme",
    ):
        op.drop_table(table)
