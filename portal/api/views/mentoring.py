"""My side of mentoring."""

from portal.api import asked, writing
from portal.api.door import resource
from portal.api.shapes import persons
from portal.guard import actor
from portal.mentorship import lists


@resource(
    "/mentorship",
    action="mentorship.read",
    scope="me",
    shape=persons.MyMentorship,
    summary="My requests and mentorships, on either side",
)
def mentorship(_asked: asked.Nothing) -> persons.MyMentorship:
    who = actor()
    return persons.MyMentorship(
        requests=[
            persons.Request(
                id=row.id,
                mentor=writing.colleague(row.mentor.person),
                mentee=writing.colleague(row.mentee),
                state=row.state,
                sent_at=row.sent_at,
                message=row.message,
                goals=[goal.words for goal in row.goals],
                skills=[writing.named(skill) for skill in row.skills],
            )
            for row in lists.requests(who)
        ],
        mentorships=[
            persons.Mentorship(
                id=row.id,
                mentor=writing.colleague(row.mentor.person),
                mentee=writing.colleague(row.mentee),
                state=row.state,
                started_at=row.started_at,
                ends_on=row.ends_on,
                goals=[goal.words for goal in row.request.goals] if row.request else [],
            )
            for row in lists.mentorships(who)
        ],
    )
