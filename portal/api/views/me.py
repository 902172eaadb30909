"""What I say of myself."""

from uuid import UUID

from flask import abort

from portal.api import asked, writing
from portal.api.door import resource
from portal.api.shapes import persons
from portal.api.views.saying import say
from portal.aspirations import queries as aspirations
from portal.aspirations.sharing import audiences_of
from portal.guard import actor
from portal.notices import queries as notices
from portal.people import queries as people
from portal.plans import queries as plans
from portal.skills import own_queries


@resource("/me", action="me.read", scope="me", shape=persons.Me, summary="Everything about me")
def me(_asked: asked.Nothing) -> persons.Me:
    who = actor().id
    person, profile = people.whole(who), aspirations.profile_of(who)
    drivers = aspirations.drivers_of(who)
    shares = audiences_of(profile)
    return persons.Me(
        id=person.id,
        name=person.name,
        job_title=person.job_title,
        department=person.department.name,
        location=person.location.name if person.location else None,
        manager=writing.colleague(person.manager) if person.manager else None,
        headline=person.headline,
        about=person.about,
        about_seen_by=writing.groups(person.about_audience),
        skills=[writing.own_skill(row) for row in own_queries.of_person(who)],
        experience=writing.experience(people.experience_of(who)),
        aspirations=writing.aspirations(aspirations.aims_of(who), why=True),
        drivers=[driver.code for driver in drivers if not driver.drains],
        drains=[driver.code for driver in drivers if driver.drains],
        preferences=writing.preferences(profile),
        words=profile.words if profile else "",
        shares=persons.Shares(**{part: writing.groups(seen) for part, seen in shares.items()}),
        counted=profile.counted if profile else True,
        plans=writing.plans(plans.open_whole(who)),
    )


@resource(
    "/me/skills/<uuid:skill_id>",
    method="PUT",
    action="me.edit",
    scope="me:write",
    shape=persons.OwnSkill,
    sends=persons.Rating,
    summary="Say how well I do something; added where I did not have it",
)
def rate(_asked: asked.Nothing, skill_id: UUID, sent: persons.Rating) -> persons.OwnSkill:
    if not say(actor().id, skill_id, sent):
        abort(404)
    rows = own_queries.of_person(actor().id)
    return next(writing.own_skill(row) for row in rows if row.skill_id == skill_id)


@resource(
    "/notifications",
    action="notices.read",
    scope="me",
    shape=persons.Notices,
    asks=asked.Going,
    summary="What I was told, the newest first",
)
def notifications(asks: asked.Going) -> persons.Notices:
    page = asked.page_of(asks.cursor)
    told = notices.inbox(actor(), page)
    fields = persons.Notice.__struct_fields__
    return persons.Notices(
        items=[
            persons.Notice(**{name: getattr(one, name) for name in fields})
            for one in told[: notices.PER_PAGE]
        ],
        next=asked.after(page, len(told) > notices.PER_PAGE),
    )
