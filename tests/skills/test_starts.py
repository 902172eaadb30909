"""What is typed is looked up among the starts of names, which follow every change."""

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from portal.db import db, transaction
from portal.skills import queries
from portal.skills.finding import starts
from portal.skills.fold import fold
from portal.skills.models import Skill, SkillAlias, SkillStart, Status
from tests.skills.test_taxonomy import names, skill


def test_the_starts_follow_every_change(app):
    row = skill("Tide tables", "Almanac")
    assert names("tab") == names("alm") == ["Tide tables"]
    row.name, row.folded = "Charts", "charts"
    db.session.flush()
    assert (names("tide"), names("cha")) == ([], ["Charts"])
    row.aliases.remove(row.aliases[0])
    db.session.flush()
    assert names("alm") == []
    row.status = Status.DEPRECATED
    db.session.flush()
    assert names("cha") == []
    row.status = Status.ACTIVE
    db.session.flush()
    assert names("cha") == ["Charts"]
    db.session.delete(row)
    db.session.flush()
    assert names("cha") == []
    assert db.session.query(SkillStart).count() == 0


def test_bulk_changes_are_found_once_refreshed(app):
    with transaction() as session:
        session.execute(Skill.__table__.insert(), [{"name": "Tides", "folded": "tides"}])
        assert names("tid") == []
        starts.refresh(session.connection())
        assert names("tid") == ["Tides"]


def test_every_script_and_any_length_is_found(app):
    for name in ("日本語", "Ελληνικά", "עברית", "Größe", "हिन्दी", "C#", "x" * 200, "é" * 199):
        skill(name)
        assert names(name) == [name]
        assert names(name[: len(name) // 2 + 1]) == [name]
    skill("long word " * 19)
    for typed in ("long word " * 20, "%", "_", "'", '"', "\\", "\t", "* OR 1=1", "\U0010ffff"):
        assert len(names(typed)) <= 1


def test_a_skill_with_many_words_that_begin_alike_leaves_room_for_others(app):
    skill("Aa", *(f"bb {n:03}" for n in range(10)))
    skill("Zz", "bb 999")
    assert names("bb", 2) == ["Aa", "Zz"]


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25
)
@example("\U0001d70d", 1)  # a sign that is another case of a letter once it is taken apart
@given(st.text(min_size=1, max_size=80), st.integers(1, 80))
def test_a_name_is_found_by_its_beginning(app, name, length):
    folded = fold(name)
    if not folded or "\x00" in name or len(folded) > 200:
        return
    row = Skill(name=name, folded=folded)
    row.aliases = [SkillAlias(name="other", folded="other")]
    try:
        db.session.add(row)
        db.session.flush()
        assert starts.found(folded[:length], 8) == [row.id]
        assert queries.find(folded) == [row]
    finally:
        db.session.rollback()
