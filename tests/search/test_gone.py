"""What was closed, hidden or taken back is neither suggested nor listed, before the index knows."""

import re
from datetime import date

import pytest

from portal import clock
from portal.communities.models import Community, CommunityPost
from portal.db import db
from portal.learning.models import LearningItem
from portal.mentorship.models import Mentor
from portal.opportunities.models import Opportunity
from portal.people.models import Person
from portal.roles.models import Role
from portal.search import indexing
from portal.search.queries import AUDIENCES
from portal.skills.models import Skill

BOXES = {
    "role": "/roles/suggest", "skill": "/roles/suggest", "mentor": "/roles/suggest",
    "learning": "/learning/suggest", "opportunity": "/opportunities/suggest",
    "community": "/communities/suggest", "knowledge": "/communities/suggest",
}  # fmt: skip
LISTS = {
    "role": "/roles", "learning": "/learning", "opportunity": "/opportunities",
    "community": "/communities", "knowledge": "/communities",
}  # fmt: skip
GONE = {
    "role": ("Community Outreach Coordinator", Role, "title", {"status": "retired"}),
    "skill": ("Event planning", Skill, "name", {"status": "deprecated"}),
    "learning": ("Pruning class", LearningItem, "title", {"status": "retired"}),
    "draft": ("Pruning class", LearningItem, "title", {"status": "draft"}),
    "closed": ("Prune the quay", Opportunity, "title", {"state": "closed"}),
    "cancelled": ("Prune the quay", Opportunity, "title", {"state": "cancelled"}),
    "paused": ("Prune the quay", Opportunity, "title", {"state": "paused"}),
    "community": ("Trees of the harbour", Community, "name", {"closed_at": clock.now}),
    "knowledge": ("Deadlines", CommunityPost, "title", {"kept_at": lambda: None}),
    "hidden": (
        "Deadlines", CommunityPost, "title", {"hidden_at": clock.now, "hidden_why": "Not so."},
    ),
    "taken back": ("Deadlines", CommunityPost, "title", {"removed_at": clock.now}),
    "mentor": ("Mei Halvorsen", Mentor, "", {"state": "closed"}),
    "person": ("Manu Reyes", Person, "name", {"left_on": lambda: date(2020, 5, 1)}),
}  # fmt: skip
KIND = {
    "draft": "learning", "closed": "opportunity", "cancelled": "opportunity",
    "paused": "opportunity", "hidden": "knowledge", "taken back": "knowledge",
}  # fmt: skip


def row_of(case, cast):
    name, model, field, _ = GONE[case]
    if model is Mentor:
        return db.session.get_one(Mentor, cast.mei.id)
    return db.session.query(model).filter_by(**{field: name}).one()


def groups(answer):
    text = re.sub(r"</?mark>", "", answer.text)
    return dict(re.findall(r'role="group" aria-label="([^"]+)">(.*?)</div>\s*</div>', text, re.S))


def suggested(browser, case, name):
    """In how many boxes the name is suggested; who no longer mentors may still be a colleague."""
    kind = KIND.get(case, case)
    boxes = {"/search/suggest", BOXES.get(kind, "/search/suggest")}
    found = [
        name in inside
        for box in sorted(boxes)
        for group, inside in groups(browser.get(box, query_string={"q": name}, htmx=True)).items()
        if group != "Search" and (kind != "mentor" or group == "People who mentor")
    ]
    return sum(found)


def known(folder, name):
    """What the index would suggest."""
    return [one.text for one in indexing.index(folder).suggest(name, AUDIENCES)]


@pytest.mark.parametrize("case", GONE)
def test_it_is_not_suggested_any_more_at_once(ada, cast, town, city, folder, case):
    name, _, _, values = GONE[case]
    assert suggested(ada, case, name)
    row = row_of(case, cast)
    for field, value in values.items():
        setattr(row, field, value() if callable(value) else value)
    db.session.commit()
    assert name in known(folder, name)  # the index does not know yet
    assert suggested(ada, case, name) == 0
    kind = KIND.get(case, case)
    for address in filter(None, [LISTS.get(kind), "/search"]):
        show = {"show": "knowledge"} if kind == "knowledge" else {}
        page = ada.get(address, query_string={"q": name} | show)
        shown = re.sub(r"</?mark>", "", page.text)
        assert case == "mentor" or f">{name}</a>" not in shown, address


def test_each_kind_that_is_suggested_is_tried():
    from_words = {KIND.get(case, case) for case in GONE}
    assert from_words | {"programme"} >= {*BOXES, "person"}
