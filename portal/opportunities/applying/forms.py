"""The shape of an application and of the answers to it."""

from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired, Length, Optional

from portal.fields import Day, Words
from portal.forms import PortalForm
from portal.opportunities import words
from portal.opportunities.applying.rules import LEAST_WORDS


class ApplyForm(PortalForm):
    words = Words(
        "Why you would like to do it", 1500,
        (InputRequired("Say in a sentence or two why you would like to do it."),
         Length(min=LEAST_WORDS, message="A little more, please: a sentence or two.")),
        description="What draws you to it, what you bring, what you want to learn.",
    )  # fmt: skip


class AnswerForm(PortalForm):
    words = Words(
        "What you have in mind", 1500,
        (InputRequired("Say in a sentence or two what you have for them."),
         Length(min=LEAST_WORDS, message="A little more, please: a sentence or two.")),
        description="What it is, when, and what they would learn. Only they read it.",
    )  # fmt: skip
    with_id = SelectField("Something you offer here already", default="")

    def __init__(self, offered, **kwargs):
        super().__init__(**kwargs)
        self.with_id.choices = {"": "Nothing yet"} | {str(key): said for key, said in offered}


class ThanksForm(PortalForm):
    note = Words("Why not, if you like to say", 1000, (Optional(),))


class NotSelectedForm(PortalForm):
    reason = RadioField(
        "The reason", [InputRequired("Choose a reason.")], choices=words.NOT_SELECTED
    )
    note = Words("A kind word", 1000, (InputRequired("Write a sentence they can use."),))


class WithdrawForm(PortalForm):
    note = Words("Why, if you like to say", 500, (Optional(),))


class DeferForm(PortalForm):
    until = Day("I answer by", [InputRequired("Choose a day.")])


class RefuseForm(PortalForm):
    note = Words("Why it cannot be this time", 1000, (InputRequired("Say in a sentence why."),))


class ThankForm(PortalForm):
    words = Words("Your words", 1000, (InputRequired("Write at least a sentence."),))
