"""From a CV to a profile, and out again."""

import json
import re
from datetime import date
from html import unescape
from xml.etree import ElementTree

import pytest
from sqlalchemy import select

from portal.audience import Audience
from portal.audit import AuditEvent
from portal.cv import receiving
from portal.db import db
from portal.people.models import Experience, Person
from portal.skills.models import PersonSkill
from tests.cv import files
from tests.cv.test_findings import TEXT
from tests.profile.making import has, skill

pytestmark = pytest.mark.one_database


@pytest.fixture
def taxonomy(cast):
    for name in ("Budgeting", "Project management", "Python", "Case work"):
        skill(name)
    return cast


def send(browser, name, data, status=200):
    """The form with this file. Written out here: werkzeug would leave temporary files open."""
    head = 'Content-Disposition: form-data; name="{}"'
    parts = [(head.format("csrf_token"), browser.token().encode())]
    parts += [(head.format("file") + f'; filename="{name}"', data)]
    body = b"".join(b"--edge\r\n%s\r\n\r\n%s\r\n" % (h.encode(), c) for h, c in parts)
    kind = "multipart/form-data; boundary=edge"
    return browser._ask("POST", "/me/cv", False, status, data=body + b"--edge--", content_type=kind)


def fields(answer):
    """What the form on the page would send as it stands."""
    text = answer.get_data(as_text=True)
    form = text[text.index('action="/me/cv/accept"') :]
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = (re.search(rf'{key}="([^"]*)"', tag) for key in ("name", "value"))
        if name and 'type="checkbox"' not in tag and name[1] not in ("csrf_token",):
            found.setdefault(name[1], []).append(unescape(value[1]) if value else "")
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(
            r'<option selected[^>]*value="([^"]*)"|<option value="([^"]*)" selected', options
        )
        found[name] = [chosen[1] or chosen[2] or "" if chosen else ""]
    return found


def key(name):
    rows = db.session.query(PersonSkill.__mapper__.relationships["skill"].mapper.class_)
    return rows.filter_by(name=name).one().id


def mine(person):
    rows = db.session.scalars(select(PersonSkill).where(PersonSkill.person_id == person))
    return {row.skill.name: row for row in rows}


def test_nothing_enters_by_itself_and_all_i_chose_does(ada, taxonomy):
    person = taxonomy.ada.id
    answer = send(ada, "cv.txt", TEXT.encode())
    form = fields(answer)
    assert not mine(person)
    assert all(form[name] == [""] for name in form if name.startswith("level-"))
    python, case, budget = (key(n) for n in ("Python", "Case work", "Budgeting"))
    form |= {f"level-{python}": "3", f"level-{case}": "later", f"level-{budget}": "0"}
    form |= {"take-0": "y", "audience": str(int(Audience.NOBODY)), "add": "chosen"}
    answer = ada.post("/me/cv/accept", form)
    assert "Added 3 skills and 1 entry." in ada.follow(answer).get_data(as_text=True)
    rows = mine(person)
    assert {name: (row.level, row.interest) for name, row in rows.items()} == {
        "Python": (3, "happy"), "Case work": (0, "happy"), "Budgeting": (0, "learn"),
    }  # fmt: skip
    assert {row.audience for row in rows.values()} == {Audience.NOBODY}
    deed = db.session.query(Experience).one()
    assert (deed.title, deed.started_on, deed.ended_on) == (
        "Permits Officer",
        date(2019, 3, 1),
        None,
    )
    assert deed.audience == Audience.NOBODY


def test_all_at_once_takes_levels_from_the_file(ada, taxonomy):
    resume = {"skills": [{"name": "Python", "level": "Expert"}, {"name": "Budgeting"}]}
    form = fields(send(ada, "resume.json", json.dumps(resume).encode()))
    ada.post("/me/cv/accept", form | {"add": "all"})
    assert {n: row.level for n, row in mine(taxonomy.ada.id).items()} == {
        "Python": 4,
        "Budgeting": 0,
    }


def test_all_of_it_can_be_taken_back(ada, taxonomy):
    has(taxonomy.ada, "Case work", 2)
    form = fields(send(ada, "cv.txt", TEXT.encode()))
    page = ada.follow(ada.post("/me/cv/accept", form | {"add": "all"})).get_data(as_text=True)
    assert len(mine(taxonomy.ada.id)) == 4
    step = unescape(re.search(r'action="(/me/skills/undo-step[^"]+)"', page)[1])
    ada.post(step)
    assert set(mine(taxonomy.ada.id)) == {"Case work"}


def test_too_many_are_refused_and_none_is_added(ada, taxonomy, monkeypatch):
    monkeypatch.setattr("portal.skills.own.MOST", 2)
    form = fields(send(ada, "cv.txt", TEXT.encode()))
    form |= {f"level-{key(n)}": "2" for n in ("Python", "Budgeting", "Case work")}
    answer = ada.post("/me/cv/accept", form | {"take-0": "y", "add": "chosen"}, status=422)
    assert "You can have 2 skills." in answer.get_data(as_text=True)
    assert not mine(taxonomy.ada.id)
    assert db.session.query(Experience).count() == 0


def test_a_wrong_entry_is_asked_about_and_nothing_is_lost(ada, taxonomy):
    form = fields(send(ada, "cv.txt", TEXT.encode()))
    python = key("Python")
    form |= {f"level-{python}": "2", "take-1": "y", "d1-title": "Harbour <clerk>", "add": "chosen"}
    answer = ada.post("/me/cv/accept", form, status=422)
    text = answer.get_data(as_text=True)
    assert "Say when it started: month and year." in text
    assert "Harbour &lt;clerk&gt;" in text
    assert "Skills: Python, R, C#, case-work" in text
    assert not mine(taxonomy.ada.id)
    again = fields(answer)
    assert again[f"level-{python}"] == ["2"]
    ada.post("/me/cv/accept", again | {"take-1": "y", "d1-start_month": "2", "d1-end_month": "5",
                                       "add": "chosen"})  # fmt: skip
    assert set(mine(taxonomy.ada.id)) == {"Python"}
    assert db.session.query(Experience).one().title == "Harbour <clerk>"


def test_the_return_key_adds_only_what_was_chosen(ada, taxonomy):
    page = send(ada, "cv.txt", TEXT.encode()).get_data(as_text=True)
    form = page[page.index('action="/me/cv/accept"') :]
    assert re.search(r"<button[^>]*>", form)[0].count('value="chosen"') == 1
    assert 'value="all"' in form


def test_choosing_nothing_says_so(ada, taxonomy):
    form = fields(send(ada, "cv.txt", TEXT.encode()))
    answer = ada.post("/me/cv/accept", form | {"add": "chosen"}, status=422)
    assert "Choose at least one thing to add." in answer.get_data(as_text=True)


def test_what_i_added_elsewhere_meanwhile_stays_as_it_is(ada, taxonomy):
    form = fields(send(ada, "cv.txt", TEXT.encode()))
    has(taxonomy.ada, "Python", 4)
    form |= {f"level-{key('Python')}": "1", f"level-{key('Budgeting')}": "1", "add": "chosen"}
    answer = ada.follow(ada.post("/me/cv/accept", form)).get_data(as_text=True)
    assert "Added 1 skill. You had Python already." in answer
    assert {n: row.level for n, row in mine(taxonomy.ada.id).items()} == {
        "Python": 4,
        "Budgeting": 1,
    }


def test_sent_twice_it_is_added_once(ada, taxonomy):
    form = fields(send(ada, "cv.txt", TEXT.encode()))
    form |= {f"level-{key('Python')}": "1", "take-0": "y", "add": "chosen"}
    for _ in range(2):
        ada.post("/me/cv/accept", form)
    assert db.session.query(Experience).count() == 1


@pytest.mark.parametrize(
    "form",
    [
        {"skill": ["nonsense", "0" * 32], "level-nonsense": "9", "add": "all"},
        {"d0-title": "x", "take-0": "y", "d0-start_year": "99999999999999999999"},
        {"audience": "77", "add": "all"},
        {"said-x": "²", "take-99": "y"},
    ],
)
def test_a_form_of_ones_own_making_changes_nothing(ada, taxonomy, form):
    ada.post("/me/cv/accept", form, status=422)
    assert not mine(taxonomy.ada.id)
    assert db.session.query(Experience).count() == 0


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("cv.pdf", files.pdf()[:300], "damaged"),
        ("cv.docx", files.xxe(), "instructions that have no place"),
        ("cv.txt", b"w" * (receiving.MOST_BYTES + 1), "larger than 5 MB"),
        ("cv.txt", b"", "empty"),
        ("", b"", "Choose a file, or paste"),
    ],
)
def test_what_cannot_be_read_is_said_beside_the_field(ada, name, data, words):
    answer = send(ada, name, data, status=422)
    assert words in answer.get_data(as_text=True)


def test_pasted_text_stays_when_there_is_too_little_of_it(ada):
    answer = ada.post("/me/cv", {"words": "short"}, status=422)
    assert "short</textarea>" in answer.get_data(as_text=True)


def test_far_too_much_is_refused_at_the_door(ada):
    send(ada, "cv.txt", b"w" * 13_000_000, status=413)


def test_nothing_of_it_is_kept(ada, taxonomy, caplog):
    answer = send(ada, "canary-name.txt", TEXT.replace("Ashby Ferries", "CANARY").encode())
    assert answer.headers["Cache-Control"] == "no-store"
    assert "CANARY" not in caplog.text
    assert "canary" not in caplog.text
    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert (event.action, event.detail) == ("cv.read", "")
    for table in db.metadatas[None].sorted_tables:
        for row in db.session.execute(select(table)):
            assert "CANARY" not in repr(row)


def test_nobody_who_saves_waits_for_a_cv_to_be_read(ada, mei, taxonomy, monkeypatch):
    def slowly(name, data):
        mei.post("/me/skills", {"skill": "Python", "level": "2"})
        return receiving.from_text(TEXT)

    monkeypatch.setattr("portal.cv.views.receiving.from_file", slowly)
    send(ada, "cv.txt", b"anything")
    assert "Python" in mine(taxonomy.mei.id)


def profile(person):
    has(person, "Python", 4)
    has(person, "Juggling & <fire>", 2)
    has(person, "French", 3)
    key_of = db.session.query(PersonSkill).all()[-1].skill
    key_of.kind = "language"
    db.session.add(
        Experience(person_id=person.id, title="Clerk ]]> & co", organisation="Fer\u0019ries",
                   started_on=date(2015, 2, 1), ended_on=None, description="a <b>\nc\n\nd")
    )  # fmt: skip
    row = db.session.get_one(Person, person.id)
    row.name, row.headline = "Zoë O’Neill", "I say\n\nmuch"
    db.session.commit()


JSON_RESUME = {
    "basics": {"name": str, "label": str, "email": str, "summary": str},
    "work": {"name": str, "position": str, "startDate": str, "endDate": str, "summary": str},
    "skills": {"name": str, "level": str},
    "languages": {"language": str, "fluency": str},
    "certificates": {"name": str},
    "interests": {"name": str, "keywords": list},
    "meta": {"version": str},
}


def test_a_json_resume_follows_its_schema(ada, taxonomy):
    profile(taxonomy.ada)
    answer = ada.get("/me/cv/resume.json")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert answer.headers["Cache-Control"] == "no-store"
    resume = json.loads(answer.data)
    assert resume.pop("$schema").endswith("/v1.0.0/schema.json")
    for name, section in resume.items():
        for row in section if isinstance(section, list) else [section]:
            assert all(isinstance(v, JSON_RESUME[name][k]) for k, v in row.items()), (name, row)
    assert all(re.fullmatch(r"\d{4}-\d\d", row["startDate"]) for row in resume["work"])
    assert resume["languages"] == [{"language": "French", "fluency": "Professional working"}]


def test_europass_is_well_formed_and_escaped(ada, taxonomy):
    profile(taxonomy.ada)
    has(taxonomy.mei, "Somebody else's", 3)
    answer = ada.get("/me/cv/europass.xml")
    assert answer.mimetype == "application/xml"
    root = ElementTree.fromstring(answer.data)  # noqa: S314 - our own words
    spaces = {"e": "http://www.europass.eu/1.0", "hr": "http://www.hr-xml.org/3",
              "oa": "http://www.openapplications.org/oagis/9",
              "eures": "http://www.europass_eures.eu/1.0"}  # fmt: skip
    assert root.tag == "{http://www.europass.eu/1.0}Candidate"
    order = [child.tag.rpartition("}")[2] for child in root]
    assert order == ["DocumentID", "CandidateSupplier", "CandidatePerson", "CandidateProfile"]
    order = [child.tag.rpartition("}")[2] for child in root[3]]
    assert order == ["ID", "ExecutiveSummary", "EmploymentHistory", "PersonQualifications"]
    names = [one.text for one in root.findall(".//hr:CompetencyName", spaces)]
    assert sorted(names) == ["French", "Juggling & <fire>", "Python"]
    assert root.find(".//e:PositionTitle", spaces).text == "Clerk ]]> & co"
    assert root.find(".//hr:OrganizationName", spaces).text == "Ferries"
    words = root.find(".//oa:Description", spaces).text
    assert words == "<p>a &lt;b&gt;<br>c</p><p>d</p>"
    assert root.find(".//eures:StartDate/hr:FormattedDateTime", spaces).text == "2015-02"
    assert root.find(".//hr:CurrentIndicator", spaces).text == "true"
    assert root.find(".//e:CandidatePerson//oa:GivenName", spaces).text == "Zoë"


def test_files_are_named_in_every_alphabet(ada, taxonomy):
    db.session.get_one(Person, taxonomy.ada.id).name = 'Иван "../x\u200b'
    db.session.commit()
    header = ada.get("/me/cv/resume.json").headers["Content-Disposition"]
    header.encode("ascii")
    assert "filename*=UTF-8''" in header


def test_the_pages_stand(ada, taxonomy):
    assert "Start from your CV" in ada.get("/me/cv").get_data(as_text=True)
    assert ada.get("/me/cv/accept", status=303).location == "/me/cv"
