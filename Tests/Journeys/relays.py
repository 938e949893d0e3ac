"""Between the program and the servers it speaks to: what goes by is seen, and can be kept back at the moment that a journey needs."""

import base64
import re
import smtplib
import socket
import socketserver
import threading
import time

from mailbox import password, server, tls


class Relay:
    """Passes bytes between a client and the server at `target`, (host, port). It listens on `address`.

    `listen()` begins to write down what goes by, `wait_for` waits for words in it, and `withhold()` keeps back what the server says, as a line
    does that goes dead after the question and before the answer.
    """

    def __init__(self, target):
        self.target = target
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = self.listener.getsockname()
        self.changed = threading.Condition()
        self.heard, self.withheld, self.open = None, False, set()
        threading.Thread(target=self._accept, daemon=True).start()

    def listen(self):
        with self.changed:
            self.heard = {"up": b"", "down": b""}

    def said(self, way):
        """What went by since `listen()`: "up" to the server, "down" from it."""
        with self.changed:
            return self.heard[way] if self.heard else b""

    def wait_for(self, way, words, seconds=20):
        """Whether `words`, a pattern of bytes, went by before the time was over."""
        limit = time.monotonic() + seconds
        with self.changed:
            while not re.search(words, self.heard[way]):
                if not self.changed.wait(limit - time.monotonic()) and time.monotonic() >= limit:
                    return False
        return True

    def withhold(self):
        with self.changed:
            self.withheld = True

    def pass_on(self):
        """What is under way is lost, and new connections work again."""
        with self.changed:
            self.withheld, self.heard = False, None
            for one in self.open:
                # Wakes whoever reads from it; closing alone would not.
                try:
                    one.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass
            self.changed.notify_all()

    def _accept(self):
        while True:
            client, _ = self.listener.accept()
            try:
                server = socket.create_connection(self.target, timeout=5)
                server.settimeout(None)
            except OSError:
                client.close()
                continue
            with self.changed:
                self.open |= {client, server}
            for source, sink, way in ((client, server, "up"), (server, client, "down")):
                threading.Thread(target=self._pump, args=(source, sink, way), daemon=True).start()

    def _pump(self, source, sink, way):
        try:
            while piece := source.recv(1 << 16):
                with self.changed:
                    if self.heard is not None:
                        self.heard[way] += piece
                        self.changed.notify_all()
                    while way == "down" and self.withheld:
                        self.changed.wait()
                sink.sendall(piece)
        except OSError:
            pass
        with self.changed:
            # The line is dead for both, but what is withheld stays so: the client is not to see that the server died.
            while way == "down" and self.withheld:
                self.changed.wait()
            self.open -= {source, sink}
        for one in (source, sink):
            one.close()


class Stall:
    """One mail that stops at the post office: after the last of its bytes, before the answer that it was taken."""

    def __init__(self, words, is_taken):
        self.words, self.is_taken = words.encode(), is_taken
        self.reached, self.go, self.answered = threading.Event(), threading.Event(), threading.Event()


class PostOffice(socketserver.ThreadingTCPServer):
    """An SMTP server of the journey's own, in plain, which hands on to the real one. `stall` makes the mail with these words wait.

    Where the mail is taken it has left when the program is killed; where it is not, its connection broke and it is nowhere.
    """

    allow_reuse_address, daemon_threads = True, True

    def __init__(self, sender):
        super().__init__(("127.0.0.1", 0), Counter)
        self.sender, self.stalls = sender, []
        self.address = self.server_address
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def stall(self, words, is_taken):
        self.stalls.append(Stall(words, is_taken))
        return self.stalls[-1]

    def hand_on(self, recipients, raw):
        with smtplib.SMTP(*server("SMTP")) as connection:
            connection.starttls(context=tls())
            connection.login(self.sender, password())
            connection.sendmail(self.sender, recipients, raw)


class Counter(socketserver.StreamRequestHandler):
    """Where the post office is spoken to (RFC 5321), one connection. Anybody may sign in: who may is the real server's to say."""

    def say(self, *lines):
        self.wfile.write("".join(line + "\r\n" for line in lines).encode())

    def handle(self):
        try:
            self.say("220 post.test ESMTP")
            recipients = []
            while line := self.rfile.readline():
                words = line.decode(errors="replace").split()
                verb = words[0].upper() if words else ""
                if verb == "EHLO":
                    self.say("250-post.test", "250-AUTH PLAIN LOGIN", "250 8BITMIME")
                elif verb == "AUTH":
                    self.sign_in(words)
                elif verb == "RCPT":
                    recipients.append(re.search(r"<(.*?)>", line.decode()).group(1))
                    self.say("250 OK")
                elif verb == "DATA":
                    self.say("354 Go on")
                    if not self.take(recipients, self.data()):
                        return
                    recipients = []
                elif verb == "QUIT":
                    self.say("221 Bye")
                    return
                else:
                    self.say("250 OK")
        except OSError:
            pass  # The program was killed in the middle: that is what all this is for.

    def sign_in(self, words):
        steps = {"PLAIN": 1, "LOGIN": 2}[words[1].upper()] - (len(words) - 2)
        for step in range(steps):
            self.say("334 " + base64.b64encode(["Username:", "Password:"][-(steps - step)].encode()).decode())
            self.rfile.readline()
        self.say("235 Welcome")

    def data(self):
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        return b"".join(lines) if line else None

    def take(self, recipients, raw):
        """Whether the connection goes on."""
        if raw is None:
            return False
        stall = next((one for one in self.server.stalls if one.words in raw and not one.reached.is_set()), None)
        if stall is None:
            self.server.hand_on(recipients, raw)
            self.say("250 Taken")
            return True
        if stall.is_taken:
            self.server.hand_on(recipients, raw)
        stall.reached.set()
        stall.go.wait(60)
        if stall.is_taken:
            self.say("250 Taken")
            stall.answered.set()
        return stall.is_taken
