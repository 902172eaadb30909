"""What members of a programme of mentoring are told, and who looks after it."""

from portal.notices.kinds.kind import Kind

PROGRAMMES = {
    "mentorship.programme_for_you": Kind(
        "The mentoring programme “{programme}” is open to you: join until {until}",
        act="Look at it", several="{n} mentoring programmes are open to you",
    ),
    "mentorship.proposal": Kind(
        "“{programme}” proposes {other} and you to each other: answer by {due}", act="Answer",
        several="{n} people are proposed to you",
    ),
    "mentorship.proposal_yes": Kind(
        "{other} would like to be your mentor in “{programme}”: answer by {due}", act="Answer",
    ),
    "mentorship.proposal_waits": Kind(
        "{other}, proposed to you in “{programme}”, hopes for your answer by {due}", act="Answer",
    ),
    "mentorship.proposal_over": Kind(
        "The proposal in “{programme}” did not come about: you stay in for the next round",
        act="See more",
    ),
    "mentorship.no_pair": Kind(
        "“{programme}” has no mentor for you this time: you stay in, and these mentors have a "
        "place now", act="See them",
    ),
    "mentorship.programme_cancelled": Kind("“{programme}” does not take place any more"),
    "mentorship.programme_over": Kind(
        "“{programme}” has come to its end: your mentorships go on as long as you agreed",
        act="My mentoring",
    ),
    "mentorship.programme_owned": Kind(
        "{who} of HR looks after “{programme}” too, and reads what you wrote to join it",
        act="Look at it",
    ),
    # Who looks after it.
    "mentorship.programme_open": Kind("“{programme}” is open for joining until {until}"),
    "mentorship.programme_matching": Kind(
        "Joining “{programme}” has closed: now find the pairs", act="Find the pairs",
    ),
}  # fmt: skip
