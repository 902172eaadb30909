"""What an operator or a developer can set, run or name is written down."""

import re
from pathlib import Path

import click
import pytest

from portal.access import MAY
from portal.commands import main

ROOT = Path(__file__).parents[2]
OPERATING = (ROOT / "docs" / "operating.md").read_text()
CONTRIBUTING = (ROOT / "docs" / "contributing.md").read_text()


def commands(group=main, path=("aspire",)):
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name)


def test_every_command_is_written_down_and_helps():
    for words in commands():
        *group, name = words
        listed = re.search(rf"`{' '.join(group)} [^|]*\b{re.escape(name)}\b", OPERATING)
        assert listed, " ".join(words)


def test_every_command_says_what_it_does():
    for words in commands():
        command = main
        for name in words[1:]:
            command = command.commands[name]
        assert command.help, " ".join(words)


def test_every_setting_is_written_down():
    names = set(
        re.findall(r'"((?:ASPIRE_)?[A-Z][A-Z_]{3,})"', (ROOT / "portal/config.py").read_text())
    )
    assert names
    assert not {name for name in names if f"`{name}`" not in OPERATING}


def test_no_setting_is_written_down_that_is_not_read():
    read = (ROOT / "portal/config.py").read_text()
    assert not {n for n in re.findall(r"^\| `([A-Z_]+)`", OPERATING, re.M) if f'"{n}"' not in read}


def test_every_action_is_written_down():
    assert not [action for action in MAY if f"`{action}`" not in CONTRIBUTING]


def test_every_target_of_make_is_written_down():
    targets = re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(), re.M)
    assert not {t for t in targets if t != "help" and f"`make {t}" not in CONTRIBUTING}


@pytest.mark.parametrize("page", sorted((ROOT / "docs").rglob("*.md")), ids=lambda p: p.name)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text()):
        assert (page.parent / target).exists(), target


def test_the_threat_model_names_tests_that_there_are():
    there = {
        name
        for file in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", file.read_text(), re.M)
    }
    named = set(re.findall(r"`(test_\w+)`", (ROOT / "docs" / "threat-model.md").read_text()))
    assert named
    assert named <= there, named - there
