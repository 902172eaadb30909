"""Who may do what, as a table to read. An action of the policy without a line here fails.

Ada asks, Mei guides, Manu leads Ada, Hana is HR, Alex administers, Sam is a stranger. In front of
each action stands the thing it is done to. A letter says that this person may:

    A Ada   M Mei   U Manu   H Hana   X Alex   S Sam   and of concerns   R Ruth
"""

from dataclasses import dataclass
from types import SimpleNamespace
from uuid import uuid4

import pytest

from portal.access import MAY, can
from portal.conditions import Actor
from portal.problems import PLACES

TABLE = """
    action                 thing                        may
    home.read              -                            AMUHXS
    me.read                -                            AMUHXS
    me.edit                -                            AMUHXS
    cv.read                -                            AMUHXS
    settings.edit          -                            AMUHXS
    data.read              -                            AMUHXS
    data.erase             -                            AMUHXS
    session.end            a session of Ada             A
    token.make             -                            AMUHXS
    token.revoke           a token of Ada               A
    skill.edit             a skill of Ada               A
    evidence.edit          an evidence of Ada           A
    experience.edit        an experience of Ada         A
    aspirations.read       -                            AMUHXS
    visibility.read        -                            AMUHXS
    visibility.edit        -                            AMUHXS
    aspirations.edit       -                            AMUHXS
    aspiration.edit        an aspiration of Ada         A
    checkin.make           -                            AMUHXS
    checkin.edit           a check-in of Ada            A
    plan.read              -                            AMUHXS
    plan.make              -                            AMUHXS
    plan.see               a plan of Ada                A
    plan.edit              a plan of Ada                A
    plan.step              a step of a plan of Ada      A
    notices.read           -                            AMUHXS
    notice.open            a notice of Ada              A
    push.end               a device of Ada              A
    person.see             Ada                          AMUHXS
    person.see             Lee, who has left
    skills.read            -                            AMUHXS
    roles.read             -                            AMUHXS
    role.see               a role                       AMUHXS
    role.people            a role                       UH
    saved.read             -                            AMUHXS
    saved.edit             -                            AMUHXS
    saved.search           a saved search of Ada        A
    role.put-aside         a role                       AMUHXS
    role.share             a role                       AMUHXS
    share.see              what Ada shared with Mei     M
    share.see              what Mei is not told of
    learning.read          -                            AMUHXS
    learning.see           something to learn           AMUHXS
    learning.see           a draft of HR
    opportunity.read       -                            AMUHXS
    opportunity.make       -                            AMUHXS
    opportunity.staff      -                            UH
    opportunity.see        what Mei offers              AMUHXS
    opportunity.see        what Mei has not published   M
    opportunity.see        what Mei sent to HR          MH
    opportunity.see        what Hana sent to HR         H
    opportunity.see        what nobody leads any more   AMUHXS
    opportunity.edit       what Mei offers              M
    opportunity.apply      what Mei offers              AUHXS
    opportunity.apply      what Mei has not published
    opportunity.queue      -                            H
    opportunity.approve    what Mei sent to HR          H
    opportunity.approve    what Hana sent to HR
    opportunity.approve    what Mei offers
    opportunity.take-over  what nobody leads any more   H
    opportunity.take-over  what Mei offers
    application.see        what Ada applied for         AM
    application.see        what Manu is asked about     AMU
    application.edit       what Ada applied for         A
    application.answer     what Ada applied for         M
    application.release    what Ada applied for
    application.release    what Manu is asked about     U
    application.thank      what Manu is asked about     AM
    community.read         -                            AMUHXS
    community.make         -                            AMUHXS
    community.see          what Mei hosts               AMUHXS
    community.belong       what Mei hosts               AMUHXS
    community.write        what Mei hosts               AMUHXS
    community.write        what Mei has closed
    community.edit         what Mei hosts               M
    community.close        what Mei hosts               MH
    community.queue        -                            H
    community-post.edit    what Ada wrote at Mei's      A
    community-post.keep    what Ada wrote at Mei's      AM
    community-post.hide    what Ada wrote at Mei's      MH
    community-post.hide    what Hana wrote at Mei's     M
    community-post.report  what Ada wrote at Mei's      MUHXS
    community-meeting.edit what Mei hosts               M
    enrolment.read         -                            AMUHXS
    enrolment.plan         something to learn           AMUHXS
    enrolment.plan         a draft of HR
    enrolment.edit         an enrolment of Ada          A
    enrolment.answer       -                            UH
    enrolment.decide       what Ada asks a budget for   U
    enrolment.decide       what Mei asks, led by nobody H
    enrolment.confirm      what Ada asks a budget for   UH
    enrolment.confirm      what Manu learns himself     H
    enrolment.assign       something to learn           U
    segment.read           -                            H
    segment.suggest        something to learn           H
    budget.edit            -                            H
    attendance.edit        -                            H
    learning.day           a day of a course            AMUHXS
    learning.curate        -                            H
    learning.edit          something to learn           H
    learning.tell          -                            AMUHXS
    learning.tell-of-others -                           H
    review.remove          a review of Ada              A
    learning-list.see      a list of Ada                A
    learning-list.see      what Ada shares by link      AMUHXS
    learning-list.edit     what Ada shares by link      A
    mentors.read           -                            AMUHXS
    mentor.edit            -                            AMUHXS
    mentor.see             Mei                          AMUHXS
    hours.see              a mentorship of Ada and Mei  AMUHXS
    hours.take             a mentorship of Ada and Mei  AUHXS
    hours.edit             a mentorship of Ada and Mei  M
    mentorship.read        -                            AMUHXS
    mentorship.ask         Mei                          AUHXS
    mentorship.see         a request of Ada to Mei      AM
    mentorship.answer      a request of Ada to Mei      M
    mentorship.withdraw    a request of Ada to Mei      A
    mentorship.see         a draft of Ada to Mei        A
    mentorship.answer      a draft of Ada to Mei
    mentorship.draft       a draft of Ada to Mei        A
    approach.make          -                            AMUHXS
    approach.see           a mentorship of Ada and Mei  AM
    approach.answer        a mentorship of Ada and Mei  A
    approach.withdraw      a mentorship of Ada and Mei  M
    approach.allow         -                            AMUHXS
    mentorship.end         a mentorship of Ada and Mei  AM
    mentorship.turn        a mentorship of Ada and Mei  AM
    mentorship.evidence    a mentorship of Ada and Mei  A
    mentorship.show        a mentorship of Ada and Mei  M
    concern.report         a mentorship of Ada and Mei  AM
    concern.report         a draft of Ada to Mei        A
    concern.mine           -                            AMUHXSR
    concern.add            what Ada reports of Mei      A
    concern.read           -                            R
    concern.see            what Ada reports of Mei      R
    concern.see            what Ada reports of Ruth
    concern.see            what Ruth reports of Mei
    concern.work           what Ada reports of Mei      R
    concern.work           what Ada reports of Ruth
    concern.work           what Ruth reports of Mei
    safeguarding.name      -                            X
    safeguarding.end       Ada                          X
    mentorship.pair        a mentorship of Ada and Mei  AM
    mentorship.work        a mentorship of Ada and Mei  AM
    mentorship.own-note    a note of Ada to herself     A
    conversation.read      -                            AMUHXS
    conversation.propose   Ada, led by Manu             AU
    conversation.see       a talk of Ada and Manu       AU
    conversation.see       a talk of Ada and Mei        A
    conversation.see       what Ada shows Manu of it    AU
    conversation.work      a talk of Ada and Manu       AU
    conversation.work      a talk of Ada and Mei
    conversation.work      what Ada shows Manu of it
    conversation.confirm   a talk of Ada and Manu       AU
    conversation.confirm   a talk of Ada and Mei        A
    conversation.own       a talk of Ada and Manu       A
    conversation.own-note  a talk of Ada and Manu       A
    conversation.goal      a talk of Ada and Manu       AU
    conversation.goal      a talk of Ada and Mei
    conversation.goal-part a talk of Ada and Manu       AU
    conversation.goal-part a talk of Ada and Mei        A
    team.read              -                            U
    programmes.read        -                            H
    programme.make         -                            H
    programme.see          a programme of Hana          H
    programme.see          a programme of others        H
    programme.own          a programme of others        H
    programme.edit         a programme of Hana          H
    programme.edit         a programme of others
    programme.match        a programme of Hana          H
    programme.match        a programme of others
    programme.join         a programme of Hana          AMUHXS
    programme.join         a draft of HR
    programme.leave        a programme of Hana          AMUHXS
    programme.leave        a draft of HR
    proposal.see           a proposal to Ada and Mei    AM
    proposal.see           what is not proposed yet
    proposal.answer        a proposal to Ada and Mei    AM
    proposal.answer        what is not proposed yet
    validation.read        -                            AMUHXS
    validation.ask         -                            AMUHXS
    validation.offer       Ada                          MUHXS
    validation.offer       Lee, who has left
    validation.see         a question of Ada to Mei     AM
    validation.answer      a question of Ada to Mei     M
    validation.answer      what Mei offers Ada          A
    validation.withdraw    a question of Ada to Mei     A
    validation.withdraw    what Mei offers Ada          M
    validation.take-off    a question of Ada to Mei     A
    feedback.read          -                            AMUHXS
    feedback.ask           -                            AMUHXS
    feedback.praise        -                            AMUHXS
    feedback.refuse        -                            AMUHXS
    feedback.see           feedback to Ada by Mei       AM
    feedback.answer        feedback to Ada by Mei       M
    feedback.own           feedback to Ada by Mei       A
    insights.read          -                            H
    insights.shared        -                            H
    launch.read            -                            H
    launch.tick            -                            H
    role.mark              -                            H
    taxonomy.curate        -                            HX
    taxonomy.add           -                            HX
    taxonomy.edit          -                            HX
    taxonomy.retire        -                            HX
    taxonomy.accept        -                            HX
    taxonomy.refuse        -                            HX
    taxonomy.merge         -                            HX
    taxonomy.unmerge       -                            HX
    taxonomy.settle        -                            HX
    admin.read             -                            X
    account.disable        the account of Ada           X
    account.disable        the account of Alex
    account.enable         the account of Ada           X
    account.enable         the account of Alex
    account.sign-out       the account of Ada           X
    account.sign-out       the account of Alex
    outbox.retry           -                            X
"""


@dataclass(frozen=True)
class Line:
    action: str
    thing: str
    may: str


def lines():
    for text in TABLE.strip().splitlines()[1:]:
        text = text[4:].rstrip()
        yield Line(text[:23].strip(), text[23:52].strip(), text[52:].strip())


def actor(name, **duties):
    ids = {key: uuid4() for key in ("id", "account_id", "session_id", "department_id")}
    known = {"name": name, "job_title": "", "theme": "system", "manager_id": None, "role_id": None}
    nothing = {"level": None, "hr": False, "admin": False, "leads": False}
    return Actor(**(ids | known | nothing | duties))


MANU = actor("Manu", leads=True)
CAST = {
    "A": actor("Ada", manager_id=MANU.id),
    "M": actor("Mei"),
    "U": MANU,
    "H": actor("Hana", hr=True),
    "X": actor("Alex", admin=True),
    "S": actor("Sam"),
}
ADA, MEI, ALEX = CAST["A"], CAST["M"], CAST["X"]
# Named to read concerns; in everything else she may what Sam may.
RUTH = actor("Ruth", safeguards=True)
BETWEEN = SimpleNamespace(mentee_id=ADA.id, mentor_id=MEI.id, unsent=False)
SAID = SimpleNamespace(person_id=ADA.id, by_id=MEI.id, asker_id=ADA.id, answerer_id=MEI.id)
OFFERED = SimpleNamespace(person_id=ADA.id, by_id=MEI.id, asker_id=MEI.id, answerer_id=ADA.id)
THINGS = {
    "-": None,
    "a question of Ada to Mei": SAID,
    "what Mei offers Ada": OFFERED,
    "feedback to Ada by Mei": SimpleNamespace(person_id=ADA.id, by_id=MEI.id),
    "something to learn": SimpleNamespace(id=uuid4(), status="active"),
    "a list of Ada": SimpleNamespace(person_id=ADA.id, shared=False),
    "what Ada shares by link": SimpleNamespace(person_id=ADA.id, shared=True),
    "a day of a course": SimpleNamespace(id=uuid4()),
    "a draft of HR": SimpleNamespace(id=uuid4(), status="draft", state="draft"),
    "a programme of Hana": SimpleNamespace(state="open", owner_ids={CAST["H"].id}),
    "a programme of others": SimpleNamespace(state="open", owner_ids={uuid4()}),
    "a proposal to Ada and Mei": SimpleNamespace(**vars(BETWEEN) | {"state": "sent"}),
    "what is not proposed yet": SimpleNamespace(**vars(BETWEEN) | {"state": "proposed"}),
    "what Ada asks a budget for": SimpleNamespace(person_id=ADA.id, manager_id=MANU.id),
    "what Mei asks, led by nobody": SimpleNamespace(person_id=MEI.id, manager_id=None),
    "what Manu learns himself": SimpleNamespace(person_id=MANU.id, manager_id=MANU.id),
    "a role": SimpleNamespace(id=uuid4()),
    "what Ada shared with Mei": SimpleNamespace(receiver_id=MEI.id, told=True),
    "what Mei is not told of": SimpleNamespace(receiver_id=MEI.id, told=False),
    "what Mei offers": SimpleNamespace(state="published", owner_id=MEI.id, owner_ids={MEI.id}),
    "what Mei hosts": SimpleNamespace(host_ids={MEI.id}, closed_at=None),
    "what Mei has closed": SimpleNamespace(host_ids={MEI.id}, closed_at="yesterday"),
    "what Ada wrote at Mei's": SimpleNamespace(person_id=ADA.id, host_ids={MEI.id}),
    "what Hana wrote at Mei's": SimpleNamespace(person_id=CAST["H"].id, host_ids={MEI.id}),
    "what Mei has not published": SimpleNamespace(
        state="draft", owner_id=MEI.id, owner_ids={MEI.id}
    ),
    "what Mei sent to HR": SimpleNamespace(state="submitted", owner_id=MEI.id, owner_ids={MEI.id}),
    "what Hana sent to HR": SimpleNamespace(
        state="submitted", owner_id=CAST["H"].id, owner_ids={CAST["H"].id}
    ),
    "what nobody leads any more": SimpleNamespace(
        state="closed", owner_id=None, owner_ids=frozenset()
    ),
    "what Ada applied for": SimpleNamespace(person_id=ADA.id, owner_ids={MEI.id}, manager_id=None),
    "what Manu is asked about": SimpleNamespace(
        person_id=ADA.id, owner_ids={MEI.id}, manager_id=MANU.id
    ),
    "Ada": SimpleNamespace(id=ADA.id, active=True),
    "Mei": SimpleNamespace(id=MEI.id, active=True),
    "Lee, who has left": SimpleNamespace(id=uuid4(), active=False),
    "a request of Ada to Mei": BETWEEN,
    "a draft of Ada to Mei": SimpleNamespace(mentee_id=ADA.id, mentor_id=MEI.id, unsent=True),
    "a mentorship of Ada and Mei": BETWEEN,
    "a note of Ada to herself": SimpleNamespace(
        person_id=ADA.id, mentor_id=MEI.id, mentee_id=ADA.id
    ),
    "Ada, led by Manu": SimpleNamespace(id=ADA.id, manager_id=MANU.id, active=True),
    "a talk of Ada and Manu": SimpleNamespace(
        person_id=ADA.id, manager_id=MANU.id, reader_id=MANU.id, current=True
    ),
    # Mei led Ada before.
    "a talk of Ada and Mei": SimpleNamespace(
        person_id=ADA.id, manager_id=MEI.id, reader_id=None, current=False
    ),
    "what Ada shows Manu of it": SimpleNamespace(
        person_id=ADA.id, manager_id=MEI.id, reader_id=MANU.id, current=False
    ),
    "what Ada reports of Mei": SimpleNamespace(reporter_id=ADA.id, about_id=MEI.id),
    "what Ada reports of Ruth": SimpleNamespace(reporter_id=ADA.id, about_id=RUTH.id),
    "what Ruth reports of Mei": SimpleNamespace(reporter_id=RUTH.id, about_id=MEI.id),
    "the account of Ada": SimpleNamespace(id=ADA.account_id),
    "the account of Alex": SimpleNamespace(id=ALEX.account_id),
} | {
    f"{what} of Ada": SimpleNamespace(person_id=ADA.id)
    for what in (
        "a session",
        "a token",
        "a check-in",
        "a plan",
        "a step of a plan",
        "a skill",
        "an evidence",
        "an experience",
        "an aspiration",
        "a notice",
        "a device",
        "an enrolment",
        "a saved search",
        "a review",
    )
}


@pytest.mark.parametrize("line", lines(), ids=lambda line: f"{line.action} {line.thing}")
def test_the_policy_is_this_table(line):
    cast = CAST | ({"R": RUTH} if line.action.startswith("concern.") else {})
    allowed = {key for key, who in cast.items() if can(who, line.action, THINGS[line.thing])}
    assert allowed == set(line.may)
    ruth, sam = (can(who, line.action, THINGS[line.thing]) for who in (RUTH, CAST["S"]))
    assert ruth == sam or line.action.startswith("concern.")


def test_every_action_has_a_line_and_every_line_an_action():
    assert {line.action for line in lines()} == set(MAY)


def test_nobody_signed_in_may_nothing():
    for line in lines():
        assert not can(None, line.action, THINGS[line.thing])


def test_every_door_that_is_not_public_leads_to_sign_in(app, visitor):
    """Whatever the method: nobody who is not signed in comes as far as a view."""
    token = visitor.token()
    for rule in app.url_map.iter_rules():
        if app.view_functions[rule.endpoint].access == "public":
            continue
        words = {name: getattr(rule._converters.get(name), "items", ()) for name in rule.arguments}
        values = {name: min(few) if few else uuid4() for name, few in words.items()}
        path = app.url_map.bind("localhost").build(rule.endpoint, values)
        for method in rule.methods & {"GET", "POST"}:
            answer = visitor.client.open(path, method=method, data={"csrf_token": token})
            if path.startswith(PLACES):
                assert answer.status_code == 401, f"{method} {path}: {answer.status_code}"
                continue
            assert answer.status_code == 303, f"{method} {path}: {answer.status_code}"
            assert answer.location.startswith("/sign-in"), f"{method} {path}: {answer.location}"


def test_asking_for_the_head_of_a_page_answers_as_the_page_and_sends_no_form(ada, app):
    for path in ("/me/edit", "/me/skills/rate", "/me/experience/add", "/sign-in"):
        whole = ada.client.get(path)
        head = ada.client.head(path)
        assert (head.status_code, head.data) == (whole.status_code, b""), path
