"""A portal as an operator runs it: `aspire serve` in its own folder, on its own port."""

import http.client
import importlib
import json
import multiprocessing
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import psutil

PASSWORD = "port-ashby-demo"
ASPIRE = (sys.executable, "-m", "portal")
ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(folder: Path, **more: str) -> dict[str, str]:
    """The environment of a portal in `folder`, without whatever is set around the tests."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ASPIRE_", "DATABASE_URL"))}
    return kept | {"ASPIRE_INSTANCE": str(folder), "ASPIRE_LOG": "json"} | more


# A process that has loaded the portal and done nothing else; each command is a fork of it. Loading
# takes longer than most commands do, and is proven by every start of a portal below.
LOADED = multiprocessing.get_context("forkserver")
LOADED.set_forkserver_preload(["portal.commands", __name__])


def aspire(folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run one command to its end, in a process and an environment of its own."""
    more = {"PORT": str(free_port())} | more  # a portal may be running beside the tests
    with tempfile.TemporaryDirectory() as said:
        out, err = Path(said, "out"), Path(said, "err")
        process = LOADED.Process(
            target=_run, args=(arguments, environment(folder, **more), out, err), name="aspire"
        )
        process.start()
        process.join(100)
        if process.exitcode is None:
            process.kill()
            raise subprocess.TimeoutExpired([*ASPIRE, *arguments], 100)
        return subprocess.CompletedProcess(
            [*ASPIRE, *arguments], process.exitcode, out.read_text(), err.read_text()
        )


def _run(arguments: tuple[str, ...], environ: dict[str, str], out: Path, err: Path) -> None:
    """In the fork: become the command."""
    os.environ.clear()
    os.environ.update(environ)
    os.chdir(ROOT)
    for place, file in enumerate((Path(os.devnull), out, err)):
        os.dup2(os.open(file, os.O_RDWR | os.O_CREAT), place)
    sys.stdout, sys.stderr = (os.fdopen(place, "w") for place in (1, 2))
    sys.stdin = os.fdopen(0)
    importlib.import_module("portal.commands").main(arguments, prog_name="aspire")


@dataclass
class Running:
    """`aspire serve --prepare` and what it started."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Running":
        self.folder.mkdir(parents=True, exist_ok=True)
        log = (self.folder / "log").open("ab")
        self.process = subprocess.Popen(
            [*ASPIRE, "serve", "--prepare", "--bind", f"127.0.0.1:{self.port}"],
            env=environment(self.folder, **self.settings), cwd=ROOT,
            stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip
        log.close()
        return self

    def wait(self, seconds: float = 60, path: str = "/readyz") -> "Running":
        """Until it is ready; what it said, when it is not in time."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                if Visitor(self.port).get(path)[0] == 200:
                    return self
            except OSError:
                pass
            assert self.process is not None
            assert self.process.poll() is None, self.log()
            time.sleep(0.05)
        raise AssertionError(f"not ready in {seconds} s: {self.log()}")

    def family(self) -> list[psutil.Process]:
        """The supervisor and everything below it."""
        assert self.process is not None
        top = psutil.Process(self.process.pid)
        return [top, *top.children(recursive=True)]

    def kill(self) -> None:
        """As when the power goes: all of it, at once."""
        family = self.family()
        for one in family:
            one.send_signal(signal.SIGKILL)
        psutil.wait_procs(family, timeout=10)
        assert self.process is not None
        self.process.wait(10)

    def stop(self) -> int:
        """In good order. The exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(35)

    def end(self) -> None:
        """Whatever is still there."""
        if self.process is not None and self.process.poll() is None:
            self.kill()

    def log(self) -> str:
        return (self.folder / "log").read_text()

    def records(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.log().splitlines() if line.startswith("{")]


class Visitor:
    """A browser of few words, with cookies and form tokens."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.token = ""

    def ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str, str]:
        """Status, text, location. Raises OSError when nobody answers."""
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        except http.client.HTTPException as error:
            raise ConnectionError(str(error)) from error
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie", []):
            name, _, rest = line.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        if found := re.search(r'name="csrf_token"[^>]*value="([^"]+)"', text):
            self.token = unescape(found.group(1))
        return answer.status, text, answer.headers.get("Location", "")

    def get(self, path: str) -> tuple[int, str, str]:
        return self.ask("GET", path)

    def post(self, path: str, **fields: str) -> tuple[int, str, str]:
        return self.ask("POST", path, urlencode({"csrf_token": self.token} | fields))

    def sign_in(self, email: str, password: str = PASSWORD) -> "Visitor":
        self.get("/sign-in")
        status, text, _ = self.post("/sign-in", email=email, password=password)
        assert status == 303, text[:500]
        return self
