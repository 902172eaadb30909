"""What every template must be: small, without inline style or script, a nonce for each hx-."""

import re
from pathlib import Path

from portal import create_app
from tests.conftest import settings_for
from tests.house.allowed import allowed

FOLDER = Path(__file__).parents[2] / "portal" / "templates"
TEMPLATES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.html"))
LONGEST = 120
COMMENT = re.compile(r"\{#.*?#\}", re.S)


def source(name: str) -> str:
    return COMMENT.sub("", (FOLDER / name).read_text())


def offenders(wrong):
    """The templates of which `wrong` finds something to say."""
    return {name: found for name in TEMPLATES if (found := wrong(source(name)))}


def test_all_parse(tmp_path):
    app = create_app(settings_for(tmp_path, f"sqlite:///{tmp_path / 'aspire.db'}"))
    for name in TEMPLATES:
        app.jinja_env.get_template(name)


def test_no_inline_style_script_or_handler():
    inline = re.compile(
        r"""<[^>]+\sstyle\s*=|<style|<[^>]+\son[a-z]+\s*=|hx-on|javascript:""", re.IGNORECASE
    )
    assert not offenders(inline.findall)


def test_every_script_has_the_nonce_and_no_words():
    def wrong(text):
        return [
            script
            for script in re.findall(r"<script\b[^>]*>.*?</script>", text, re.S)
            if not re.fullmatch(
                r"""<script [^>]*nonce="\{\{ nonce \}\}"[^>]*>\s*</script>""", script
            )
        ]

    assert not offenders(wrong)


ELEMENT = re.compile(r"<[a-z][a-z0-9]*\s(?:[^>{]|\{\{.*?\}\}|\{%.*?%\}|\{)*>", re.S)
ACTS = re.compile(r"\shx-(get|post|put|patch|delete|target|swap|trigger|boost)\b")


def test_every_element_of_htmx_has_the_nonce():
    def wrong(text):
        acting = [tag for tag in ELEMENT.findall(text) if ACTS.search(tag)]
        return [tag for tag in acting if not re.search(r"hx-nonce=.\{\{ ?nonce ?\}\}", tag)]

    assert not offenders(wrong)


def test_no_text_is_trusted_as_html():
    assert not offenders(re.compile(r"\|\s*safe\b|autoescape").findall)


def test_all_are_short_enough_to_read():
    lines = {name: len((FOLDER / name).read_text().splitlines()) for name in TEMPLATES}
    assert not {
        name: count
        for name, count in lines.items()
        if count > LONGEST and not allowed(f"templates/{name}")
    }


def test_every_post_form_carries_its_token():
    def wrong(text):
        forms = re.findall(r"<form\b.*?</form>", text, re.S)
        posts = [form for form in forms if re.search(r"""method=["']post""", form, re.I)]
        return [form for form in posts if "csrf" not in form]

    assert not offenders(wrong)
