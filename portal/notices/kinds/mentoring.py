"""What mentors and those they guide are told."""

from portal.notices.kinds.kind import Kind

MENTORING = {
    # Mentoring: what a mentor is told.
    "mentorship.asked": Kind(
        "{mentee} asks for your help as a mentor", act="Answer",
        several="{n} requests for your help as a mentor",
    ),
    "mentorship.reminded": Kind(
        "{mentee} hopes for your answer by {due}", act="Answer",
        several="{n} requests still wait for your answer",
    ),
    "mentorship.withdrawn": Kind("{mentee} took their request back"),
    "mentorship.place_free": Kind(
        "You have a free place, and {mentee} still hopes for your help", act="Answer",
    ),
    "mentorship.ran_out": Kind("The request of {mentee} has run out"),
    "mentorship.paused": Kind(
        "Two requests went without an answer, so nobody new can ask you. Open again any time",
        act="Open again",
    ),
    # What somebody who looks for a mentor is told.
    "mentorship.accepted": Kind("{mentor} said yes: you have a mentor", act="Plan the first talk"),
    "mentorship.declined": Kind("{mentor} has answered your request", act="Read it"),
    "mentorship.waitlisted": Kind(
        "{mentor} has no free place just now: you are on the waiting list",
    ),
    "mentorship.has_place": Kind("{mentor} has a free place again and has your request"),
    "mentorship.expired": Kind(
        "{mentor} could not answer in time: here are others who can help", act="See others",
    ),
    "mentorship.no_place": Kind(
        "No place became free with {mentor}: here are others who can help", act="See others",
    ),
    "mentorship.request_closed": Kind(
        "Your request to {mentor} is closed: here are others who can help", act="See others",
    ),
    "mentorship.asked_next": Kind(
        "{mentor}, your next choice, is asked now and can answer until {due}",
    ),
    "mentorship.passed_over": Kind(
        "{mentor} could not be asked when it was their turn", act="See others",
    ),
    # A mentor reaches out: what either is told.
    "mentorship.offered": Kind("{mentor} offers to be your mentor", act="Answer"),
    "mentorship.offer_reminded": Kind("{mentor} hopes for your answer by {due}", act="Answer"),
    "mentorship.offer_accepted": Kind(
        "{mentee} said yes: you mentor them now", act="Plan the first talk",
    ),
    "mentorship.offer_declined": Kind("{mentee} has answered your offer", act="Read it"),
    "mentorship.offer_withdrawn": Kind("{mentor} took their offer to you back"),
    "mentorship.offer_ran_out": Kind("Your offer to {mentee} has run out"),
    "mentorship.offer_expired": Kind("The offer of {mentor} is closed"),
    "mentorship.offer_closed": Kind("Your offer to {mentee} is closed"),
    # Their sessions and what they do until the next; an invitation is a letter of its own.
    "mentorship.session_planned": Kind(
        "{other} planned a mentoring session with you: {when}", act="Prepare", by_mail=False,
    ),
    "mentorship.session_moved": Kind(
        "{other} moved your mentoring session: {when}", act="Look at it", urgent=True,
        by_mail=False,
    ),
    "mentorship.session_cancelled": Kind(
        "{other} cancelled your mentoring session of {when}", urgent=True, by_mail=False,
    ),
    "mentorship.session_soon": Kind(
        "Your mentoring session with {other} is soon: {when}", act="Prepare", urgent=True,
    ),
    "mentorship.action_due": Kind(
        "Something you will do for your mentoring with {other} is due", act="Open it",
    ),
    "mentorship.action_late": Kind(
        "Something in your mentoring with {other} was due a week ago", act="Open it",
    ),
    # Office hours: who has a place, and the mentor.
    "mentorship.hours_taken": Kind(
        "{person} comes to “{title}” on {when}", act="Look at it",
        several="{n} people come to your office hours",
    ),
    "mentorship.hours_soon": Kind(
        "“{title}” with {mentor} is on {when}", act="Look at it", urgent=True,
    ),
    # A letter of their own goes to calendars.
    "mentorship.hours_moved": Kind(
        "{mentor} moved “{title}”: {when}", act="Look at it", urgent=True, by_mail=False,
    ),
    "mentorship.hours_cancelled": Kind(
        "{mentor} had to cancel “{title}” of {when}", act="See other dates", urgent=True,
        by_mail=False,
    ),
}  # fmt: skip
