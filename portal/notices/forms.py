"""The shape of what is chosen about notices."""

from wtforms import RadioField, SelectField, ValidationError

from portal import dates
from portal.forms import PortalForm
from portal.notices.rhythm import AT_ONCE, DAILY, WEEKLY, Chosen

HOURS = {n: f"{n:02}:00" for n in range(24)}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NEVER = -1


class RhythmForm(PortalForm):
    rhythm = RadioField(
        "How often e-mail comes",
        choices={
            AT_ONCE: "Straight away, each by itself",
            DAILY: "Once a day, all in one",
            WEEKLY: "Once a week, all in one",
        },
    )
    weekday = SelectField("Weekly on", coerce=int, choices=dict(enumerate(WEEKDAYS)))
    hour = SelectField("Daily and weekly at", coerce=int, choices=HOURS)
    quiet_from = SelectField("Quiet from", coerce=int, choices={NEVER: "No quiet hours"} | HOURS)
    quiet_until = SelectField("until", coerce=int, choices=HOURS)

    @classmethod
    def of(cls, chosen: Chosen):
        begin, end = chosen.quiet_from, chosen.quiet_until
        quiet = {"quiet_from": NEVER, "quiet_until": 7} if begin is None else {}
        return cls(data={**chosen._asdict(), "quiet_from": begin, "quiet_until": end} | quiet)

    def validate_quiet_until(self, field):
        if self.quiet_from.data == field.data:
            raise ValidationError(
                "Choose another hour for the end of the quiet than for its start."
            )

    def chosen(self, time_zone: str) -> Chosen:
        """What was chosen, as the rules take it."""
        quiet = (self.quiet_from.data, self.quiet_until.data)
        if self.quiet_from.data == NEVER:
            quiet = (None, None)
        return Chosen(self.rhythm.data, self.hour.data, self.weekday.data, *quiet, time_zone)


class TimeZoneForm(PortalForm):
    time_zone = SelectField("Your time zone", choices=())

    def __init__(self, **given):
        super().__init__(**given)
        self.time_zone.choices = by_continent()


def by_continent() -> dict[str, list[tuple[str, str]]]:
    """Every time zone under its part of the world, first that of the organisation."""
    found: dict[str, list[tuple[str, str]]] = {"": [("", "As the organisation")]}
    for name in dates.zones():
        continent, _, place = name.partition("/")
        found.setdefault(continent, []).append((name, (place or name).replace("_", " ")))
    return found
