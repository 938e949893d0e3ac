"""Power cuts: a stream of letters that does not care, and a server that is killed again and again while they come."""

import os
import random
import threading
import time
from collections import Counter

from mailbox import Mailbox, letter
from waiting import until


def how_many_kills():
    """Ten in make test, two hundred in make soak."""
    return int(os.environ.get("REGULARS_TEST_KILLS", "10"))


def dice():
    """Randomness whose seed is printed, so that a failed run can be repeated with REGULARS_TEST_SEED."""
    seed = os.environ.get("REGULARS_TEST_SEED") or str(random.SystemRandom().randrange(10**9))
    print(f"REGULARS_TEST_SEED={seed}")
    return random.Random(seed)


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


def kill_again_and_again(shop, kills, chance, window, wanted, longest=1.5):
    """Lets the server run for a random time of at most `longest` seconds after it answers, kills it with -9, starts it again.

    `window()` says in a word what the kill cut through, from what lies in the database after it. How many fell into each is printed, and a run in
    which one of `wanted` saw none has proven nothing about it: that fails.
    """
    seen = Counter()
    for _ in range(kills):
        # A wait for a random moment, not for something to become true: the moment is the point.
        time.sleep(chance.uniform(0, longest))
        shop.kill()
        seen[window()] += 1
        shop.serve()
    print("kills by window: " + ", ".join(f"{name} {count}" for name, count in seen.most_common()))
    missing = set(wanted) - set(seen)
    assert not missing, f"no kill of {kills} fell into: {', '.join(sorted(missing))}"


def letters_window(shop, stream):
    """Whether letters were on their way in when the server died: in the mailbox, and not in the shop."""
    def window():
        taken = len(stream.accepted)
        here = int(shop.rows("SELECT count(*) FROM message WHERE kind = 'theirs'")[0][0])
        return "before commit" if taken > here else "nothing under way"
    return window


def answers_window(shop, stream):
    """Whether an answer was kept and its writer not told yet, was being handed to the mail server, waited for that, or none of these."""
    def window():
        kept = int(shop.rows("SELECT count(*) FROM message WHERE kind = 'ours'")[0][0])
        running = int(shop.rows("SELECT count(*) FROM job WHERE kind = 'mail.send' AND state = 'running'")[0][0])
        queued = int(shop.rows("SELECT count(*) FROM message WHERE out_state = 'queued'")[0][0])
        if kept > len(stream.accepted):
            return "after commit, before acknowledgement"
        return "while an answer is being sent" if running else "answers waiting" if queued else "nothing under way"
    return window


def exactly_once(expected, found, what):
    """Each of `expected` is in `found` once, and nothing else is."""
    lost = sorted(set(expected) - set(found))
    doubled = sorted({name for name in found if found.count(name) > 1})
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
