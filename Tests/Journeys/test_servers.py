"""The ground the journeys stand on: the mail servers deliver, refuse and bounce as real ones do."""

import smtplib

import pytest

from mailbox import Mailbox, fresh_address, letter, password, server, tls


def test_a_letter_sent_by_smtp_arrives_in_the_other_mailbox():
    shop, customer = Mailbox(fresh_address("shop.test")), Mailbox(fresh_address())
    sent = customer.send(shop.address, "Äpfel", "Are there any left? Ärlig")
    [received] = shop.wait_for_letters()
    assert received["Message-ID"] == sent
    assert received["Subject"] == "Äpfel"
    assert "Ärlig" in received.get_content()


def test_mail_to_an_unknown_mailbox_comes_back_as_a_delivery_status():
    shop = Mailbox(fresh_address("shop.test"))
    shop.send("unknown-anna@customer.test", "Hello", "Are you there?")
    [returned] = shop.wait_for_letters()
    assert returned.get_content_type() == "multipart/report"
    assert "unknown-anna@customer.test" in returned.as_string()


def test_the_mail_server_refuses_strangers_and_wrong_passwords():
    shop = fresh_address("shop.test")
    with smtplib.SMTP(*server("SMTP")) as connection:
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            connection.sendmail(shop, ["someone@elsewhere.example"], letter(shop, "someone@elsewhere.example", "Hello", "Hello"))
        with pytest.raises(smtplib.SMTPNotSupportedError):
            connection.login(shop, password())
        connection.starttls(context=tls())
        with pytest.raises(smtplib.SMTPAuthenticationError):
            connection.login(shop, password() + "x")
        connection.login(shop, password())
