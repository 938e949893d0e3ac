// Prepared texts. A button of the row above the answer, or an option of the list that opens behind a slash, brings its words with it, so that
// inserting asks nobody. <prepared-finder src label><textarea></textarea></prepared-finder>

import { write } from "./keys.js";

const pause = 90;
const waiting = new WeakMap();

/** Puts words where the cursor is, in a way that Ctrl+Z takes back; what was typed stays. */
function insert(area, words, { start, end } = {}) {
    area.focus();
    if (start !== undefined) area.setSelectionRange(start, end);
    else {
        const before = area.value.slice(0, area.selectionStart);
        if (before.trim() && !before.endsWith("\n")) words = `\n\n${words}`;
    }
    if (!document.execCommand("insertText", false, words)) {
        area.setRangeText(words, area.selectionStart, area.selectionEnd, "end");
        area.dispatchEvent(new Event("input", { bubbles: true }));
    }
}

/** The first place that nothing is known for is selected, to be written over. */
function showMissing(area) {
    const hole = /\{(?:first name|name|me|shop|due|hours)\}/u.exec(area.value);
    if (!hole) return;
    area.setSelectionRange(hole.index, hole.index + hole[0].length);
}

function use(choice, area, place) {
    insert(area, choice.dataset.text, place);
    const form = area.form;
    const mark = Object.assign(document.createElement("input"), { type: "hidden", name: "prepared", value: choice.dataset.prepared });
    form.prepend(mark);
    if ("missing" in choice.dataset) showMissing(area);
    if ("hasFiles" in choice.dataset) takeFiles(form, choice.value || choice.dataset.id);
}

/** The files of a text are put to the draft by the server; an answer that is sent meanwhile waits for them. */
function takeFiles(form, id) {
    const src = form.querySelector("prepared-finder").getAttribute("src");
    const fields = new URLSearchParams({ _token: form.elements._token.value, insert: id });
    if (form.elements.begun) fields.set("begun", form.elements.begun.value);
    const work = fetch(src, { method: "POST", body: fields, headers: { "X-Fragment": "1" } })
        .then(async (answer) => {
            if (!answer.ok || answer.redirected) return;
            const fresh = document.createElement("template");
            fresh.innerHTML = await answer.text();
            form.querySelector("[data-files]")?.replaceWith(fresh.content);
        })
        .catch(() => {});
    waiting.set(form, work);
    work.finally(() => waiting.get(form) === work && waiting.delete(form));
}
addEventListener("submit", (event) => {
    const work = waiting.get(event.target);
    if (!work) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { target, submitter } = event;
    work.finally(() => setTimeout(() => target.requestSubmit(submitter ?? undefined)));
}, { capture: true });

/** A text is filled for whoever the page was made for; where somebody else stands in To by now, the server fills it anew. */
async function filled(choice, area) {
    const finder = area.closest("prepared-finder[fresh]");
    const to = area.form.elements.to;
    if (!finder || !to || to.value === to.defaultValue) return choice;
    try {
        const url = new URL(finder.getAttribute("src"), location.href);
        url.searchParams.set("id", choice.value);
        url.searchParams.set("to", to.value);
        const answer = await fetch(url, { headers: { "X-Fragment": "1" } });
        if (!answer.ok || answer.redirected) return choice;
        const fresh = document.createElement("template");
        fresh.innerHTML = await answer.text();
        return fresh.content.firstElementChild ?? choice;
    } catch {
        return choice;
    }
}

document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("button[data-prepared]");
    const area = button?.form?.querySelector("textarea[name=text]");
    if (!area) return;
    event.preventDefault();
    if (document.activeElement !== area) write("reply");
    use(await filled(button, area), area);
});

class PreparedFinder extends HTMLElement {
    connectedCallback() {
        this.area = this.querySelector("textarea");
        if (!this.area) return;
        this.area.addEventListener("input", () => this.typed());
        this.area.addEventListener("keydown", (event) => this.press(event));
        this.area.addEventListener("blur", () => this.close());
    }

    /** What stands behind a slash or a semicolon that begins a word, or null. */
    get query() {
        const before = this.area.value.slice(0, this.area.selectionStart);
        return /(?:^|\s)[/;]([^\s/;]{0,30})$/u.exec(before)?.[1] ?? null;
    }

    typed() {
        clearTimeout(this.timer);
        const { query } = this;
        if (query === null) return this.close();
        this.timer = setTimeout(() => this.find(query), pause);
    }

    async find(query) {
        this.asking?.abort();
        this.asking = new AbortController();
        try {
            const url = new URL(this.getAttribute("src"), location.href);
            url.searchParams.set("q", query);
            if (this.hasAttribute("fresh")) url.searchParams.set("to", this.area.form.elements.to?.value ?? "");
            const answer = await fetch(url, { headers: { "X-Fragment": "1" }, signal: this.asking.signal });
            if (!answer.ok || answer.redirected || this.query !== query) return;
            this.list ??= this.makeList();
            this.list.innerHTML = await answer.text();
            if (!this.list.childElementCount || document.activeElement !== this.area) return this.close();
            this.append(this.list);
            // A bare slash is often only a slash: Enter stays Enter until somebody chooses.
            this.choose(query ? 0 : -1);
        } catch (problem) {
            if (problem.name !== "AbortError") this.close();
        }
    }

    makeList() {
        const list = Object.assign(document.createElement("ul"), { id: "prepared-list", role: "listbox", ariaLabel: this.getAttribute("label") });
        list.addEventListener("pointerdown", (event) => {
            event.preventDefault();
            const option = event.target.closest("[role=option]");
            if (option) this.take(option);
        });
        this.area.setAttribute("aria-controls", list.id);
        return list;
    }

    choose(place) {
        const options = [...this.list.children];
        this.at = place < 0 ? place : (place + options.length) % options.length;
        options.forEach((option, each) => option.setAttribute("aria-selected", String(each === this.at)));
        if (this.at < 0) return this.area.removeAttribute("aria-activedescendant");
        this.area.setAttribute("aria-activedescendant", options[this.at].id);
        options[this.at].scrollIntoView({ block: "nearest" });
    }

    press(event) {
        if (!this.list?.isConnected || event.isComposing) return;
        const { key } = event;
        const count = this.list.childElementCount;
        if (key === "ArrowDown") this.choose(this.at + 1);
        else if (key === "ArrowUp") this.choose(this.at < 0 ? count - 1 : this.at - 1);
        else if (this.at >= 0 && ((key === "Enter" && !event.ctrlKey && !event.metaKey) || key === "Tab")) this.take(this.list.children[this.at]);
        else if (key === "Escape") this.close();
        else return;
        event.preventDefault();
        event.stopPropagation();
    }

    take(option) {
        const end = this.area.selectionStart;
        const start = end - this.query.length - 1;
        this.close();
        use(option, this.area, { start, end });
    }

    close() {
        clearTimeout(this.timer);
        this.asking?.abort();
        this.list?.remove();
        this.area.removeAttribute("aria-activedescendant");
    }
}

customElements.define("prepared-finder", PreparedFinder);
