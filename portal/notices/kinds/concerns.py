"""What the people named to read concerns are told: that there is something, never what it is."""

from portal.notices.kinds.kind import Kind

CONCERNS = {
    "concern.reported": Kind("Somebody has reported a concern", act="Read it", urgent=True),
    "concern.added": Kind("Something was added to a concern", act="Read it"),
    "concern.waits": Kind("A concern waits to be taken in hand", act="Read it"),
    "concern.named": Kind("You are named to read concerns that people report", act="Have a look"),
}
