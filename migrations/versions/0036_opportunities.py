"""Opportunities, applications for them, and steps of plans that lead to one."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "opportunity_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thing_kind", sa.String(), nullable=False),
        sa.Column("thing_id", sa.Uuid(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("from_state", sa.String(), nullable=True),
        sa.Column("to_state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("department_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_opportunity_event_department_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opportunity_event")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_opportunity_event_thing", "opportunity_event", ["thing_id"], unique=False)

    op.create_table(
        "opportunity",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("apply_by", sa.Date(), nullable=False),
        sa.Column("work_mode", sa.String(), nullable=False),
        sa.Column("location_id", sa.Uuid(), nullable=True),
        sa.Column("department_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("co_owner_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("was", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked", sa.String(), nullable=False),
        sa.Column("learned", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind in ('stretch','gig','secondment','shadowing','swap','volunteering','training')",
            name=op.f("ck_opportunity_kind"),
        ),
        sa.CheckConstraint(
            "state in ('draft','submitted','published','paused','closed','in progress','completed','cancelled','expired')",
            name=op.f("ck_opportunity_state"),
        ),
        sa.CheckConstraint(
            "work_mode in ('site','mixed','home')", name=op.f("ck_opportunity_work_mode")
        ),
        sa.CheckConstraint(
            "apply_by <= starts_on and starts_on <= ends_on", name=op.f("ck_opportunity_dates")
        ),
        sa.CheckConstraint("co_owner_id <> owner_id", name=op.f("ck_opportunity_two_owners")),
        sa.CheckConstraint("hours between 1 and 40", name=op.f("ck_opportunity_hours")),
        sa.CheckConstraint(
            "length(title) between 1 and 120", name=op.f("ck_opportunity_title_length")
        ),
        sa.CheckConstraint("places between 1 and 50", name=op.f("ck_opportunity_places")),
        sa.ForeignKeyConstraint(
            ["co_owner_id"],
            ["person.id"],
            name=op.f("fk_opportunity_co_owner_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_opportunity_department_id")
        ),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name=op.f("fk_opportunity_location_id")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["person.id"], name=op.f("fk_opportunity_owner_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opportunity")),
    )
    op.create_index(
        op.f("ix_opportunity_co_owner_id"), "opportunity", ["co_owner_id"], unique=False
    )
    op.create_index(
        op.f("ix_opportunity_department_id"), "opportunity", ["department_id"], unique=False
    )
    op.create_index(
        op.f("ix_opportunity_location_id"), "opportunity", ["location_id"], unique=False
    )
    op.create_index(op.f("ix_opportunity_owner_id"), "opportunity", ["owner_id"], unique=False)
    op.create_index(
        "ix_opportunity_state_apply_by", "opportunity", ["state", "apply_by"], unique=False
    )

    op.create_table(
        "application",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("opportunity_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("department_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("was", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("manager_id", sa.Uuid(), nullable=True),
        sa.Column("deferred", sa.Boolean(), nullable=False),
        sa.Column("skills_said", sa.Boolean(), nullable=False),
        sa.Column("owner_words", sa.String(), nullable=False),
        sa.Column("own_words", sa.String(), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "due_at is not null or state not in ('submitted','in review','shortlisted','offered','release pending')",
            name=op.f("ck_application_due"),
        ),
        sa.CheckConstraint(
            "state in ('submitted','in review','shortlisted','offered','accepted','release pending','active','completed','withdrawn','not selected','offer declined','offer expired','cancelled','released early','closed')",
            name=op.f("ck_application_state"),
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_application_department_id")
        ),
        sa.ForeignKeyConstraint(
            ["manager_id"],
            ["person.id"],
            name=op.f("fk_application_manager_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["opportunity_id"],
            ["opportunity.id"],
            name=op.f("fk_application_opportunity_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_application_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application")),
    )
    op.create_index("ix_application_manager", "application", ["manager_id", "state"], unique=False)
    op.create_index(
        "ix_application_person_state", "application", ["person_id", "state"], unique=False
    )
    op.create_index("ix_application_state_due", "application", ["state", "due_at"], unique=False)
    op.create_index(
        "uq_application_live",
        "application",
        ["opportunity_id", "person_id"],
        unique=True,
        sqlite_where=sa.text(
            "state in ('submitted','in review','shortlisted','offered','accepted','release pending','active')"
        ),
        postgresql_where=sa.text(
            "state in ('submitted','in review','shortlisted','offered','accepted','release pending','active')"
        ),
    )

    op.create_table(
        "opportunity_skill",
        sa.Column("opportunity_id", sa.Uuid(), nullable=False),
        sa.Column("skill_id", sa.Uuid(), nullable=False),
        sa.Column("use", sa.String(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "use in ('required','preferred','learned')", name=op.f("ck_opportunity_skill_use")
        ),
        sa.CheckConstraint("level between 1 and 4", name=op.f("ck_opportunity_skill_level")),
        sa.ForeignKeyConstraint(
            ["opportunity_id"],
            ["opportunity.id"],
            name=op.f("fk_opportunity_skill_opportunity_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["skill_id"], ["skill.id"], name=op.f("fk_opportunity_skill_skill_id")
        ),
        sa.PrimaryKeyConstraint(
            "opportunity_id", "skill_id", "use", name=op.f("pk_opportunity_skill")
        ),
    )
    op.create_index(
        "ix_opportunity_skill_skill", "opportunity_skill", ["skill_id", "use"], unique=False
    )
    kind = "UUID" if op.get_bind().dialect.name == "postgresql" else "CHAR(32)"
    op.execute(
        f"ALTER TABLE plan_step ADD COLUMN opportunity_id {kind} CONSTRAINT"
        " fk_plan_step_opportunity_id REFERENCES opportunity (id)"
    )
    op.create_index(op.f("ix_plan_step_opportunity_id"), "plan_step", ["opportunity_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_plan_step_opportunity_id"), table_name="plan_step")
    op.execute("ALTER TABLE plan_step DROP COLUMN opportunity_id")
    op.drop_table("opportunity_skill")
    op.drop_table("application")
    op.drop_table("opportunity")
    op.drop_table("opportunity_event")
