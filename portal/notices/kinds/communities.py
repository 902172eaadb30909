"""What is told about communities."""

from portal.notices.kinds.kind import Kind

COMMUNITIES = {
    "community.reply": Kind(
        "{who} answered “{title}”", act="Read it", several="{n} answers to what you wrote",
    ),
    "community.meeting": Kind(
        "{community} meets on {day}: {title}", act="See where",
        several="{n} dates of your communities",
    ),
    "community.moved": Kind("{community} meets at another time or place: {day}", act="See where"),
    "community.called_off": Kind("{community} does not meet on {day}", act="Look"),
    "community.kept": Kind("What you wrote in {community} is kept as knowledge", act="Look"),
    "community.hidden": Kind("What you wrote in {community} was hidden", act="Read why"),
    # To whoever looks after one, or could.
    "community.asked": Kind("You are asked to host {community}", act="Answer"),
    "community.hostless": Kind(
        "{community} has no host any more: would you look after it?", act="Answer",
    ),
    "community.reported": Kind(
        "Something written in {community} was reported", act="Look at it",
        several="{n} things in communities were reported",
    ),
    # To HR.
    "community.orphaned": Kind(
        "{community} has neither a host nor members", act="See what to do",
    ),
}  # fmt: skip
