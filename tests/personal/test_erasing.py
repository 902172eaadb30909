"""An erased person is nowhere any more, and what others did stays theirs."""

import json
import random
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update

from portal import clock, tables, work
from portal.accounts.models import Account
from portal.aspirations.models import Aspiration, AspirationProfile, Driver
from portal.audience import Audience
from portal.db import Base, db, transaction
from portal.errors import Refused
from portal.mentorship.models import Mentor, Mentorship, MentorshipRequest, RequestGoal
from portal.notices.models import Notice
from portal.outbox import OutboxRow
from portal.people.models import Experience, Look, Move, NamedReader, Person, Photo, Silence
from portal.personal import queries
from portal.personal.erasing import erase
from portal.personal.holding import NAMELESS
from portal.search import indexing
from portal.skills import own, rules
from portal.skills.models import Evidence, PersonSkill, Skill
from portal.validation.models import Validation
from search_index import store
from tests.cast import PASSWORD

WORD = "zanzibarite"
PHOTO = b"RIFF" + WORD.encode()


def a_full_life(cast):
    """Ada with a row in every corner, each with the same word in it."""
    now, ada, mei = clock.now(), cast.ada, cast.mei
    with transaction() as session:
        person = session.get_one(Person, ada.id)
        person.headline, person.about = f"I like {WORD}", f"About {WORD}"
        skill = rules.propose(f"{WORD} carving", ada.id)
        common = Skill(name="Budgeting", folded="budgeting")
        session.add(common)
        session.flush()
        everyone = Audience.EVERYONE
        for each in (skill, common):
            own.add(ada.id, each, own.Rating(level=3, interest="more", audience=everyone))
        his, _ = own.add(mei.id, common, own.Rating(level=2, interest="more", audience=everyone))
        his.validated_level, his.validated_by_id, his.validated_at = 2, ada.id, now
        deed = Experience(person_id=ada.id, title=f"Head of {WORD}", started_on=now.date())
        session.add(deed)
        session.flush()
        session.add_all([
            Evidence(person_id=ada.id, skill_id=common.id, kind="project", title=f"{WORD} works"),
            Validation(person_id=mei.id, skill_id=common.id, by_id=ada.id, origin="asked",
                       state="confirmed", level=2, word=f"Truly {WORD}", answered_at=now,
                       expires_on=now.date()),
            Validation(person_id=ada.id, skill_id=common.id, by_id=mei.id, origin="asked",
                       state="confirmed", level=3, word="Well done", answered_at=now,
                       expires_on=now.date()),
            Photo(person_id=ada.id, large=PHOTO, small=PHOTO, digest="d"),
            NamedReader(person_id=ada.id, reader_id=mei.id),
            Look(person_id=ada.id, reader_id=mei.id, reader_as="colleague", surface="page",
                 day=now.date()),
            Look(person_id=mei.id, reader_id=ada.id, reader_as="colleague", surface="page",
                 day=now.date()),
            Silence(person_id=ada.id, prompt="stale", ref=""),
            AspirationProfile(person_id=ada.id, words=f"I dream of {WORD}"),
            Driver(person_id=ada.id, code="learning"),
            Aspiration(person_id=ada.id, words=f"Chief of {WORD}", why=WORD),
            Mentor(id=mei.id), Mentor(id=ada.id, offer=f"Ask me about {WORD}"),
            Move(person_id=ada.id, kind="hire", effective_on=now.date()),
            Notice(person_id=ada.id, key="a", kind="k", words=f"{WORD} said yes", path="/", at=now),
            Notice(person_id=mei.id, key="b", kind="k", words=f"{ada.name} asks you", path="/x",
                   at=now),
        ])  # fmt: skip
        session.flush()
        asked = MentorshipRequest(
            mentor_id=mei.id, mentee_id=ada.id, message=f"Please teach me {WORD} carving",
            sent_at=now, state="accepted", ended_at=now,
        )  # fmt: skip
        asked.goals.append(RequestGoal(position=1, words=f"Carve {WORD}"))
        session.add(asked)
        session.flush()
        session.add(
            Mentorship(
                request_id=asked.id, mentor_id=mei.id, mentee_id=ada.id, started_at=now,
                ends_on=now.date() + timedelta(days=90),
            )
        )  # fmt: skip


def found(*words):
    """Where in the database one of these words stands."""
    places = set()
    for table in tables.all_known(Base).sorted_tables:
        for row in db.session.execute(select(table)):
            said = " ".join(
                value.decode("latin1") if isinstance(value, bytes) else str(value) for value in row
            )
            places |= {table.name for word in words if word in said}
    db.session.rollback()
    return places


def test_every_word_a_person_wrote_is_in_their_export(app, cast):
    a_full_life(cast)
    exported = json.dumps([vars(section) for section in queries.everything(cast.ada.id)])
    for row_of in found(WORD) - {"skill_alias"}:
        assert f'"{row_of}"' in exported, row_of
    assert cast.ada.name in exported
    assert "argon2" not in exported
    assert PHOTO.hex() in exported


def test_nothing_they_wrote_is_left_anywhere(app, cast):
    a_full_life(cast)
    name, address = cast.ada.name, "ada@example.org"
    assert len(found(WORD)) > 10
    with transaction():
        erase(cast.ada.id, by=cast.ada.id)
    assert found(WORD, address, "Okafor", name) == set()


def test_what_others_did_and_the_counts_stay(app, cast):
    a_full_life(cast)
    with transaction():
        erase(cast.ada.id, by=None)
    person = db.session.get_one(Person, cast.ada.id)
    assert (person.name, person.active) == (NAMELESS, False)
    assert db.session.scalar(select(func.count()).select_from(Mentorship)) == 1
    kept = db.session.scalars(select(PersonSkill).where(PersonSkill.person_id == cast.mei.id)).one()
    assert kept.validated_level == 2
    given = db.session.scalars(select(Validation)).one()
    assert (given.person_id, given.word) == (cast.mei.id, "")
    assert db.session.scalars(select(Move)).one().effective_on.day == 1
    assert db.session.scalars(select(Look)).one().person_id == cast.mei.id


def test_a_word_others_use_too_stays_in_the_taxonomy(app, cast):
    with transaction():
        skill = rules.propose("Harbour piloting", cast.ada.id)
        own.add(cast.mei.id, skill, own.Rating(level=2, interest="more", audience=Audience(8)))
    with transaction():
        erase(cast.ada.id, by=None)
    kept = db.session.scalars(select(Skill).where(Skill.name == "Harbour piloting")).one()
    assert kept.proposed_by_id is None


def test_open_mentorships_are_closed_in_neutral_words_by_the_clock(app, cast):
    a_full_life(cast)
    mei = cast.mei.id
    with transaction():
        erase(cast.ada.id, by=None)
    db.session.rollback()
    work.once()
    assert db.session.scalars(select(Mentorship)).one().state == "ended by system"
    told = db.session.scalars(select(Notice.words).where(Notice.person_id == mei)).all()
    assert any(NAMELESS in words for words in told)
    assert not any("Okafor" in words for words in told)


def test_those_they_led_have_no_manager_until_they_get_one(app, cast):
    with transaction():
        erase(cast.manu.id, by=None)
    assert db.session.get_one(Person, cast.ada.id).manager_id is None


def test_the_only_administrator_cannot_vanish(app, cast):
    with pytest.raises(Refused, match="only administrator"), transaction():
        erase(cast.alex.id, by=cast.alex.id)
    with transaction() as session:
        mine = select(Account).where(Account.person_id == cast.mei.id)
        session.scalars(mine).one().admin = True
    with transaction():
        erase(cast.alex.id, by=cast.alex.id)


def test_nobody_is_erased_twice(app, cast):
    with transaction():
        erase(cast.ada.id, by=None)
    with pytest.raises(LookupError), transaction():
        erase(cast.ada.id, by=None)


def a_busy_life(cast):
    """Words of every length among those of others, changed often: pages are cut and joined.

    With this seed some of them stay between the rows of a page unless the file is written anew.
    """
    rng = random.Random(9)
    with transaction() as session:
        skill = session.scalars(select(Skill).where(Skill.name == "Budgeting")).one()
        for number in range(400):
            theirs = cast.ada if number % 2 else cast.mei
            word = WORD if number % 2 else "ordinary"
            session.add(
                Notice(person_id=theirs.id, key=f"n{number}", kind="k", path="/", at=clock.now(),
                       words=f"{word} " * rng.randint(1, 30))
            )  # fmt: skip
            session.add(
                Evidence(person_id=theirs.id, skill_id=skill.id, kind="project",
                         title=f"{word} {number}", note=f"{word} " * rng.randint(0, 100))
            )  # fmt: skip
    for _ in range(20):
        with transaction() as session:
            session.get_one(Person, cast.ada.id).about = f"{WORD} " * rng.randint(1, 200)


def test_the_words_leave_the_files_too(app, cast, monkeypatch):
    settings = app.config["SETTINGS"]
    if not settings.embedded:
        pytest.skip("the files of PostgreSQL are its own")
    a_full_life(cast)
    a_busy_life(cast)
    work.once()

    database = Path(settings.database_url.removeprefix("sqlite:///"))

    def files():
        """The files of this portal with a word or a name of hers in them."""
        ours = [*settings.instance.rglob("*"), *database.parent.glob(f"{database.name}*")]
        return {
            path.name
            for path in ours
            if path.is_file() and any(w in path.read_bytes() for w in (WORD.encode(), b"Okafor"))
        }

    assert len(files()) > 1
    with transaction():
        erase(cast.ada.id, by=None)
    db.session.rollback()
    work.once()
    assert not [name for name in files() if "aspire.db" in name]
    # The old files of the index go once nobody can be reading them any more.
    monkeypatch.setattr(store, "KEEP_SECONDS", -1)
    with transaction() as session:
        session.execute(update(OutboxRow).values(due_at=clock.now()))
    work.once()
    assert files() == set()


def sign_out_of_time(person_id):
    """As if they had signed in long ago."""
    with transaction() as session:
        session.execute(
            text("update session set created_at = :then"),
            {"then": clock.now() - timedelta(hours=1)},
        )


def test_taking_data_along_asks_for_the_password_again(app, ada, cast):
    sign_out_of_time(cast.ada.id)
    assert "Your password" in ada.get("/me/data").get_data(as_text=True)
    ada.get("/me/data/export.json", status=303)
    ada.get("/me/data/read", status=303)
    ada.post("/me/data/confirm", {"password": "not hers"}, status=422)
    before = ada.client.get_cookie("__Host-aspire").value
    ada.post("/me/data/confirm", {"password": PASSWORD}, status=303)
    assert ada.client.get_cookie("__Host-aspire").value != before
    answer = ada.client.get("/me/data/export.json")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.json["data"]["person"]["rows"][0]["name"] == cast.ada.name
    assert cast.ada.name in ada.get("/me/data/read").get_data(as_text=True)


def test_erasing_needs_the_password_and_a_yes_and_ends_every_session(app, ada, cast, visitor):
    ada.post("/me/data/erase", {"password": PASSWORD}, status=422)
    ada.post("/me/data/erase", {"password": "wrong", "sure": "y"}, status=422)
    answer = ada.post("/me/data/erase", {"password": PASSWORD, "sure": "y"}, status=303)
    assert answer.location == "/erased"
    assert "storage" in answer.headers["Clear-Site-Data"]
    ada.get("/erased")
    ada.get("/me", status=303)
    visitor.post("/sign-in", {"email": "ada@example.org", "password": PASSWORD}, status=422)
    assert db.session.get_one(Person, cast.ada.id).erased_at is not None


def test_erased_words_leave_an_index_in_the_database_with_the_erasure_itself(app, cast):
    folder = app.config["SETTINGS"].index_folder
    indexing.rebuild(folder)
    with suppress(RuntimeError), transaction():
        erase(cast.ada.id, by=None)
        raise RuntimeError
    everyone = {"everyone"}
    assert indexing.index(folder).search("Okafor", audiences=everyone).total == 1, "not erased yet"
    with transaction():
        erase(cast.ada.id, by=None)
    found = indexing.index(folder).search("Okafor", audiences=everyone).total
    assert found == (0 if app.config["SETTINGS"].index_in_database else 1)
    work.once()
    assert indexing.index(folder).search("Okafor", audiences=everyone).total == 0
    indexing.forget(folder)


def test_what_was_under_way_during_the_erasure_is_taken_too(app, cast):
    key = cast.ada.id
    with transaction():
        erase(key, by=None)
    work.once()
    folder = Path(app.config["SETTINGS"].instance) / "mail"
    folder.mkdir(exist_ok=True)
    late = folder / "late.eml"
    late.write_text("Ada Okafor has asked you")  # as another worker would that had read her name
    form = Experience(person_id=key, title="A form she had sent", started_on=clock.today())
    db.session.add(form)
    db.session.commit()
    clock.fix(clock.now() + timedelta(minutes=3))
    work.once()
    assert not late.exists()
    assert db.session.query(Experience).filter_by(person_id=key).count() == 0
    assert db.session.get_one(Person, key).name == NAMELESS
