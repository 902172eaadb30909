"""What people are told about their skills, aims, plans and searches."""

from portal.notices.kinds.kind import Kind

OWN = {
    # Saved searches, and what colleagues show.
    "search.alert": Kind("{what} for your search “{search}”", act="See them"),
    "search.alerts": Kind("{what} for {count} of your saved searches", act="See them"),
    "share.role": Kind(
        "{who} shares a role with you: {title}", act="Look at it",
        several="{n} times a colleague shared a role with you",
    ),
    # Plans and aspirations.
    "plan.due": Kind(
        "“{title}” is planned by {day}.", act="Go to the step",
        post=("It is done", "/plan/steps/{id}/done"),
        several="{n} steps of your plans are due soon",
    ),
    "plan.late": Kind(
        "“{title}” was planned by {day}. Is it done, or shall it have a new day?",
        act="Choose a day", post=("It is done", "/plan/steps/{id}/done"),
        several="{n} steps of your plans wait for a new day",
    ),
    "aspiration.review": Kind(
        "Is {title} still on your list? Save the page to keep it.", act="Look it over",
    ),
    "aspiration.resting": Kind(
        "Are the wishes you wrote down still true? Save the page to keep them.",
        act="Look them over",
    ),
    "aspiration.hidden": Kind(
        "Your wishes were not touched for long: nobody sees or counts them now.",
        act="Look them over",
    ),
    "aspiration.hr_ending": Kind(
        "What you show HR by name ends after {day}", act="Let it last longer, or not",
    ),
    "aspiration.hr_ended": Kind(
        "HR reads nothing of your aspirations by name any more: it was until {day}",
        act="Look them over",
    ),
    "checkin.due": Kind(
        "How are things going for you? Your next check-in takes half a minute", act="Check in",
    ),
    # Skills.
    "validation.asked": Kind(
        "{who} asks you to confirm {skills}", act="Answer",
        several="{n} times you are asked to confirm skills",
    ),
    "validation.reminded": Kind("{who} hopes for your word on {skills} by {day}", act="Answer"),
    "validation.offered": Kind(
        "{who} sees {skill} in you: do you want it on your page?", act="Say yes or no",
    ),
    "validation.waits": Kind(
        "What {who} says of {skill} waits for your yes or no until {day}", act="Say yes or no",
    ),
    "validation.confirmed": Kind(
        "{who} confirmed {skill}{level}", several="{n} confirmations of your skills",
    ),
    "validation.accepted": Kind("{who} said yes to your word on {skill}"),
    "validation.declined": Kind("{who} has answered your question about {skill}", act="Read it"),
    "validation.expired": Kind(
        "{who} could not answer about {skill} in time: here is whom you could ask instead",
        act="Ask somebody else",
    ),
    "validation.closed": Kind(
        "{who} can no longer answer about {skill}: here is whom you could ask instead",
        act="Ask somebody else",
    ),
    "taxonomy.active": Kind("“{skill}”, which you proposed, is now a skill everybody can choose"),
    "taxonomy.merged": Kind("“{skill}”, which you proposed, is known here as “{into}”"),
    "taxonomy.not_taken": Kind(
        "“{skill}” was not taken on for everybody. You keep it; why stands beside it",
    ),
    "account.mail_closed": Kind(
        "Your e-mail address takes no letters, so Aspire sends none until you say so",
        act="Look at it", urgent=True,
    ),
    "insights.alert": Kind(
        "{who} opened more than {count} different insight views in an hour", act="See who",
        urgent=True,
    ),
}  # fmt: skip
