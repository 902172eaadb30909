"""What two people who work together are told of a pause, a longer time, and the end."""

from portal.notices.kinds.kind import Kind

TURNS = {
    "mentorship.ending": Kind("Your mentorship with {other} ends on {ends}", act="Have a look"),
    "mentorship.ended": Kind("Your mentorship with {other} has ended", act="Say what helped"),
    "mentorship.completed": Kind(
        "Your mentorship with {other} has come to its end", act="Say what helped",
    ),
    "mentorship.closed": Kind("Your mentorship with {other} is closed"),
    "mentorship.go_on": Kind(
        "Your mentorship with {other} is closed. Goals and notes stay yours: here are others who "
        "can help", act="See others",
    ),
    "mentorship.pair_paused": Kind("Your mentorship with {other} takes a break until {until}"),
    "mentorship.pair_resumed": Kind("Your mentorship with {other} goes on"),
    "mentorship.longer_asked": Kind(
        "{other} would like to go on for {months} more", act="Answer",
    ),
    "mentorship.longer_agreed": Kind("Your mentorship with {other} goes on until {ends}"),
    "mentorship.finish_asked": Kind(
        "{other} thinks that you have reached what you set out for", act="Answer",
    ),
    "mentorship.finished": Kind("Your mentorship with {other} is complete", act="Say what helped"),
    "mentorship.not_now": Kind("{other} has answered what you proposed"),
    "mentorship.lapsed": Kind("There was no answer to what you proposed to {other}"),
    "mentorship.leads_now": Kind(
        "You and {other} work as manager and report now. Go on or end it: both are fine",
        act="Have a look",
    ),
    "mentorship.reopened": Kind("{other} would like to go on after all: your mentorship is open"),
    "mentorship.feedback": Kind("{other} and you have both said what helped", act="Read it"),
    "mentorship.news": Kind("There is something new for you to read", act="Read it"),
}  # fmt: skip
