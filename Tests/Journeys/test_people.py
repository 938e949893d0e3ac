"""People come in from a table, two cards become one, and one is erased."""

import re

import looks
from test_thread import sign_in


def whole(page):
    looks.check_fits(page)
    looks.check_accessibility(page)


def test_a_table_in_an_old_charset_is_imported_and_taken_back(sample, open_page, tmp_path):
    sample.serve()
    page = open_page(sample.url)
    sign_in(page, sample)
    table = tmp_path / "müşteriler.csv"
    table.write_bytes("Ad;E-posta;Telefon\r\nIşıl Şahin;isil@firin.example;0532 111 22 33\r\nGökçe;gokce@firin.example;\r\nKötü;no address;\r\n".encode("cp1254"))
    [(before,)] = sample.rows("SELECT count(*) FROM customer")
    before = int(before)
    page.goto("/people")
    page.get_by_role("link", name="Import").click()
    page.set_input_files("input[type=file]", str(table))
    page.locator("form.form button.primary").click()
    page.get_by_text("Işıl Şahin").first.wait_for()
    whole(page)
    page.get_by_role("button", name="Check all rows").click()
    page.get_by_text("no address").first.wait_for()
    whole(page)
    page.get_by_role("button", name=re.compile("^Import")).click()
    page.get_by_role("button", name="Undo").first.wait_for()
    assert sample.rows("SELECT count(*) FROM customer") == [(str(before + 2),)]
    page.get_by_role("button", name="Undo").first.click()
    page.wait_for_load_state()
    assert sample.rows("SELECT count(*) FROM customer") == [(str(before),)]


def test_two_cards_of_one_person_become_one_and_two_again(sample, open_page):
    sample.serve()
    page = open_page(sample.url, phone=True)
    sign_in(page, sample)
    page.goto("/people/alike")
    whole(page)
    page.get_by_role("link", name="Look at both").first.click()
    whole(page)
    page.get_by_role("button", name="Merge").click()
    page.wait_for_url("**/people/*")
    page.get_by_role("button", name="Undo").first.click()
    page.wait_for_load_state()
    assert sample.rows("SELECT count(*) FROM customer WHERE merged_into IS NOT NULL") == [("0",)]


def test_one_person_is_erased_with_a_certificate(sample, open_page):
    sample.serve()
    page = open_page(sample.url)
    sign_in(page, sample)
    [(person, name)] = sample.rows("""
        SELECT id, name FROM customer c WHERE name <> '' AND NOT EXISTS (
            SELECT 1 FROM conversation v JOIN message m ON m.conversation_id = v.id WHERE v.customer_id = c.id AND m.out_state = 'queued')
        ORDER BY id LIMIT 1""")
    page.goto(f"/people/{person}/data")
    whole(page)
    page.goto(f"/people/{person}/erase")
    whole(page)
    page.locator("form input[type=text]").last.fill("somebody else")
    page.locator("form.form button.primary, form.form button.danger").last.click()
    page.locator("[aria-invalid=true]").wait_for()
    page.locator("form input[type=text]").last.fill(name)
    page.locator("form.form button.primary, form.form button.danger").last.click()
    page.wait_for_url("**/people/erasures/*")
    whole(page)
    assert sample.rows(f"SELECT count(*) FROM customer WHERE id = {person}") == [("0",)]
