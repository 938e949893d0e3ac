"""A shop of one's own: the program with a fresh data directory or a fresh PostgreSQL database, on a free port."""

import json
import os
import pathlib
import random
import re
import secrets
import signal
import socket
import sqlite3
import subprocess
import urllib.error
import urllib.parse
import urllib.request

from waiting import until

ROOT = pathlib.Path(__file__).resolve().parents[2]


def program():
    """The program under test: the debug build, or what REGULARS_PROGRAM names."""
    path = pathlib.Path(os.environ.get("REGULARS_PROGRAM", ROOT / ".build/debug/regulars"))
    assert path.exists(), f"{path} does not exist. Build it with `swift build --product regulars`."
    return str(path)


def free_port():
    """A port below Linux's range for outgoing connections, so that it is still free a moment later, also after a kill."""
    while True:
        port = random.SystemRandom().randint(20000, 32000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


class Shop:
    """One shop. `engine` is "sqlite" or "postgres"; `directory` is an empty directory for its data and log."""

    owner_email = "maija@corner.test"
    owner_password = "viisi vihreää omenaa"

    def __init__(self, engine, directory):
        self.engine, self.directory = engine, pathlib.Path(directory)
        self.data = self.directory / "data"
        self.log = self.directory / "serve.log"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = None
        # An address nobody else uses, so that journeys do not see each other's mail.
        self.address = f"test-{secrets.token_hex(6)}@shop.test"
        self.database = None
        if engine == "postgres":
            server = os.environ.get("REGULARS_TEST_POSTGRES")
            assert server, "REGULARS_TEST_POSTGRES is not set. Run the journeys below Tools/with-servers, as make test does."
            self.server = server
            name = f"journey_{secrets.token_hex(6)}"
            self.psql(server, f"CREATE DATABASE {name}")
            self.database = urllib.parse.urlsplit(server)._replace(path=f"/{name}").geturl()

    # ── Commands ──────────────────────────────────────────────────────────────────────────────────────────────────

    def environment(self):
        place = {"REGULARS_DATABASE": self.database} if self.database else {}
        # The test servers' authority stands where the program looks for authorities anyway.
        authority = os.environ.get("REGULARS_TEST_CA")
        trust = {"SSL_CERT_FILE": authority, "CURL_CA_BUNDLE": authority} if authority else {}
        return {**os.environ, **place, **trust}

    def arguments(self, *words):
        return [program(), *words, "--data", str(self.data)]

    def command(self, *words, stdin=None, expect=0):
        """Runs `regulars WORDS… --data …` to its end and returns its standard output. `expect` is the exit code."""
        done = subprocess.run(self.arguments(*words), input=stdin, capture_output=True, env=self.environment(), timeout=120)
        said = done.stderr.decode(errors="replace")
        assert done.returncode == expect, f"regulars {' '.join(words)} ended with {done.returncode}, not {expect}: {said}"
        return done.stdout.decode(errors="replace")

    def set_up(self, language="en", business="Corner Shop"):
        """The non-interactive first run."""
        password_file = self.directory / "password"
        password_file.write_text(self.owner_password)
        return self.command("setup", "--business", business, "--language", language, "--owner-email", self.owner_email,
                            "--owner-password-file", str(password_file))

    def token(self, name="journey"):
        """A fresh API token of the owner's."""
        words = self.command("token", "create", "--staff", self.owner_email, "--name", name).split()
        return max(words, key=len)

    # ── The server ────────────────────────────────────────────────────────────────────────────────────────────────

    def serve(self, *words):
        """Starts the server and returns when it answers. What it says goes to `log`, one run after the other."""
        assert self.process is None or self.process.poll() is not None, "the server runs already"
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(self.arguments("serve", "--listen", f"127.0.0.1:{self.port}", *words), env=self.environment(),
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)

        def answers():
            assert self.process.poll() is None, f"the server ended with {self.process.returncode}:\n{self.last_words()}"
            return self.status("/health") == 200

        until(answers, f"the server answers on {self.url}", seconds=30)
        return self

    def kill(self):
        """kill -9, as a power cut would. Its parse workers are left to notice by themselves."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self, seconds=10):
        """Asks the server to stop, as systemd does, and returns its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)

    def close(self):
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        if self.database:
            self.psql(self.server, f"DROP DATABASE {urllib.parse.urlsplit(self.database).path[1:]} WITH (FORCE)")

    def last_words(self, lines=30):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:]) if self.log.exists() else "(it said nothing)"

    # ── Looking in from outside ───────────────────────────────────────────────────────────────────────────────────

    def status(self, path):
        """The HTTP status of a page, or None while nobody listens."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=5) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return None

    def api(self, token, method, path, body=None, headers=None, url=None):
        """Calls /api/v1 and returns the decoded JSON. Bytes go as they are, all else as JSON; `url` is another way to the same shop."""
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        request = urllib.request.Request(
            f"{url or self.url}/api/v1{path}", method=method, data=data,
            headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json", **(headers or {})})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read() or "null")

    def rows(self, query):
        """The rows of a query as tuples of strings, straight from the database; for proofs that pages could not give."""
        if self.engine == "postgres":
            field, record = "\x1f", "\x1e"  # texts contain line ends
            said = self.psql(self.database, query, "--field-separator", field, "--record-separator", record)
            return [tuple(row.split(field)) for row in said.removesuffix("\n").split(record) if row]
        [file] = [path for path in self.data.iterdir() if path.is_file() and path.read_bytes()[:15] == b"SQLite format 3"]
        connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=10)
        try:
            return [tuple("" if value is None else str(value) for value in row) for row in connection.execute(query)]
        finally:
            connection.close()

    def change(self, statement):
        """Changes rows of a SQLite shop whose server does not run, for what no page offers."""
        connection = sqlite3.connect(self.data / "regulars.db")
        with connection:
            connection.execute(statement)
        connection.close()

    @staticmethod
    def psql(database, query, *options):
        done = subprocess.run(["psql", database, "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set", "ON_ERROR_STOP=1", *options,
                               "--command", query], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def first_run_link(self):
        """The one-time link to the first-run page that a server with an empty database prints."""
        return until(lambda: re.search(r"https?://\S+", self.log.read_text(errors="replace")), "the first-run link").group(0).rstrip(".,)")
