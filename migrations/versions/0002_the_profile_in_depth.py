"""The profile in depth: evidence, validation, who looked, photos, codes, merges.

New columns are added by hand: making a table anew on SQLite would lose its CHECK constraints, which
have to be said again where it cannot be helped.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

COLUMNS = (
    ("experience", "audience INTEGER NOT NULL DEFAULT 8"),
    ("person", "about_audience INTEGER NOT NULL DEFAULT 8"),
    ("person", "erased_at {moment}"),
    ("person", "shared_with_manager_at {moment}"),
    # The next migration says when; until then long ago.
    ("person_skill", "reviewed_at {moment} NOT NULL DEFAULT '2000-01-01 00:00:00'"),
    ("person_skill_event", "detail VARCHAR NOT NULL DEFAULT ''"),
    ("skill", "core BOOLEAN NOT NULL DEFAULT false"),
    ("skill", "critical BOOLEAN NOT NULL DEFAULT false"),
    ("skill", "retired_because VARCHAR NOT NULL DEFAULT ''"),
    ("skill", "proposed_at {moment}"),
    ("skill", "kind_guessed BOOLEAN NOT NULL DEFAULT false"),
)
# What erasing, merging and "my data" look up by, in tables that grow.
LOOKED_UP = (
    ("mentorship_event", "actor_id"),
    ("once", "person_id"),
    ("person", "shared_with_manager_id"),
    ("person_skill_event", "skill_id"),
    ("skill", "proposed_by_id"),
    ("validation_event", "actor_id"),
)
SKILL_LEVEL = "ix_person_skill_skill_level"
PERSON = (
    sa.CheckConstraint("manager_id <> id", name=sa.schema.conv("ck_person_not_own_manager")),
    sa.CheckConstraint(
        "left_on is null or left_on >= hired_on", name=sa.schema.conv("ck_person_left_after_hired")
    ),
    sa.CheckConstraint(
        "length(name) between 1 and 120", name=sa.schema.conv("ck_person_name_length")
    ),
)
OLD = "event in ('added','changed','removed','restored','validated')"
NEW = "event in ('added','changed','removed','restored','reviewed','validated','unvalidated','evidence','merged','unmerged')"


def _column(words: str) -> str:
    """The column in the words of this database."""
    if op.get_bind().dialect.name == "postgresql":
        return words.format(moment="TIMESTAMP WITH TIME ZONE")
    return words.format(moment="DATETIME")


def _events(allowed: str) -> None:
    """What may happen to a person's skill."""
    name = op.f("ck_person_skill_event_event")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(name, "person_skill_event")
        op.create_check_constraint(name, "person_skill_event", allowed)
        return
    with op.batch_alter_table(
        "person_skill_event", recreate="always", table_kwargs={"sqlite_autoincrement": True}
    ) as batch_op:
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(name, allowed)


def upgrade() -> None:
    op.create_table(
        "look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("reader_id", sa.Uuid(), nullable=False),
        sa.Column("reader_as", sa.String(), nullable=False),
        sa.Column("surface", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_look_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["reader_id"], ["person.id"], name=op.f("fk_look_reader_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_look")),
        sa.UniqueConstraint(
            "person_id",
            "reader_id",
            "surface",
            "day",
            name=op.f("uq_look_person_id_reader_id_surface_day"),
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("look") as batch_op:
        batch_op.create_index(batch_op.f("ix_look_day"), ["day"], unique=False)
        batch_op.create_index(batch_op.f("ix_look_reader_id"), ["reader_id"], unique=False)

    op.create_table(
        "named_reader",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("reader_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("person_id <> reader_id", name=op.f("ck_named_reader_not_oneself")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_named_reader_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["reader_id"], ["person.id"], name=op.f("fk_named_reader_reader_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "reader_id", name=op.f("pk_named_reader")),
    )
    with op.batch_alter_table("named_reader") as batch_op:
        batch_op.create_index(batch_op.f("ix_named_reader_reader_id"), ["reader_id"], unique=False)

    op.create_table(
        "photo",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("large", sa.LargeBinary(), nullable=False),
        sa.Column("small", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("audience", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_photo_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_photo")),
    )
    op.create_table(
        "silence",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("prompt", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_silence_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "prompt", "ref", name=op.f("pk_silence")),
    )
    op.create_table(
        "evidence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("skill_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("experience_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(kind = 'experience') = (experience_id is not null)",
            name=op.f("ck_evidence_experience"),
        ),
        sa.CheckConstraint(
            "kind in ('experience','learning','project','certificate','feedback')",
            name=op.f("ck_evidence_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["experience_id"],
            ["experience.id"],
            name=op.f("fk_evidence_experience_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_evidence_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["skill_id"], ["skill.id"], name=op.f("fk_evidence_skill_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    with op.batch_alter_table("evidence") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_evidence_experience_id"), ["experience_id"], unique=False
        )
        batch_op.create_index("ix_evidence_person_skill", ["person_id", "skill_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_evidence_skill_id"), ["skill_id"], unique=False)

    op.create_table(
        "skill_code",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("skill_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["skill_id"], ["skill.id"], name=op.f("fk_skill_code_skill_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("source", "code", name=op.f("pk_skill_code")),
    )
    with op.batch_alter_table("skill_code") as batch_op:
        batch_op.create_index(batch_op.f("ix_skill_code_skill_id"), ["skill_id"], unique=False)

    op.create_table(
        "skill_merge",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("from_id", sa.Uuid(), nullable=False),
        sa.Column("into_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["from_id"], ["skill.id"], name=op.f("fk_skill_merge_from_id")),
        sa.ForeignKeyConstraint(["into_id"], ["skill.id"], name=op.f("fk_skill_merge_into_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skill_merge")),
    )
    with op.batch_alter_table("skill_merge") as batch_op:
        batch_op.create_index(batch_op.f("ix_skill_merge_from_id"), ["from_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_skill_merge_into_id"), ["into_id"], unique=False)

    op.create_table(
        "curate_fine",
        sa.Column("finding", sa.String(), nullable=False),
        sa.Column("thing_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("finding", "thing_id", "other_id", name=op.f("pk_curate_fine")),
    )
    op.create_table(
        "skill_neighbour",
        sa.Column("skill_id", sa.Uuid(), nullable=False),
        sa.Column("neighbour_id", sa.Uuid(), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.Column("roles", sa.Integer(), nullable=False),
        sa.Column("kin", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["neighbour_id"],
            ["skill.id"],
            name=op.f("fk_skill_neighbour_neighbour_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["skill_id"], ["skill.id"], name=op.f("fk_skill_neighbour_skill_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("skill_id", "neighbour_id", name=op.f("pk_skill_neighbour")),
    )
    with op.batch_alter_table("skill_neighbour") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_skill_neighbour_neighbour_id"), ["neighbour_id"], unique=False
        )

    op.create_table(
        "validation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("skill_id", sa.Uuid(), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("own_level", sa.Integer(), nullable=True),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("reminded", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.CheckConstraint("origin in ('asked','offered')", name=op.f("ck_validation_origin")),
        sa.CheckConstraint(
            "state <> 'confirmed' or level is not null", name=op.f("ck_validation_confirmed_level")
        ),
        sa.CheckConstraint(
            "state in ('asked','offered','confirmed','declined','withdrawn','expired','removed')",
            name=op.f("ck_validation_state"),
        ),
        sa.CheckConstraint("level between 1 and 4", name=op.f("ck_validation_level")),
        sa.CheckConstraint("own_level between 0 and 4", name=op.f("ck_validation_own_level")),
        sa.CheckConstraint("person_id <> by_id", name=op.f("ck_validation_not_oneself")),
        sa.ForeignKeyConstraint(
            ["by_id"], ["person.id"], name=op.f("fk_validation_by_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_validation_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["skill_id"], ["skill.id"], name=op.f("fk_validation_skill_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_validation")),
    )
    with op.batch_alter_table("validation") as batch_op:
        batch_op.create_index("ix_validation_by_state", ["by_id", "state"], unique=False)
        batch_op.create_index("ix_validation_person_skill", ["person_id", "skill_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_validation_skill_id"), ["skill_id"], unique=False)
        batch_op.create_index(
            "uq_validation_open",
            ["person_id", "skill_id", "by_id"],
            unique=True,
            sqlite_where=sa.text("state in ('asked', 'offered')"),
            postgresql_where=sa.text("state in ('asked', 'offered')"),
        )

    op.create_table(
        "validation_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("validation_id", sa.Uuid(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("from_state", sa.String(), nullable=True),
        sa.Column("to_state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("department_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_validation_event_department_id")
        ),
        sa.ForeignKeyConstraint(
            ["validation_id"],
            ["validation.id"],
            name=op.f("fk_validation_event_validation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_validation_event")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("validation_event") as batch_op:
        batch_op.create_index(
            "ix_validation_event_validation", ["validation_id", "at"], unique=False
        )

    op.create_table(
        "skill_merge_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("merge_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("was", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["merge_id"],
            ["skill_merge.id"],
            name=op.f("fk_skill_merge_row_merge_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_skill_merge_row_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skill_merge_row")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("skill_merge_row") as batch_op:
        batch_op.create_index(batch_op.f("ix_skill_merge_row_merge_id"), ["merge_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_skill_merge_row_person_id"), ["person_id"], unique=False
        )

    for table, column in COLUMNS:
        op.execute(f"ALTER TABLE {table} ADD COLUMN {_column(column)}")
    with op.batch_alter_table("person", table_args=PERSON) as batch_op:
        batch_op.add_column(sa.Column("shared_with_manager_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_person_shared_with_manager_id"),
            "person",
            ["shared_with_manager_id"],
            ["id"],
            ondelete="SET NULL",
        )
        batch_op.add_column(sa.Column("chosen_role_id", sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_person_chosen_role_id"), "role", ["chosen_role_id"], ["id"]
        )
    _events(NEW)
    for table, column in LOOKED_UP:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    op.drop_index(SKILL_LEVEL, "person_skill")
    op.create_index(SKILL_LEVEL, "person_skill", ["skill_id", "level", "audience"])


def downgrade() -> None:
    op.drop_index(SKILL_LEVEL, "person_skill")
    op.create_index(SKILL_LEVEL, "person_skill", ["skill_id", "level"])
    for table, column in LOOKED_UP:
        op.drop_index(op.f(f"ix_{table}_{column}"), table)
    _events(OLD)
    for table in ("skill", "person_skill_event", "person_skill", "experience"):
        for name in [column.split()[0] for of, column in COLUMNS if of == table]:
            op.execute(f"ALTER TABLE {table} DROP COLUMN {name}")
    with op.batch_alter_table("person", table_args=PERSON) as batch_op:
        for name in ("erased_at", "shared_with_manager_id", "chosen_role_id", "about_audience"):
            batch_op.drop_column(name)

    with op.batch_alter_table("skill_merge_row") as batch_op:
        batch_op.drop_index(batch_op.f("ix_skill_merge_row_person_id"))
        batch_op.drop_index(batch_op.f("ix_skill_merge_row_merge_id"))

    op.drop_table("skill_merge_row")
    op.drop_table("curate_fine")
    with op.batch_alter_table("validation_event") as batch_op:
        batch_op.drop_index("ix_validation_event_validation")

    op.drop_table("validation_event")
    with op.batch_alter_table("validation") as batch_op:
        batch_op.drop_index(
            "uq_validation_open",
            sqlite_where=sa.text("state in ('asked', 'offered')"),
            postgresql_where=sa.text("state in ('asked', 'offered')"),
        )
        batch_op.drop_index(batch_op.f("ix_validation_skill_id"))
        batch_op.drop_index("ix_validation_person_skill")
        batch_op.drop_index("ix_validation_by_state")

    op.drop_table("validation")
    with op.batch_alter_table("skill_neighbour") as batch_op:
        batch_op.drop_index(batch_op.f("ix_skill_neighbour_neighbour_id"))

    op.drop_table("skill_neighbour")
    with op.batch_alter_table("skill_merge") as batch_op:
        batch_op.drop_index(batch_op.f("ix_skill_merge_into_id"))
        batch_op.drop_index(batch_op.f("ix_skill_merge_from_id"))

    op.drop_table("skill_merge")
    with op.batch_alter_table("skill_code") as batch_op:
        batch_op.drop_index(batch_op.f("ix_skill_code_skill_id"))

    op.drop_table("skill_code")
    with op.batch_alter_table("evidence") as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_skill_id"))
        batch_op.drop_index("ix_evidence_person_skill")
        batch_op.drop_index(batch_op.f("ix_evidence_experience_id"))

    op.drop_table("evidence")
    op.drop_table("silence")
    op.drop_table("photo")
    with op.batch_alter_table("named_reader") as batch_op:
        batch_op.drop_index(batch_op.f("ix_named_reader_reader_id"))

    op.drop_table("named_reader")
    with op.batch_alter_table("look") as batch_op:
        batch_op.drop_index(batch_op.f("ix_look_reader_id"))
        batch_op.drop_index(batch_op.f("ix_look_day"))

    op.drop_table("look")
