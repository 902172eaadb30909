"""What is told about opportunities and applications for them."""

from portal.notices.kinds.kind import Kind

OPPORTUNITIES = {
    # To whoever applied.
    "opportunity.read": Kind("Your application for “{title}” is being read"),
    "opportunity.shortlisted": Kind("You are on the shortlist for “{title}”"),
    "opportunity.offered": Kind(
        "You are offered a place in “{title}”: answer by {due}", act="Answer", urgent=True,
        several="{n} places are offered to you",
    ),
    "opportunity.offer_expired": Kind(
        "The offer of a place in “{title}” has run out: here are others like it", act="See others",
    ),
    "opportunity.asks_manager": Kind(
        "Your manager is asked to let you go for “{title}”, and answers by {due}", act="See more",
    ),
    "opportunity.released": Kind("Your place in “{title}” is agreed", act="See more"),
    "opportunity.deferred": Kind("You hear about your place in “{title}” by {due}", act="See more"),
    "opportunity.not_released": Kind(
        "Your manager cannot let you go for “{title}” this time", act="Read why",
    ),
    "opportunity.not_selected": Kind(
        "“{title}” went to somebody else this time: here are others like it", act="See more",
    ),
    "opportunity.filled": Kind(
        "All places in “{title}” are filled: here are others like it", act="See others",
        several="{n} things you applied for are filled",
    ),
    "opportunity.closed": Kind(
        "Your application for “{title}” was closed: here are others like it", act="See others",
    ),
    "opportunity.begun": Kind("“{title}” has begun", act="See more"),
    "opportunity.completed": Kind(
        "“{title}” is completed: say what it means for your skills", act="Say it",
    ),
    "opportunity.ended_early": Kind("Your part in “{title}” has ended early", act="See more"),
    "opportunity.cancelled": Kind("“{title}” does not take place", act="See more"),
    "opportunity.restored": Kind("“{title}” takes place after all", act="See more"),
    # To whoever leads it.
    "opportunity.applied": Kind(
        "{who} applied for “{title}”: answer by {due}", act="Read it",
        several="{n} people applied for what you offer",
    ),
    "opportunity.accepted": Kind("{who} accepted the place in “{title}”", act="See who takes part"),
    "opportunity.declined": Kind("{who} cannot take the place in “{title}”", act="Ask others"),
    "opportunity.withdrawn": Kind("{who} took back their application for “{title}”", act="Look"),
    "opportunity.not_coming": Kind("{who} cannot come to “{title}” this time", act="Ask others"),
    "opportunity.no_more": Kind(
        "“{title}” takes no more applications: now answer everybody", act="Answer",
    ),
    "opportunity.approved": Kind("HR approved “{title}”: it is open for applications", act="Look"),
    "opportunity.changes": Kind("HR asks for changes to “{title}”", act="See which"),
    "opportunity.expired": Kind("“{title}” did not start in time and was ended", act="Look"),
    "opportunity.over": Kind("“{title}” came to its end and was completed", act="Look"),
    "opportunity.yours_now": Kind("You lead “{title}” now, since its owner has left", act="Look"),
    # To a manager.
    "opportunity.release": Kind(
        "{who} was chosen for “{title}”: can you let them go? Answer by {due}", act="Answer",
        urgent=True,
    ),
    "opportunity.notice": Kind("{who} takes part in “{title}”, for a few hours", act="See when"),
    # Where somebody seeks it: to whoever seeks, then to whoever answered.
    "opportunity.seeking_answered": Kind(
        "{who} has something for you: “{title}”. Answer by {due}", act="Read it",
        several="{n} people have something for you",
    ),
    "opportunity.seeking_withdrawn": Kind("{who} took back their answer to “{title}”", act="Look"),
    "opportunity.seeking_ended": Kind(
        "“{title}” is not shown any more: its day has come", act="Show it again",
    ),
    "opportunity.seeking_talk": Kind("{who} would like to talk about “{title}”", act="See more"),
    "opportunity.seeking_thanks": Kind(
        "“{title}”: they thank you, and look for something else", act="Look",
    ),
    "opportunity.seeking_over": Kind("“{title}” is not looked for any more", act="Look"),
    "opportunity.seeking_again": Kind("“{title}” is looked for again", act="Look"),
    # To HR.
    "opportunity.submitted": Kind(
        "“{title}” waits for approval by HR", act="Look at it",
        several="{n} opportunities wait for approval",
    ),
    "opportunity.orphaned": Kind("“{title}” has lost its owner", act="Take it over"),
}  # fmt: skip
