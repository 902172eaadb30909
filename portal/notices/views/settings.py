"""What comes to me by mail and to my devices, how often, and by which clocks."""

from flask import Blueprint, request, url_for

from portal import clock, dates
from portal.access import can
from portal.answers import changed, page
from portal.guard import actor, allow
from portal.notices import choices, rhythm
from portal.notices.forms import WEEKDAYS, RhythmForm, TimeZoneForm
from portal.notices.kinds import GROUPS, KINDS


def add_to(bp: Blueprint) -> None:
    """Put these views into the blueprint of notices."""
    bp.add_app_template_global(told_how, "told_how")
    bp.add_app_template_global(in_words, "rhythm_words")
    bp.add_url_rule("/me/settings/told", view_func=told)
    bp.add_url_rule("/me/settings/told", view_func=choose, methods=["POST"])
    bp.add_url_rule("/me/settings/time-zone", view_func=time_zone, methods=["GET", "POST"])


def told_how(person_id):
    """How somebody is told, for the page of their settings: rhythm, clocks, and what comes how."""
    chosen = rhythm.of(person_id)
    zone = chosen.time_zone
    return {"how": in_words(chosen), "zone": zone or dates.zone("").key,
            "now": dates.local(clock.now(), zone), "choices": choices.of(person_id)}  # fmt: skip


def in_words(chosen: rhythm.Chosen) -> str:
    """How often mail comes, and the quiet hours: "Once a day at 08:00; quiet from 20:00 on"."""
    words = {
        rhythm.AT_ONCE: "Straight away",
        rhythm.DAILY: f"Once a day at {chosen.hour:02}:00",
        rhythm.WEEKLY: f"{WEEKDAYS[chosen.weekday]}s at {chosen.hour:02}:00",
    }[chosen.rhythm]
    if chosen.quiet_from is None or chosen.quiet_until is None:
        return words
    return f"{words}; quiet from {chosen.quiet_from:02}:00 to {chosen.quiet_until:02}:00"


@allow("settings.edit")
def told():
    return _told(RhythmForm.of(rhythm.of(actor().id)), choices.of(actor().id))


def _told(form, made):
    home = dates.zone("").key
    return page(
        "notices/told.html", form=form, groups=_mine(), made=made, kinds=KINDS, at_home=home
    )


def _mine():
    """The groups of which somebody like this person is told."""
    return {name: one for name, one in GROUPS.items() if not one.may or can(actor(), one.may)}


@allow("settings.edit")
def choose():
    form = RhythmForm()
    mail, push, but = (request.form.getlist(name) for name in ("mail", "push", "but"))
    if not form.validate():
        typed = {("mail", name): name in mail for name in GROUPS}
        typed |= {("push", name): name in push for name in GROUPS}
        typed |= {("mail", kind): False for kind in but if kind in KINDS}
        return _told(form, choices.Choices(typed))
    choices.choose(actor().id, _mine(), mail=mail, push=push, but=but)
    rhythm.choose(actor().id, form.chosen(actor().time_zone))
    return changed("Saved. You are told like this now.", back_to=_back())


@allow("settings.edit")
def time_zone():
    form = TimeZoneForm(data={"time_zone": actor().time_zone})
    if form.validate_on_submit():
        rhythm.move(actor().id, form.time_zone.data)
        now = dates.local(clock.now(), form.time_zone.data)
        return changed(f"Saved. It is {now:%H:%M} where you are.", back_to=_back())
    return page("notices/time_zone.html", form=form, at_home=dates.zone("").key)


def _back() -> str:
    return url_for("accounts.settings", _anchor="told")
