"""Journeys in Chromium through the portal as it is served, with the demo organisation.

Whatever the browser complains of fails the test: an error in its console, a breach of the content
security policy, a request to another host, an answer of 500 or more, a static file that is not
there. A journey asks for a `screen` of a size, in colours, with a script or without.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response

PASSWORD = "port-ashby-demo"
SIZES = {"phone": (390, 844), "desktop": (1440, 900)}
AXE = Path(__file__).parent / "vendor" / "axe-4.14.1.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
FIND_FAULTS = """axe.run(document, {runOnly: {type: "tag", values: %s}}).then((found) =>
  found.violations.map((v) => v.id + ": " + v.nodes.map((n) => n.target.join(" ") + " " +
  n.failureSummary.replace(/\\s+/g, " ")).join(" | ")))"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(item.fspath).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The Chromium of this machine; nothing is downloaded."""
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if not found:
        pytest.fail("Chromium is not on this machine: install it, or name it with CHROMIUM=…")
    return browser_type_launch_args | {"executable_path": found, "args": FLAGS}


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the portal, served as `make run` does, in an instance folder of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("served")
    url = f"http://127.0.0.1:{port}"
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ASPIRE_", "DATABASE_URL"))}
    settings = {"ASPIRE_INSTANCE": str(folder), "ASPIRE_DEMO": "1", "ASPIRE_BASE_URL": url}
    command = [sys.executable, "-m", "portal", "serve", "--prepare", "--workers", "1"]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [*command, "--bind", f"127.0.0.1:{port}"], env=kept | settings, stdout=log, stderr=log
        )
    try:
        _wait_until_ready(url, server, folder / "log")
        yield url
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(40)


def _wait_until_ready(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(400):
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=5):  # noqa: S310 - our own address
                return
        except (URLError, OSError):
            time.sleep(0.25)
    server.kill()
    pytest.fail(f"the portal did not start:\n{log.read_text()[-3000:]}")


class Screen:
    """One browser window, and what it complained of."""

    def __init__(self, browser: Browser, url: str, size: str, colours: str, script: bool) -> None:
        width, height = SIZES[size]
        self.url = url
        self.context = browser.new_context(
            base_url=url,
            viewport={"width": width, "height": height},
            color_scheme=colours,
            reduced_motion="reduce",
            has_touch=size == "phone",
            java_script_enabled=script,
            locale="en-GB",
        )
        self.context.set_default_timeout(10_000)
        self.troubles: list[str] = []
        self.context.on("request", self._only_here)
        self.context.on("response", self._no_breakage)
        self.context.on("console", self._no_words)
        self.context.on("weberror", lambda error: self.troubles.append(f"script: {error.error}"))
        if script:
            self.context.add_init_script(
                "addEventListener('securitypolicyviolation', (e) => "
                "console.error('policy: ' + e.violatedDirective + ' ' + e.blockedURI))"
            )
        self.page: Page = self.context.new_page()

    def _only_here(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme.startswith("http") and not request.url.startswith(self.url):
            self.troubles.append(f"request to another host: {request.url}")

    def _no_breakage(self, response: Response) -> None:
        asset = urlsplit(response.url).path.startswith("/static/")
        if response.status >= 500 or (asset and response.status >= 400):
            self.troubles.append(f"{response.status} {response.request.method} {response.url}")

    def _no_words(self, message: ConsoleMessage) -> None:
        # An expected 4xx is a line in Chromium's console too; `_no_breakage` looks at answers.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.troubles.append(f"console: {message.text[:300]}")

    def sign_in(self, email: str, at: str = "/") -> "Screen":
        """Through the form, as a person does."""
        self.go(f"/sign-in?next={at}")
        self.page.get_by_label("Work email").fill(f"{email}@demo.example")
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url(self.url + at)
        return self

    def go(self, path: str) -> Page:
        """Open a page and let it come to rest."""
        self.page.goto(path, wait_until="load")
        return self.page

    def faults(self) -> list[str]:
        """What axe finds, put in from outside so that the content security policy stays on."""
        session = self.context.new_cdp_session(self.page)
        session.send("Runtime.evaluate", {"expression": AXE.read_text()})
        answer = session.send(
            "Runtime.evaluate",
            {"expression": FIND_FAULTS % TAGS, "awaitPromise": True, "returnByValue": True},
        )
        session.detach()
        return list(answer["result"]["value"])

    def sideways(self) -> int:
        """How many pixels the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - innerWidth"))

    def tab_to(self, name: str, limit: int = 80) -> None:
        """Reach a control with the Tab key alone, each stop on the way visible."""
        said = "(document.activeElement.labels?.[0] ?? document.activeElement).innerText"
        for _ in range(limit):
            self.page.keyboard.press("Tab")
            words = str(self.page.evaluate(f"{said} ?? ''")).strip()
            if words == name:
                outline = "getComputedStyle(document.activeElement).outlineStyle"
                assert self.page.evaluate(outline) != "none", f"no focus ring on {name}"
                return
        pytest.fail(f"Tab does not reach “{name}”")

    def close(self) -> None:
        self.context.close()
        assert not self.troubles, "\n".join(self.troubles)


@pytest.fixture
def screen(browser: Browser, served: str) -> Iterator[Callable[..., Screen]]:
    """Opens a screen: `screen("employee", size="phone", colours="dark", script=False)`."""
    opened: list[Screen] = []

    def open_one(
        who: str | None = None,
        *,
        at: str = "/",
        size: str = "desktop",
        colours: str = "light",
        script: bool = True,
    ) -> Screen:
        one = Screen(browser, served, size, colours, script)
        opened.append(one)
        return one.sign_in(who, at) if who else one

    yield open_one
    for one in opened:
        one.close()


@pytest.fixture(params=[(s, c) for s in SIZES for c in ("light", "dark")], ids="-".join)
def look(request: pytest.FixtureRequest) -> dict[str, str]:
    """Each size in each of the colours: `screen(**look)`."""
    return dict(zip(("size", "colours"), request.param, strict=True))
