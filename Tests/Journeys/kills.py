"""Power cuts: letters and answers that do not care, and a server that is killed again and again while they are under way.

Every second kill is aimed: it waits for the moment that its window names, which the journey sees from outside, at the mail server, at the
line or in the database. The others come at random moments, for all that nobody thought of.
"""

import contextlib
import os
import random
import sqlite3
import subprocess
import threading
import time
from collections import Counter

from mailbox import Mailbox, letter
from waiting import until

BEFORE_COMMIT = "before commit"
BEFORE_ACKNOWLEDGEMENT = "after commit, before acknowledgement"
AFTER_DATA = "after DATA, before 250"
AFTER_250 = "after 250, before it is written down"


def how_many_kills():
    """Ten in make test, two hundred in make soak."""
    return int(os.environ.get("REGULARS_TEST_KILLS", "10"))


def dice():
    """Randomness whose seed is printed, so that a failed run can be repeated with REGULARS_TEST_SEED."""
    seed = os.environ.get("REGULARS_TEST_SEED") or str(random.SystemRandom().randrange(10**9))
    print(f"REGULARS_TEST_SEED={seed}")
    return random.Random(seed)


@contextlib.contextmanager
def nobody_writes(shop):
    """As long as this lasts, another process is in the middle of writing, and the shop waits with its own."""
    if shop.engine == "sqlite":
        connection = sqlite3.connect(shop.data / "regulars.db", timeout=20, isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            connection.execute("ROLLBACK")
            connection.close()
        return
    # Its first half may be written: what comes to be a message waits.
    holder = subprocess.Popen(["psql", shop.database, "--no-psqlrc", "--quiet", "--tuples-only", "--no-align"], text=True,
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        holder.stdin.write("BEGIN; LOCK TABLE message IN EXCLUSIVE MODE; SELECT 'held';\n")
        holder.stdin.flush()
        assert holder.stdout.readline().strip() == "held"
        yield
    finally:
        holder.stdin.write("ROLLBACK;\n")
        holder.stdin.close()
        holder.wait()
        holder.stdout.close()


class LetterStream(threading.Thread):
    """Puts letters with the subjects "Letter 0", "Letter 1", … into a mailbox until it is told to stop.

    `accepted` holds the subjects that the mail server has taken; each of them must be in the shop exactly once in the end.
    """

    def __init__(self, address, senders, pause=0.02):
        super().__init__(daemon=True)
        self.mailbox, self.senders, self.pause = Mailbox(address), senders, pause
        self.accepted, self.failure = [], None
        self.enough = threading.Event()

    def run(self):
        try:
            connection = self.mailbox.connection()
            number = 0
            while not self.enough.wait(self.pause):
                subject = f"Letter {number}"
                raw = letter(self.senders[number % len(self.senders)], self.mailbox.address, subject, f"This is letter {number}.")
                answer, said = connection.append("INBOX", None, None, raw)
                assert answer == "OK", said
                self.accepted.append(subject)
                number += 1
            connection.logout()
        except Exception as failure:  # Told to the journey by stop(); an exception would end unseen with this thread.
            self.failure = failure

    def stop(self):
        self.enough.set()
        self.join(30)
        if self.failure:
            raise self.failure
        return self.accepted


def kill_again_and_again(shop, kills, chance, aims, by_chance, longest=1.5):
    """Kills the server with -9 and starts it again, `kills` times: in turn by each of `aims`, and between them at a random moment.

    An aim is a window's name and what brings the server there, kills it, and says in which window it really died, from what is to be
    seen afterwards. `by_chance(chance, longest)` waits for a moment and kills; it says the same. How many fell into each is printed, and a run
    in which a window that is aimed at saw none has proven nothing about it: that fails.
    """
    assert kills >= 2 * len(aims), f"{kills} kills are too few for {len(aims)} windows"
    seen = Counter()
    for number in range(kills):
        if number % 2 == 0:
            seen[list(aims.values())[number // 2 % len(aims)]()] += 1
        else:
            seen[by_chance(chance, longest)] += 1
        shop.serve()
    print(f"kills by window, {shop.engine}: " + ", ".join(f"{name} {count}" for name, count in seen.most_common()))
    missing = set(aims) - set(seen)
    assert not missing, f"no kill of {kills} fell into: {', '.join(sorted(missing))}"


def exactly_once(expected, found, what):
    """Each of `expected` is in `found` once, and nothing else is."""
    lost = sorted(set(expected) - set(found))
    doubled = sorted(name for name, count in Counter(found).items() if count > 1)
    strange = sorted(set(found) - set(expected))
    assert not (lost or doubled or strange), f"{what}: lost {lost[:10]}, doubled {doubled[:10]}, unexpected {strange[:10]} of {len(expected)}"


def settles(read, expected_count, seconds=60):
    """What `read` returns once it has grown to `expected_count` and then stays the same for two seconds, so that a late double shows."""
    until(lambda: len(read()) >= expected_count, f"{expected_count} have come in", seconds)
    limit, last = time.monotonic() + 2, read()
    while time.monotonic() < limit:
        time.sleep(0.1)
        last = read()
    return last
