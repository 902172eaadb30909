"""What is open to everyone, and what a device may keep."""

import json
import re
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

import portal
from portal import headers
from portal.db import db

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize("path", ["/help", "/privacy", "/accessibility", "/offline", "/sign-in"])
def test_pages_open_to_all_are_open(visitor, path):
    assert "Aspire" in visitor.get(path).text


def test_the_manifest_names_icons_that_are_there(visitor):
    manifest = json.loads(visitor.get("/manifest.webmanifest").text)
    assert manifest["display"] == "standalone"
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in manifest["icons"]}
    for icon in manifest["icons"]:
        visitor.get(icon["src"]).close()


def test_the_worker_keeps_static_files_and_nothing_else(visitor):
    answer = visitor.get("/service-worker.js")
    assert answer.headers["Cache-Control"] == "no-cache"
    kept = json.loads(re.search(r"KEPT = (\[.*\]);", answer.text)[1])
    assert all(address.startswith("/static/") for address in kept)
    for address in kept:
        visitor.get(address).close()


def test_every_kept_file_is_asked_for_by_its_very_address(visitor):
    """A digest that differs between page and worker would fetch each file twice."""
    page = visitor.get("/sign-in").text
    asked = re.findall(r'(?:src|href)="(/static/(?:js|css|vendor|fonts)/[^"]+)"', page)
    kept = json.loads(re.search(r"KEPT = (\[.*\]);", visitor.get("/service-worker.js").text)[1])
    assert asked
    assert set(asked) <= set(kept)


MOST = 10 * 1024


def test_what_every_page_loads_of_our_scripts_is_small_and_so_is_what_comes_later(ada):
    page = ada.get("/me").text
    folder = Path(portal.__file__).parent / "static" / "js"
    always = set(re.findall(r'<script type="module" src="/static/js/(\w+\.js)', page))
    later = set(re.findall(r'data-\w+="/static/js/(\w+\.js)', page))
    assert {"toast.js", "offline.js"} <= always
    assert {"queue.js", "sealed.js", "combobox.js"} <= later - always
    assert sum((folder / name).stat().st_size for name in always) <= MOST
    for path in folder.iterdir():
        assert path.stat().st_size <= MOST, path.name


def test_the_offline_page_names_nobody(ada, cast):
    assert cast.ada.name not in ada.get("/offline").text


def test_a_breakdown_is_told_without_the_database(ada):
    def broken(*_args):
        raise OperationalError("select", {}, Exception("disk I/O error"))

    event.listen(db.engine, "before_cursor_execute", broken)
    try:
        answer = ada.get("/notifications", status=503)
    finally:
        event.remove(db.engine, "before_cursor_execute", broken)
    assert "What you saved before is safe" in answer.text
    assert "disk" not in answer.text


def test_the_policy_lets_only_our_own_files_in(visitor):
    policy = visitor.get("/help").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "http" not in policy
    assert headers.FIXED.items() <= dict(visitor.get("/help").headers).items()
