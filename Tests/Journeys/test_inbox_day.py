"""A day in the inbox: the answer in three keys, tags and lists, two conversations that become one, and being told."""

import re

import pytest

import looks
from test_thread import sign_in
from test_together import colleague, whole
from waiting import until


@pytest.fixture
def deniz(sample, open_page):
    sample.serve()
    page = open_page(sample.url)
    sign_in(page, sample)
    return page


def test_three_keys_answer_a_letter_with_a_prepared_text(sample, deniz):
    deniz.goto("/today")
    before = sample.rows("SELECT count(*) FROM message WHERE kind = 'ours'")
    looks.check_holds_still(deniz)
    deniz.keyboard.press("r")
    deniz.wait_for_url("**/inbox/*")
    offer = deniz.locator("button.offer[data-text]").first
    offer.wait_for()
    words = offer.get_attribute("data-text")
    # The cursor is in the answer, where a plain 1 would be typed.
    deniz.wait_for_function("document.activeElement.id === 'reply-text'")
    deniz.keyboard.press("Alt+1")
    deniz.wait_for_function("words => document.querySelector('.for-reply textarea').value.includes(words)", arg=words)
    whole(deniz)
    deniz.keyboard.press("Control+Enter")
    deniz.locator(".flash").get_by_role("button", name="Undo").wait_for()
    assert sample.rows("SELECT count(*) FROM message WHERE kind = 'ours'") == [(str(int(before[0][0]) + 1),)]


def test_a_formatted_answer_is_shown_as_it_will_be_and_a_note_is_kept(sample, deniz, open_page):
    deniz.goto("/inbox?view=mine")
    deniz.locator(".mail-link").first.click()
    deniz.locator(".composer-tabs input[value=note]").check()
    deniz.locator("#note-text").press_sequentially("Ask Siti about the oven")
    until(lambda: sample.rows("SELECT text FROM note_draft") == [("Ask Siti about the oven",)], "the note is kept")
    deniz.reload()
    deniz.locator(".composer-tabs input[value=note]").check()
    assert deniz.locator("#note-text").input_value() == "Ask Siti about the oven"
    deniz.get_by_role("button", name="Save note").click()
    deniz.get_by_text("Noted.").wait_for()
    deniz.locator(".person-head details.menu summary.icon-only").click()
    deniz.get_by_role("link", name="Print").click()
    deniz.get_by_role("heading", level=1).wait_for()
    whole(deniz)


def test_a_tag_narrows_the_inbox_and_the_list_is_kept(sample, deniz):
    deniz.goto("/inbox")
    deniz.locator(".mail-link", has_text="simitler").click()
    deniz.locator(".person-head .tag-add summary").click()
    deniz.locator(".person-head .tag-add input[type=text], .person-head .tag-add input:not([type=hidden])").first.fill("yanık simit")
    deniz.keyboard.press("Enter")
    deniz.locator(".person-head .tag", has_text="yanık simit").wait_for()
    whole(deniz)
    deniz.goto("/inbox?filter=1")
    deniz.locator("#filter").get_by_label("yanık simit").check()
    deniz.locator("#filter").get_by_role("button", name="Show").click()
    assert deniz.locator(".mail").count() == 1
    whole(deniz)
    deniz.get_by_role("link", name="Save this list").click()
    deniz.locator("form.form input:not([type=hidden])").first.fill("Yanıklar")
    whole(deniz)
    deniz.locator("form.form button.primary").click()
    deniz.locator(".tabs .saved", has_text="Yanıklar").wait_for()
    # Found by the words too.
    deniz.goto("/search?q=yan%C4%B1k")
    deniz.locator("main").get_by_text("yanık simit").first.wait_for()


def two_of_one_person(sample):
    """Two conversations of one person, both to be seen in a list."""
    [(one, other)] = sample.rows("""
        SELECT min(id), max(id) FROM conversation WHERE state IN ('new', 'open', 'waiting', 'solved')
        GROUP BY customer_id HAVING count(*) >= 2 ORDER BY customer_id LIMIT 1""")
    return one, other


def test_two_conversations_become_one_and_two_again(sample, deniz):
    one, other = two_of_one_person(sample)
    [(count,)] = sample.rows(f"SELECT count(*) FROM message WHERE conversation_id IN ({one}, {other})")
    deniz.goto(f"/inbox/{one}/merge?with={other}")
    whole(deniz)
    deniz.locator("form.form button.primary").click()
    deniz.wait_for_url(re.compile(r"/inbox/\d+"))
    whole(deniz)
    # Both numbers lead to the one that stands.
    stands = deniz.url.split("?")[0].split("#")[0].rsplit("/", 1)[1]
    gone = one if stands == other else other
    assert sample.rows(f"SELECT count(*) FROM message WHERE conversation_id = {stands}") == [(count,)]
    deniz.goto(f"/inbox/{gone}")
    assert deniz.url.split("?")[0].split("#")[0].endswith(stands)
    deniz.goto(f"/inbox/{stands}")
    deniz.get_by_role("button", name=re.compile("apart|Undo", re.I)).first.click()
    deniz.wait_for_load_state()
    assert sample.rows(f"SELECT state FROM conversation WHERE id = {gone}") != [("merged",)]


def test_a_deleted_conversation_comes_back(sample, deniz):
    deniz.goto("/inbox")
    deniz.locator(".mail-link").last.click()
    deniz.wait_for_url("**/inbox/*")
    number = deniz.url.split("?")[0].rsplit("/", 1)[1]
    deniz.locator(".person-head details.menu summary.icon-only").click()
    deniz.get_by_role("button", name="Delete").click()
    deniz.wait_for_load_state()
    assert sample.rows(f"SELECT state FROM conversation WHERE id = {number}") == [("deleted",)]
    deniz.goto("/inbox/deleted")
    whole(deniz)
    deniz.get_by_role("button", name="Bring it back").first.click()
    deniz.wait_for_load_state()
    assert sample.rows(f"SELECT state FROM conversation WHERE id = {number}") != [("deleted",)]


def test_whoever_is_asked_is_told_at_once_and_once(sample, deniz, open_page):
    other, _ = colleague(sample, open_page)
    deniz.goto("/today")
    bell = deniz.locator(".bell")
    [(before,)] = sample.rows("SELECT count(*) FROM notice WHERE read_at IS NULL AND staff_id = (SELECT id FROM staff WHERE role = 'owner')")
    other.goto("/inbox?view=all")
    other.locator(".mail-link", has_text="Gözlü").first.click()
    other.locator(".composer-tabs input[value=note]").check()
    other.locator("#note-text").fill("@Deniz, are they in the drawer?")
    other.get_by_role("button", name="Save note").click()
    other.get_by_text("Noted.").wait_for()
    # Without a reload.
    deniz.wait_for_function("count => document.querySelector('.bell').innerText.includes(count)", arg=str(int(before) + 1))
    whole(deniz)
    bell.click()
    deniz.wait_for_url("**/notices*")
    deniz.get_by_text("Gözlü").first.wait_for()
    whole(deniz)
    deniz.get_by_role("button", name="Mark all as read").click()
    deniz.locator(".flash").get_by_role("button", name="Undo").click()
    deniz.wait_for_load_state()
    whole(deniz)
    deniz.goto("/settings/notices")
    whole(deniz)


def test_how_somebody_wants_to_be_treated_stands_where_it_matters(sample, deniz):
    [(person, conversation)] = sample.rows(
        "SELECT customer_id, id FROM conversation WHERE due_at IS NOT NULL AND owner_id IS NOT NULL ORDER BY due_at LIMIT 1")
    deniz.goto(f"/people/{person}/treatment")
    whole(deniz)
    deniz.locator("[name=no_call]").check()
    deniz.locator("form.form button.primary").click()
    deniz.wait_for_url(f"**/people/{person}*")
    deniz.goto(f"/inbox/{conversation}")
    deniz.locator(".banner.info", has_text=re.compile("call", re.I)).first.wait_for()
    whole(deniz)
    for path in (f"/people/{person}/consent", "/people/companies", "/people/numbers", "/people/retention", "/people/house-style", "/settings/tags",
                 "/settings/states", "/settings/closing", "/inbox/prepared", "/settings"):
        answer = deniz.goto(path)
        assert answer.ok, path
        whole(deniz)
