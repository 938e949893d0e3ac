"""Mailboxes on the real Dovecot, and ways to put mail into them and look what arrived."""

import email
import email.policy
import email.utils
import imaplib
import os
import secrets
import smtplib
import ssl
import time

from waiting import until


def server(name):
    """Host and port of a test server: "IMAP", "IMAPS", "SMTP", …"""
    found = os.environ.get(f"REGULARS_TEST_{name}")
    assert found, f"REGULARS_TEST_{name} is not set. Run the journeys below Tools/with-servers, as make test does."
    host, _, port = found.rpartition(":")
    return host, int(port)


def password():
    return os.environ["REGULARS_TEST_MAIL_PASSWORD"]


def tls():
    return ssl.create_default_context(cafile=os.environ["REGULARS_TEST_CA"])


def fresh_address(domain="customer.test"):
    """An address with a mailbox that no other test uses."""
    return f"test-{secrets.token_hex(6)}@{domain}"


def letter(sender, to, subject, text, sender_name=None, headers=None):
    """A plain letter as bytes, with a Message-ID and the date of now."""
    message = email.message.EmailMessage(policy=email.policy.SMTP)
    message["From"] = email.utils.formataddr((sender_name, sender)) if sender_name else sender
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = email.utils.localtime()
    message["Message-ID"] = f"<{secrets.token_hex(12)}@{sender.rpartition('@')[2]}>"
    for name, value in (headers or {}).items():
        message[name] = value
    message.set_content(text)
    return message.as_bytes()


class Mailbox:
    """One mailbox, looked at by IMAP."""

    def __init__(self, address):
        self.address = address

    def connection(self):
        connection = imaplib.IMAP4_SSL(*server("IMAPS"), ssl_context=tls())
        connection.login(self.address, password())
        return connection

    def put(self, raw, folder="INBOX", days_ago=0):
        """Puts a message into the mailbox as the mail server would have (IMAP APPEND)."""
        connection = self.connection()
        answer, said = connection.append(folder, None, imaplib.Time2Internaldate(time.time() - days_ago * 86400), raw)
        connection.logout()
        assert answer == "OK", said

    def letters(self, folder="INBOX"):
        """All messages there, parsed, oldest first. Looking does not mark them as read."""
        connection = self.connection()
        try:
            answer, _ = connection.select(f'"{folder}"', readonly=True)
            if answer != "OK":
                return []
            numbers = connection.search(None, "ALL")[1][0].split()
            if not numbers:
                return []
            _, found = connection.fetch(b",".join(numbers).decode(), "(BODY.PEEK[])")
            return [email.message_from_bytes(part[1], policy=email.policy.default) for part in found if isinstance(part, tuple)]
        finally:
            connection.logout()

    def wait_for_letters(self, count=1, folder="INBOX", seconds=20):
        """The messages there, as soon as there are `count` of them."""
        def enough():
            found = self.letters(folder)
            return found if len(found) >= count else None
        return until(enough, f"{count} letters in {folder} of {self.address}", seconds)

    def send(self, to, subject, text, **more):
        """Sends a letter from this mailbox's owner through the real SMTP server and returns its Message-ID."""
        raw = letter(self.address, to, subject, text, **more)
        with smtplib.SMTP(*server("SMTP")) as connection:
            connection.starttls(context=tls())
            connection.login(self.address, password())
            connection.sendmail(self.address, [to], raw)
        return email.message_from_bytes(raw)["Message-ID"]
