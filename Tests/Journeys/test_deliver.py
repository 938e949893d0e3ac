"""Many letters at once: each person's words stand over their own mail. An optimised build once got this wrong, so it is tried on the program
that people run."""

from mailbox import letter


def test_letters_that_come_together_are_not_mixed_up(shop, tmp_path):
    files = []
    for number in range(60):
        file = tmp_path / f"{number}.eml"
        file.write_bytes(letter(f"guest{number}@customer.test", "shop@shop.test", f"Bread number {number}", f"Please keep loaf {number} for me."))
        files.append(str(file))
    said = shop.command("mail", "deliver", *files)
    assert said.startswith("60 taken in, 0 known already, 0 parked"), said

    rows = shop.rows("SELECT m.subject, m.from_address, m.text, m.id FROM message m WHERE m.kind = 'theirs'")
    assert len(rows) == 60
    for subject, sender, text, _ in rows:
        number = subject.rpartition(" ")[2]
        assert sender == f"guest{number}@customer.test"
        assert f"loaf {number} " in text
    # What is shown and what is kept are one mail.
    token = shop.token()
    for conversation in shop.api(token, "GET", "/conversations?limit=100")["items"]:
        [message] = shop.api(token, "GET", f"/conversations/{conversation['id']}")["messages"]
        number = conversation["subject"].rpartition(" ")[2]
        assert message["from"] == f"guest{number}@customer.test"
    assert shop.command("mail", "deliver", *files).startswith("0 taken in, 60 known already")
    assert shop.command("check").strip() == "All is well."
