"""What people are told about what they learn."""

from portal.notices.kinds.kind import Kind

LEARNING = {
    # Learning: what its person is told.
    "learning.approved": Kind(
        "{who} said yes to the cost of “{title}”: you have a place", act="Open it",
    ),
    "learning.refused": Kind("{who} said no to the cost of “{title}”, and why", act="Read why"),
    "learning.lapsed": Kind(
        "Your request for the cost of “{title}” ended without an answer: you can ask again",
        act="Ask again",
    ),
    "learning.date_cancelled": Kind(
        "The date of “{title}” was cancelled: choose another one", act="Choose a date", urgent=True,
    ),
    "learning.suggested": Kind(
        "{who} suggests “{title}” to you", act="Look at it",
        several="{n} suggestions of things to learn",
    ),
    "learning.suggested_for_aim": Kind(
        "“{title}” may help you towards something you want", act="Look at it",
        several="{n} things that may help you towards what you want",
    ),
    "learning.assigned": Kind("{who} asks you to complete “{title}”{due}", act="Begin"),
    "learning.returned": Kind("{who} says “{title}” is not done yet, and why", act="Read why"),
    "learning.confirmed": Kind("{who} confirmed that you completed “{title}”"),
    "learning.attended": Kind("You have completed “{title}”"),
    "learning.reported": Kind(
        "A learning system says you completed “{title}”: your skills change only if you say so",
        act="Look at it",
        several="{n} things a learning system says you completed",
    ),
    "learning.waived": Kind("{who} no longer asks you to complete “{title}”"),
    "learning.closed": Kind("“{title}” is no longer offered, so it left your list"),
    "learning.certificate": Kind(
        "Your certificate “{title}” is valid until {day}: here is how to renew it", act="Renew it",
    ),
    "learning.certificate_over": Kind(
        "Your certificate “{title}” expired on {day}: here is how to renew it", act="Renew it",
    ),
    "learning.due": Kind("“{title}” is due on {day}", act="Go on"),
    "learning.late": Kind("“{title}” was due on {day}", act="Go on"),
    "learning.day": Kind("Day {number} of “{course}” is open: {title}", act="Read it"),
    # What those are told who say yes or no, and who asked for something.
    "learning.asked": Kind(
        "{person} asks for {cost} for “{title}”", act="Answer",
        several="{n} requests for the cost of something to learn",
    ),
    "learning.done": Kind(
        "{person} says “{title}” is done: please confirm it", act="Confirm",
        several="{n} times colleagues say something is done: please confirm it",
    ),
    "learning.withdrawn": Kind("{person} took back the request for “{title}”"),
    "learning.declined": Kind("{person} declined “{title}”, and why", act="Read why"),
    "learning.waits_for_cost": Kind(
        "{person} still hopes for your answer about {cost} for “{title}”", act="Answer",
    ),
    "learning.waits_for_word": Kind(
        "{person} still hopes for your word that they completed “{title}”", act="Confirm",
    ),
}  # fmt: skip
