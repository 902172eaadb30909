"""Communities of practice, and steps of plans that lead to one."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "community",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("meets", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(name) between 1 and 80", name=op.f("ck_community_name_length")),
        sa.CheckConstraint(
            "length(purpose) between 1 and 1000", name=op.f("ck_community_purpose_length")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_community")),
        sa.UniqueConstraint("name", name=op.f("uq_community_name")),
    )
    op.create_table(
        "community_meeting",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("begins", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "length(title) between 1 and 120", name=op.f("ck_community_meeting_title_length")
        ),
        sa.CheckConstraint("minutes between 15 and 600", name=op.f("ck_community_meeting_minutes")),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
            name=op.f("fk_community_meeting_community_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_community_meeting")),
    )
    op.create_index(
        "ix_community_meeting_community", "community_meeting", ["community_id", "begins"]
    )
    op.create_table(
        "community_member",
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("asked", sa.Boolean(), nullable=False),
        sa.Column("audience", sa.Integer(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "standing in ('none','member','host')", name=op.f("ck_community_member_standing")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
            name=op.f("fk_community_member_community_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_community_member_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("community_id", "person_id", name=op.f("pk_community_member")),
    )
    op.create_index("ix_community_member_person", "community_member", ["person_id", "standing"])
    op.create_index(
        "ix_community_member_standing",
        "community_member",
        ["community_id", "standing", "joined_at"],
    )
    op.create_table(
        "community_post",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("reply_to_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_why", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'reply') = (reply_to_id is not null)", name=op.f("ck_community_post_reply")
        ),
        sa.CheckConstraint(
            "hidden_at is null or hidden_why <> ''", name=op.f("ck_community_post_hidden_why")
        ),
        sa.CheckConstraint(
            "kind in ('question','idea','note','reply')", name=op.f("ck_community_post_kind")
        ),
        sa.CheckConstraint("length(title) <= 120", name=op.f("ck_community_post_title_length")),
        sa.CheckConstraint(
            "length(words) between 1 and 4000", name=op.f("ck_community_post_words_length")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
            name=op.f("fk_community_post_community_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_community_post_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["reply_to_id"],
            ["community_post.id"],
            name=op.f("fk_community_post_reply_to_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_community_post")),
    )
    op.create_index(
        "ix_community_post_community", "community_post", ["community_id", "reply_to_id", "at"]
    )
    op.create_index("ix_community_post_kept", "community_post", ["community_id", "kept_at"])
    op.create_index(op.f("ix_community_post_person_id"), "community_post", ["person_id"])
    op.create_index("ix_community_post_reply_to", "community_post", ["reply_to_id", "at"])
    op.create_table(
        "community_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("post_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "length(words) between 1 and 500", name=op.f("ck_community_report_words_length")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_community_report_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["post_id"],
            ["community_post.id"],
            name=op.f("fk_community_report_post_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_community_report")),
        sa.UniqueConstraint(
            "post_id", "person_id", name=op.f("uq_community_report_post_id_person_id")
        ),
    )
    op.create_index(op.f("ix_community_report_person_id"), "community_report", ["person_id"])
    op.create_index("ix_community_report_settled", "community_report", ["settled_at", "at"])
    op.create_table(
        "community_skill",
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("skill_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
            name=op.f("fk_community_skill_community_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["skill_id"], ["skill.id"], name=op.f("fk_community_skill_skill_id")
        ),
        sa.PrimaryKeyConstraint("community_id", "skill_id", name=op.f("pk_community_skill")),
    )
    op.create_index(op.f("ix_community_skill_skill_id"), "community_skill", ["skill_id"])
    kind = "UUID" if op.get_bind().dialect.name == "postgresql" else "CHAR(32)"
    op.execute(
        f"ALTER TABLE plan_step ADD COLUMN community_id {kind} CONSTRAINT"
        " fk_plan_step_community_id REFERENCES community (id)"
    )
    op.create_index(op.f("ix_plan_step_community_id"), "plan_step", ["community_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_plan_step_community_id"), table_name="plan_step")
    op.execute("ALTER TABLE plan_step DROP COLUMN community_id")
    for table in (
        "community_skill",
        "community_report",
        "community_post",
        "community_member",
        "community_meeting",
        "community",
    ):
        op.drop_table(table)
