"""kill -9 at any moment: nothing that was acknowledged is lost, nothing is doubled."""

import json
import threading
import time
import urllib.error

from kills import LetterStream, answers_window, dice, exactly_once, how_many_kills, kill_again_and_again, letters_window, settles
from mailbox import Mailbox, fresh_address, letter
from test_thread import connect_mailbox, sign_in
from waiting import until


def connected(shop, open_page):
    page = open_page(shop.url)
    sign_in(page, shop)
    connect_mailbox(page, shop)
    page.wait_for_url("**/settings/mailboxes")
    page.close()


def test_letters_that_come_while_the_server_is_killed_are_there_once(shop, open_page):
    connected(shop, open_page)
    chance = dice()
    stream = LetterStream(shop.address, [fresh_address() for _ in range(40)])
    stream.start()
    kill_again_and_again(shop, how_many_kills(), chance, letters_window(shop, stream), ["before commit"])
    expected = stream.stop()
    subjects = lambda: [row[0] for row in shop.rows("SELECT subject FROM message WHERE kind = 'theirs'")]
    found = settles(subjects, len(expected))
    exactly_once(expected, found, "letters")
    # Each is owed once: one open duty, one conversation, one event.
    assert len(shop.rows("SELECT id FROM duty WHERE state = 'open'")) == len(expected)
    assert len(shop.rows("SELECT id FROM event WHERE kind = 'message.received'")) == len(expected)
    assert shop.command("check").strip() == "All is well."


class AnswerStream(threading.Thread):
    """Answers conversations by the API as fast as it gets through, with an idempotency key each, and remembers what was accepted."""

    def __init__(self, shop, token, conversations):
        super().__init__(daemon=True)
        self.shop, self.token, self.conversations = shop, token, conversations
        self.accepted = []
        self.enough = threading.Event()

    def run(self):
        for number, conversation in enumerate(self.conversations):
            text = f"Answer {number}"
            while not self.enough.is_set():
                try:
                    self.shop.api(self.token, "POST", f"/conversations/{conversation}/answers", {"text": text}, headers={"Idempotency-Key": text})
                    self.accepted.append(text)
                    break
                except (OSError, urllib.error.URLError, json.JSONDecodeError, ConnectionError):
                    # The server is down for a moment: the same request again, as a program would.
                    time.sleep(0.05)
            if self.enough.is_set():
                return


def test_answers_written_while_the_server_is_killed_leave_once(shop, open_page, customer):
    connected(shop, open_page)
    count = 30
    for number in range(count):
        Mailbox(shop.address).put(letter(customer.address, shop.address, f"Question {number}", f"This is question {number}."))
    until(lambda: len(shop.rows("SELECT id FROM conversation")) == count, "the questions are in", seconds=60)
    token = shop.token()
    conversations = [row[0] for row in shop.rows("SELECT id FROM conversation ORDER BY id")]
    stream = AnswerStream(shop, token, conversations)
    stream.start()
    chance = dice()
    # These take a few thousandths of a second: only many kills are sure to meet them.
    wanted = ["after commit, before acknowledgement", "while an answer is being sent"] if how_many_kills() >= 100 else []
    kill_again_and_again(shop, how_many_kills(), chance, answers_window(shop, stream), wanted, longest=1.0)
    stream.join(60)
    stream.enough.set()
    assert len(stream.accepted) == count
    until(lambda: len(shop.rows("SELECT id FROM message WHERE out_state = 'sent'")) == count, "all answers are sent", seconds=180)
    letters = settles(customer.letters, count)
    # After DATA and before its answer a kill leaves the outcome unknown; the second try carries the same Message-ID and is one mail to its
    # reader. How often that happened is said here; more than one Message-ID for an answer would be a doubled answer.
    by_id = {letter["Message-ID"]: letter.get_body(("plain",)).get_content().split("\n")[0].strip() for letter in letters}
    print(f"{len(letters)} letters, {len(by_id)} Message-IDs")
    exactly_once(stream.accepted, list(by_id.values()), "answers")

