"""Learning and who learns, with the money for it; plans and their steps."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _catalogue()
    _enrolments()
    _plans()


def _catalogue() -> None:
    op.create_table(
        "provider",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.CheckConstraint("kind in ('internal','external')", name=op.f("ck_provider_kind")),
        sa.CheckConstraint("length(name) between 1 and 200", name=op.f("ck_provider_name_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider")),
        sa.UniqueConstraint("name", name=op.f("uq_provider_name")),
    )
    op.create_table(
        "learning_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("hours", sa.BigInteger(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("payer", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("certificate", sa.String(), nullable=False),
        sa.Column("certificate_months", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(payer = 'nobody') = (cost = 0)", name=op.f("ck_learning_item_somebody_pays")
        ),
        sa.CheckConstraint(
            "certificate <> '' or certificate_months is null",
            name=op.f("ck_learning_item_months_of_certificate"),
        ),
        sa.CheckConstraint(
            "format in ('course','video','reading','event','shadowing','cohort','drip')",
            name=op.f("ck_learning_item_format"),
        ),
        sa.CheckConstraint(
            "payer in ('nobody','organisation','budget','person')",
            name=op.f("ck_learning_item_payer"),
        ),
        sa.CheckConstraint(
            "status in ('draft','active','retired')", name=op.f("ck_learning_item_status")
        ),
        sa.CheckConstraint(
            "certificate_months between 1 and 600", name=op.f("ck_learning_item_certificate_months")
        ),
        sa.CheckConstraint("cost between 0 and 100000000", name=op.f("ck_learning_item_cost")),
        sa.CheckConstraint("hours between 0 and 1000000", name=op.f("ck_learning_item_hours")),
        sa.CheckConstraint("length(currency) = 3", name=op.f("ck_learning_item_currency")),
        sa.CheckConstraint(
            "length(title) between 1 and 200", name=op.f("ck_learning_item_title_length")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["provider.id"], name=op.f("fk_learning_item_provider_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_item")),
        sa.UniqueConstraint(
            "source", "external_id", name=op.f("uq_learning_item_source_external_id")
        ),
    )
    with op.batch_alter_table("learning_item") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_learning_item_provider_id"), ["provider_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_learning_item_title"), ["title"], unique=False)

    op.create_table(
        "learning_date",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("ends_at >= starts_at", name=op.f("ck_learning_date_order")),
        sa.CheckConstraint("places between 1 and 100000", name=op.f("ck_learning_date_places")),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["learning_item.id"],
            name=op.f("fk_learning_date_item_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_date")),
    )
    with op.batch_alter_table("learning_date") as batch_op:
        batch_op.create_index(
            "ix_learning_date_item_starts", ["item_id", "starts_at"], unique=False
        )

    op.create_table(
        "learning_prerequisite",
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("needs_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "item_id <> needs_id", name=op.f("ck_learning_prerequisite_something_else")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["learning_item.id"],
            name=op.f("fk_learning_prerequisite_item_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["needs_id"],
            ["learning_item.id"],
            name=op.f("fk_learning_prerequisite_needs_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("item_id", "needs_id", name=op.f("pk_learning_prerequisite")),
    )
    with op.batch_alter_table("learning_prerequisite") as batch_op:
        batch_op.create_index("ix_learning_prerequisite_needs_id", ["needs_id"], unique=False)

    op.create_table(
        "learning_skill",
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("skill_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.CheckConstraint("level between 1 and 4", name=op.f("ck_learning_skill_level")),
        sa.ForeignKeyConstraint(
            ["item_id"],
            ["learning_item.id"],
            name=op.f("fk_learning_skill_item_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["skill_id"], ["skill.id"], name=op.f("fk_learning_skill_skill_id")
        ),
        sa.PrimaryKeyConstraint("item_id", "skill_id", name=op.f("pk_learning_skill")),
    )
    with op.batch_alter_table("learning_skill") as batch_op:
        batch_op.create_index(
            "ix_learning_skill_skill", ["skill_id", "item_id", "level"], unique=False
        )


def _enrolments() -> None:
    op.create_table(
        "budget",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("department_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("each", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount between 0 and 10000000000", name=op.f("ck_budget_amount")),
        sa.CheckConstraint("each between 0 and 100000000", name=op.f("ck_budget_each")),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_budget_order")),
        sa.CheckConstraint("length(currency) = 3", name=op.f("ck_budget_currency")),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_budget_department_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget")),
        sa.UniqueConstraint(
            "department_id",
            "starts_on",
            "currency",
            name=op.f("uq_budget_department_id_starts_on_currency"),
        ),
    )
    op.create_table(
        "enrolment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("date_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("assigned_by_id", sa.Uuid(), nullable=True),
        sa.Column("mandatory", sa.Boolean(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("payer", sa.String(), nullable=False),
        sa.Column("budget_id", sa.Uuid(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("certificate_until", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "origin in ('own','manager','hr','portal')", name=op.f("ck_enrolment_origin")
        ),
        sa.CheckConstraint(
            "state in ('suggested','planned','assigned','approval','enrolled','started','done','completed','current','at risk','expired','waived','cancelled','dropped','declined')",
            name=op.f("ck_enrolment_state"),
        ),
        sa.CheckConstraint("cost between 0 and 100000000", name=op.f("ck_enrolment_cost")),
        sa.ForeignKeyConstraint(
            ["assigned_by_id"], ["person.id"], name=op.f("fk_enrolment_assigned_by_id")
        ),
        sa.ForeignKeyConstraint(["budget_id"], ["budget.id"], name=op.f("fk_enrolment_budget_id")),
        sa.ForeignKeyConstraint(
            ["date_id"],
            ["learning_date.id"],
            name=op.f("fk_enrolment_date_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["learning_item.id"], name=op.f("fk_enrolment_item_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_enrolment_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment")),
    )
    with op.batch_alter_table("enrolment") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_enrolment_assigned_by_id"), ["assigned_by_id"], unique=False
        )
        batch_op.create_index("ix_enrolment_budget_state", ["budget_id", "state"], unique=False)
        batch_op.create_index("ix_enrolment_date_state", ["date_id", "state"], unique=False)
        batch_op.create_index("ix_enrolment_item_state", ["item_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_enrolment_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_enrolment_live",
            ["person_id", "item_id"],
            unique=True,
            sqlite_where=sa.text(
                "state in ('suggested','planned','assigned','approval','enrolled','started','done')"
            ),
            postgresql_where=sa.text(
                "state in ('suggested','planned','assigned','approval','enrolled','started','done')"
            ),
        )

    op.create_table(
        "enrolment_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Uuid(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("from_state", sa.String(), nullable=True),
        sa.Column("to_state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("department_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["person.id"], name=op.f("fk_enrolment_event_actor_id")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_enrolment_event_department_id")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["enrolment.id"],
            name=op.f("fk_enrolment_event_enrolment_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment_event")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("enrolment_event") as batch_op:
        batch_op.create_index(batch_op.f("ix_enrolment_event_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_enrolment_event_enrolment_id"), ["enrolment_id"], unique=False
        )


def _plans() -> None:
    op.create_table(
        "calendar_feed",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("token_digest", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_calendar_feed_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_calendar_feed_token_digest")),
    )
    op.create_table(
        "plan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("aspiration_id", sa.Uuid(), nullable=True),
        sa.Column("role_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("paused_on", sa.Date(), nullable=True),
        sa.Column("audience", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state in ('now','later','paused','done','dropped')", name=op.f("ck_plan_state")
        ),
        sa.CheckConstraint("length(title) between 1 and 200", name=op.f("ck_plan_title_length")),
        sa.ForeignKeyConstraint(
            ["aspiration_id"],
            ["aspiration.id"],
            name=op.f("fk_plan_aspiration_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_plan_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_plan_role_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
    )
    with op.batch_alter_table("plan") as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_aspiration_id"), ["aspiration_id"], unique=False)
        batch_op.create_index("ix_plan_person_state", ["person_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_role_id"), ["role_id"], unique=False)
        batch_op.create_index(
            "uq_plan_now",
            ["person_id"],
            unique=True,
            sqlite_where=sa.text("state = 'now'"),
            postgresql_where=sa.text("state = 'now'"),
        )

    op.create_table(
        "plan_point",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("have", sa.Integer(), nullable=False),
        sa.Column("need", sa.Integer(), nullable=False),
        sa.CheckConstraint("have between 0 and need", name=op.f("ck_plan_point_have")),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plan.id"], name=op.f("fk_plan_point_plan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("plan_id", "day", name=op.f("pk_plan_point")),
    )
    op.create_table(
        "plan_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=True),
        sa.Column("mentor_id", sa.Uuid(), nullable=True),
        sa.Column("skill_id", sa.Uuid(), nullable=True),
        sa.Column("hours", sa.BigInteger(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind in ('learning','mentorship','opportunity','feedback','milestone')",
            name=op.f("ck_plan_step_kind"),
        ),
        sa.CheckConstraint(
            "due_on is null or starts_on is null or due_on >= starts_on",
            name=op.f("ck_plan_step_order"),
        ),
        sa.CheckConstraint(
            "length(title) between 1 and 200", name=op.f("ck_plan_step_title_length")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["learning_item.id"], name=op.f("fk_plan_step_item_id")
        ),
        sa.ForeignKeyConstraint(
            ["mentor_id"], ["person.id"], name=op.f("fk_plan_step_mentor_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plan.id"], name=op.f("fk_plan_step_plan_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["skill_id"], ["skill.id"], name=op.f("fk_plan_step_skill_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_step")),
    )
    with op.batch_alter_table("plan_step") as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_step_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_step_mentor_id"), ["mentor_id"], unique=False)
        batch_op.create_index("ix_plan_step_plan_position", ["plan_id", "position"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_step_skill_id"), ["skill_id"], unique=False)

    op.create_table(
        "plan_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("from_state", sa.String(), nullable=True),
        sa.Column("to_state", sa.String(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("department_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_plan_event_department_id")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plan.id"], name=op.f("fk_plan_event_plan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_event")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("plan_event") as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_event_plan_id"), ["plan_id"], unique=False)


def downgrade() -> None:
    for table in (
        "plan_event",
        "calendar_feed",
        "plan_point",
        "plan_step",
        "plan",
        "enrolment_event",
        "enrolment",
        "budget",
        "learning_prerequisite",
        "learning_date",
        "learning_skill",
        "learning_item",
        "provider",
    ):
        op.drop_table(table)
