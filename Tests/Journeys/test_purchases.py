"""A sale by keyboard alone, given back, and a table of a till brought and taken back."""

import re

import looks
from test_thread import sign_in


def whole(page):
    looks.check_fits(page)
    looks.check_accessibility(page)


def test_a_sale_by_keyboard_alone_and_its_way_back(sample, open_page):
    sample.serve()
    page = open_page(sample.url)
    sign_in(page, sample)
    page.goto("/purchases/new")
    whole(page)
    # The cursor stands in the amount.
    page.keyboard.type("12,50")
    page.keyboard.press("Tab")
    page.keyboard.type("Eleanor")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+Enter")
    page.get_by_role("region", name="Who it was").get_by_text("Eleanor Whitcombe").wait_for()
    whole(page)
    [(amount, state)] = sample.rows("SELECT amount, state FROM purchase ORDER BY id DESC LIMIT 1")
    assert (int(amount), state) == (1250, "paid")
    page.get_by_role("button", name="Undo").first.click()
    page.get_by_text("The purchase is taken back.").wait_for()
    [(state,)] = sample.rows("SELECT state FROM purchase ORDER BY id DESC LIMIT 1")
    assert state == "voided"
    assert sample.command("check").strip() == "All is well."


def test_a_table_of_a_till_is_looked_at_taken_in_and_taken_back(sample, open_page, tmp_path):
    sample.serve()
    page = open_page(sample.url)
    sign_in(page, sample)
    table = tmp_path / "satış.csv"
    table.write_bytes("Tarih;Fiş No;E-posta;Tutar\r\n01.03.2026;F-1;eleanor@whitcombe.example;12,50\r\n31.02.2026;F-2;;4,00\r\n".encode("cp1254"))
    [(before,)] = sample.rows("SELECT count(*) FROM purchase")
    page.goto("/purchases/import")
    page.set_input_files("input[type=file]", str(table))
    page.locator("form.form button.primary").click()
    page.get_by_text("Eleanor Whitcombe").first.wait_for()
    whole(page)
    looks.picture(page, "purchases-import")
    page.get_by_role("button", name="Check all rows").click()
    page.get_by_text("is no date in the order that was chosen").first.wait_for()
    whole(page)
    page.get_by_role("button", name=re.compile("^Import 1")).click()
    page.get_by_role("button", name="Undo").first.wait_for()
    assert int(sample.rows("SELECT count(*) FROM purchase")[0][0]) == int(before) + 1
    page.get_by_role("button", name="Undo").first.click()
    page.get_by_text("The import is taken back.").first.wait_for()
    assert sample.rows("SELECT count(*) FROM purchase") == [(before,)]
