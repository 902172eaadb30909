"""What an employee and their manager are told of their conversations: never what they say."""

from portal.notices.kinds.kind import Kind

CONVERSATIONS = {
    "conversation.proposed": Kind(
        "{other} proposes a career conversation: {when}", act="Say yes, or name another time",
    ),
    "conversation.suggested": Kind(
        "{other} suggests another time for your career conversation: {when}",
        act="Say yes, or name another time",
    ),
    "conversation.accepted": Kind(
        "{other} said yes to your career conversation: {when}", act="Prepare",
    ),
    "conversation.moved": Kind(
        "{other} moved your career conversation: {when}", act="Look at it", urgent=True,
    ),
    "conversation.cancelled": Kind(
        "{other} cancelled your career conversation of {when}", act="Find another time",
        urgent=True,
    ),
    "conversation.soon": Kind(
        "Your career conversation with {other} is soon: {when}", act="Prepare", urgent=True,
    ),
    "conversation.closed": Kind(
        "{other} closed your career conversation. Did you talk? Without a word from you it counts "
        "after 7 days", act="Say so",
    ),
    "conversation.reopened": Kind("{other} opened your career conversation again", act="Open it"),
    "conversation.objected": Kind(
        "{other} said that your career conversation does not count", act="Look at it",
    ),
    "conversation.ended": Kind(
        "Your career conversation with {other} of {when} does not take place, since you no longer "
        "work together",
    ),
    "conversation.due": Kind(
        "It is time for your next career conversation with {other}", act="Propose a time",
    ),
    "conversation.due_with": Kind(
        "It is time for the next career conversation with {other}", act="Propose a time",
        several="{n} career conversations with people you lead are due",
    ),
}  # fmt: skip
