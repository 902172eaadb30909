"""One skill of the taxonomy: its words, whether it is used, what becomes of a proposal."""

from flask import request, url_for

from portal.answers import back, changed, page
from portal.curate import queries, rules
from portal.curate.forms import KINDS, SkillForm, WordForm
from portal.errors import BadInput
from portal.fields import saved_elsewhere
from portal.guard import allow
from portal.skills.finding import likeness
from portal.skills.models import Skill, Status

PAGE, MOST_LIKELY = "curate/skill.html", 4


def register(bp):
    """Put the views on the blueprint of the taxonomy."""
    bp.route("/skills/add", methods=["GET", "POST"])(add)
    bp.get("/skills/<uuid:id>")(skill)
    bp.post("/skills/<uuid:id>")(edit)
    bp.post("/skills/<uuid:id>/kind")(say_kind)
    bp.post("/skills/<uuid:id>/retire")(retire)
    bp.post("/skills/<uuid:id>/revive")(revive)
    bp.post("/skills/<uuid:id>/accept")(accept)
    bp.post("/skills/<uuid:id>/wait")(wait_again)
    bp.post("/skills/<uuid:id>/refuse")(refuse)


def _at(row):
    return url_for("curate.skill", id=row.id)


def _form_of(row):
    return SkillForm.of(rules.entry_of(row), kind_guessed=row.kind_guessed)


def _page(row, form, *, word=None, status=None, **both):
    """The page of a skill; with `theirs` and `yours`, somebody saved it meanwhile."""
    if word is not None and word.errors:
        status = 422
    asks = row.status == Status.PROPOSED
    mergers = [] if asks else queries.mergers(of=row.id)[0]
    used, proposer = queries.use_of(row)
    near = likeness.near(row.name, MOST_LIKELY) if asks else []
    return page(
        PAGE,
        form=form,
        status=status,
        row=row,
        word=word or WordForm(formdata=None),
        used=used,
        proposer=proposer,
        roles=queries.roles_asking(row.id) if used.roles else [],
        codes=[] if asks else queries.codes(row.id),
        categories=queries.categories(),
        into=next((m for m in mergers if m.from_id == row.id), None),
        mergers=[m for m in mergers if m.into_id == row.id],
        likely=[found for found in near if found.skill_id != row.id],
        **both,
    )


@allow("taxonomy.add")
def add():
    form = SkillForm()
    if request.method == "GET":
        form = SkillForm(formdata=None, name=request.args.get("name", "")[:200])
    elif form.validate():
        try:
            row = rules.add(form.entry())
        except rules.Taken as taken:
            form[taken.field].errors = [taken.message]
        else:
            return changed(f"{row.name} added. Everybody can choose it now.", back_to=_at(row))
    return page("curate/add.html", form=form, categories=queries.categories())


@allow("taxonomy.curate", Skill)
def skill(row: Skill):
    return _page(row, _form_of(row))


@allow("taxonomy.edit", Skill)
def edit(row: Skill):
    return _save(row, rules.edit, "{} saved.", _at(row))


@allow("taxonomy.accept", Skill)
def accept(row: Skill):
    undo = ("Undo", url_for("curate.wait_again", id=row.id))
    words = "{} taken on. Everybody can choose it now."
    return _save(row, rules.accept, words, url_for("curate.proposals"), undo)


def _save(row, write, words, back_to, undo=None):
    """Write what the form says, unless somebody else wrote something else since it was opened."""
    form = SkillForm()
    if not form.validate():
        return _page(row, form)
    yours, theirs = form.entry(), rules.entry_of(row)
    if saved_elsewhere(form, theirs.stamp, yours, theirs):
        return _page(row, form, status=409, theirs=theirs, yours=yours)
    try:
        write(row, yours)
    except rules.Taken as taken:
        form[taken.field].errors = [taken.message]
        return _page(row, form)
    return changed(words.format(row.name), back_to=back_to, undo=undo)


@allow("taxonomy.edit", Skill)
def say_kind(row: Skill):
    kind = request.form.get("kind", "")
    if kind not in KINDS:
        raise BadInput("There is no such kind of skill.")
    rules.say_kind(row, kind)
    return changed(f"{row.name}: {KINDS[kind].lower()}.", back_to=back())


@allow("taxonomy.retire", Skill)
def retire(row: Skill):
    undo = ("Undo", url_for("curate.revive", id=row.id))
    return _with_word(row, rules.retire, "{} is no longer offered. Who has it keeps it.", undo)


@allow("taxonomy.refuse", Skill)
def refuse(row: Skill):
    undo = ("Undo", url_for("curate.revive", id=row.id))
    words = "{} was not taken on. Who proposed it keeps it, and is told why."
    return _with_word(row, rules.refuse, words, undo)


def _with_word(row, decide, words, undo):
    word = WordForm()
    if not word.validate():
        return _page(row, _form_of(row), word=word)
    decide(row, word.word.data)
    return changed(words.format(row.name), back_to=_to_list(row), undo=undo)


def _to_list(row):
    """Back to the list it was decided from; the page of the skill leads to itself."""
    came_from = back()
    lists = (url_for("curate.hygiene"), url_for("curate.proposals"))
    return came_from if came_from.startswith(lists) else _at(row)


@allow("taxonomy.retire", Skill)
def revive(row: Skill):
    rules.revive(row)
    waits = row.status == Status.PROPOSED
    message = f"{row.name} {'waits for an answer' if waits else 'is in use'} again."
    return changed(message, back_to=_at(row))


@allow("taxonomy.accept", Skill)
def wait_again(row: Skill):
    rules.wait_again(row)
    return changed(f"{row.name} waits for an answer again.", back_to=_at(row))
