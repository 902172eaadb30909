"""States and events as a person would say them."""

from portal.learning.models import Enrolment, EnrolmentEvent, State

STATES = {
    State.SUGGESTED: "Suggested to you",
    State.PLANNED: "Planned",
    State.ASSIGNED: "Assigned to you",
    State.APPROVAL: "Waits for a yes to the cost",
    State.ENROLLED: "You have a place",
    State.STARTED: "In progress",
    State.DONE: "Done, to be confirmed",
    State.COMPLETED: "Completed",
    State.CURRENT: "Certificate current",
    State.AT_RISK: "Certificate runs out soon",
    State.EXPIRED: "Certificate expired",
    State.WAIVED: "No longer asked of you",
    State.CANCELLED: "Taken back",
    State.DROPPED: "Stopped",
    State.DECLINED: "Declined",
}

# What an event says in a history; {who} is the person who acted.
EVENTS = {
    "suggested": "{who} suggested it",
    "suggested for an aim": "The portal suggested it, because of an aim or a wish",
    "assigned": "{who} assigned it",
    "planned": "{who} planned it",
    "asked": "{who} asked for a place and the cost",
    "enrolled": "{who} took a place",
    "moved": "{who} chose another date",
    "approved": "{who} said yes to the cost",
    "refused": "{who} said no to the cost",
    "lapsed": "The request ran out without an answer",
    "date cancelled": "The date was cancelled",
    "started": "{who} started",
    "done": "{who} said it is done",
    "returned": "{who} said it is not done yet",
    "confirmed": "{who} confirmed that it is done",
    "attended": "{who} noted that it was attended",
    "own word": "Completed",
    "certified": "The certificate began",
    "at risk": "The certificate runs out in 60 days",
    "expired": "The certificate expired",
    "waived": "{who} no longer asks for it",
    "withdrawn": "{who} took it back",
    "dropped": "{who} stopped",
    "declined": "{who} declined",
    "closed": "Closed",
    "skills": "{who} said what it means for their skills",
}
PORTAL = "The portal"
# What those hear of who answer: what they were asked, and what they and their like have said.
FOR_OTHERS = {"suggested", "assigned", "asked", "approved", "refused", "lapsed", "done", "returned",
              "confirmed", "attended", "own word", "certified", "waived"}  # fmt: skip


def happened(event: EnrolmentEvent, who: str | None) -> str:
    """One line of a history."""
    by = who or (PORTAL if event.actor_id is None else "Somebody who has left")
    return EVENTS.get(event.event, event.event).format(who=by)


def for_others(event: EnrolmentEvent) -> bool:
    """Whether somebody else may hear of it whose click came late."""
    asked_for = event.event == "withdrawn" and event.from_state == State.APPROVAL
    return asked_for or event.event in FOR_OTHERS


def state(enrolment: Enrolment) -> str:
    """Where it stands, as its person reads it."""
    return STATES[State(enrolment.state)]
