"""What a form says is said in words of ours, never in those that WTForms brings along."""

import ast
from pathlib import Path

import flask_wtf
import pytest
import wtforms
from werkzeug.datastructures import MultiDict

from portal.forms import FOR_DEVELOPERS, OURS, OurWords, PartForm, PortalForm
from tests.house.test_routes import portal_in


def built_in() -> set[str]:
    """Every sentence that WTForms and Flask-WTF may say, by its form for one."""
    found = set()
    for package in (wtforms, flask_wtf):
        for path in Path(str(package.__file__)).parent.rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                match node:
                    case ast.Call(
                        func=ast.Attribute(attr="gettext" | "ngettext"),
                        args=[ast.Constant(value=str(words)), *_],
                    ):
                        found.add(words)
    return found


def forms(kind: type) -> list[type]:
    return [one for sub in kind.__subclasses__() for one in (sub, *forms(sub))]


def test_every_form_of_the_portal_speaks_our_words(tmp_path):
    portal_in(tmp_path)
    ours = [form for form in forms(wtforms.Form) if form.__module__.startswith("portal.")]
    assert len(ours) > 90
    assert [form for form in ours if not issubclass(form, PortalForm | PartForm)] == []
    assert [
        form
        for form in ours
        if form.Meta.get_translations is not PortalForm.Meta.get_translations  # type: ignore[attr-defined]
    ] == []


def test_no_sentence_of_wtforms_reaches_a_person():
    theirs = built_in() - FOR_DEVELOPERS
    assert len(theirs) > 35
    assert set(OURS) <= theirs, "words for what WTForms no longer says"
    said = {words: OurWords().gettext(words) for words in theirs}
    assert [words for words in theirs if said[words] in theirs] == []


def test_our_words_take_what_theirs_are_given():
    given = {"min": 1, "max": 2, "value": "x", "values": "x", "other_name": "x", "length": 3}
    for words in OURS.values():
        assert "%(" not in words % given


@pytest.mark.parametrize(
    ("field", "sent", "said"),
    [
        (wtforms.SelectField(choices=["a"]), ["b"], "Choose one of the answers given here."),
        (wtforms.RadioField(choices=["a"]), [], "Choose one of the answers given here."),
        (wtforms.SelectField(coerce=int, choices=[1]), ["x"], "Choose one of the answers given"),
        (wtforms.SelectMultipleField(choices=["a"]), ["b", "c"], "Choose only from what is given"),
        (wtforms.IntegerField(), ["x"], "Write a whole number in figures."),
        (wtforms.DateField(), ["x"], "Choose a day, or write it like 2027-03-31."),
        (
            wtforms.StringField(validators=[wtforms.validators.Length(max=1)]),
            ["xx"],
            "Keep this shorter: at most 1 letters.",
        ),
        (
            wtforms.StringField(validators=[wtforms.validators.UUID()]),
            ["x"],
            "This cannot be taken as it is.",
        ),
    ],
)
def test_what_cannot_be_taken_is_answered_in_our_words(field, sent, said):
    class Asked(PartForm):
        it_is = field

    form = Asked(MultiDict([("other", "x"), *(("it_is", value) for value in sent)]))
    assert not form.validate()
    assert form.it_is.errors[0].startswith(said)
    assert str(form.it_is.label.text) == "It Is"
