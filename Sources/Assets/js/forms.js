// Small courtesies of forms and dialogs: one submit per form, text areas that grow, menus that close, a Copy button, dropped files.

document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-once]")) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    // Disabled buttons would not be sent along: they only look so, until the answer comes or the person returns.
    for (const button of form.querySelectorAll("button")) button.ariaDisabled = "true";
    setTimeout(() => release(form), 8_000);
});

// What somebody wrote is sent only when the server is there: the browser's own page of errors would stand in its place.
const within = 4_000;
addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("form[data-away]") || form.dataset.reached || event.defaultPrevented) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { submitter } = event;
    const there = await fetch("/health", { signal: AbortSignal.timeout(within), cache: "no-store" }).then(({ ok }) => ok, () => false);
    form.querySelector(".error[data-is-away]")?.remove();
    if (there) {
        form.dataset.reached = "1";
        form.requestSubmit(submitter ?? undefined);
        delete form.dataset.reached;
        return;
    }
    const error = Object.assign(document.createElement("p"), { className: "error", textContent: form.dataset.away });
    error.dataset.isAway = "";
    error.setAttribute("role", "alert");
    form.querySelector("footer, .form-actions")?.before(error);
}, { capture: true });

function release(form) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("button")) button.ariaDisabled = null;
}

// A page out of the back/forward cache comes as it was left: sent.
addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    const sent = [...document.querySelectorAll("form[data-sent]")];
    // What has been sent would lie there to be sent again: the page as it is now has what is left to write.
    if (sent.some((form) => form.matches("[data-sends]"))) return location.replace(location.href);
    sent.forEach(release);
});

function grow(area) {
    if (!area.checkVisibility()) return;
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`;
}
const growsItself = CSS.supports("field-sizing", "content");
if (!growsItself) {
    document.addEventListener("input", ({ target }) => target.matches?.("textarea[data-autosize]") && grow(target));
    document.querySelectorAll("textarea[data-autosize]").forEach((area) => area.value && grow(area));
}

document.addEventListener("click", (event) => {
    const opener = event.target.closest?.("[data-opens]");
    if (opener) document.getElementById(opener.dataset.opens)?.showModal();
    // A click beside the sheet closes it, a click beside an open menu closes that.
    if (event.target.matches?.("dialog.sheet")) {
        const { left, right, top, bottom } = event.target.getBoundingClientRect();
        const inside = event.clientX >= left && event.clientX <= right && event.clientY >= top && event.clientY <= bottom;
        if (!inside) event.target.close();
    }
    for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target) || opener) menu.open = false;
});
document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details.menu[open]")) {
        menu.open = false;
        menu.querySelector("summary").focus();
    }
});

// What can be taken back for a while only is not offered longer than that.
for (const flash of document.querySelectorAll(".flash[data-seconds]")) setTimeout(() => flash.remove(), flash.dataset.seconds * 1_000);
// A way back that the page itself no longer offers, since a colleague was faster, goes with the news of it.
document.addEventListener("live-change", () => {
    for (const form of document.querySelectorAll('.flash form[action*="/hand-overs/"]')) {
        const path = new URL(form.action).pathname;
        const isThere = [...document.forms].some((other) => other !== form && new URL(other.action, location).pathname === path);
        if (!isThere) form.closest(".flash").remove();
    }
});
// What only says that something worked makes room after a while for what it covers. Its place stays, so that nothing moves.
const readFor = 6_000;
for (const flash of document.querySelectorAll(".flash[data-passes]")) setTimeout(() => flash.classList.add("gone"), readFor);

// A link to what is folded away opens it, in browsers that do not do so themselves.
function unfold() {
    const folded = document.querySelector(":target")?.closest("details:not([open])");
    if (!folded) return;
    folded.open = true;
    document.querySelector(":target").scrollIntoView();
}
unfold();
addEventListener("hashchange", unfold);

// The first run proposes the time zone of this device, unless somebody has chosen one already.
const zone = document.querySelector("form:not(:has([aria-invalid])) [data-here] select[name=zone]");
if (zone) {
    const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if ([...zone.options].some((option) => option.value === here)) zone.value = here;
}
// Where a row of tabs is longer than the page: the tab one stands on is in sight, and a mark says that there are more.
function lookAtTabs() {
    for (const row of document.querySelectorAll(".tabs")) row.toggleAttribute("data-more", row.scrollLeft + row.clientWidth < row.scrollWidth - 32);
}
for (const tab of document.querySelectorAll(".tabs [aria-current]")) {
    const row = tab.parentElement;
    const over = tab.offsetLeft - row.offsetLeft + tab.offsetWidth + 48 - row.clientWidth;
    if (over > 0) row.scrollLeft = over;
}
lookAtTabs();
document.addEventListener("scroll", ({ target }) => target.matches?.(".tabs") && lookAtTabs(), { capture: true, passive: true });
addEventListener("resize", lookAtTabs);
document.addEventListener("live-change", lookAtTabs);

// A password that is chosen can be looked at. It is sent as a password again, so that browsers offer to keep it.
for (const button of document.querySelectorAll(".shown-secret button")) {
    const field = document.getElementById(button.getAttribute("aria-controls"));
    const turn = () => {
        [button.textContent, button.dataset.other] = [button.dataset.other, button.textContent];
        field.type = field.type === "password" ? "text" : "password";
    };
    button.hidden = false;
    button.addEventListener("click", turn);
    field.form?.addEventListener("submit", () => field.type === "text" && turn());
}

// A form that came back: the first field that is wrong.
document.querySelector("main [aria-invalid=true]")?.focus();

for (const secret of document.querySelectorAll(".secret[data-copy]")) {
    if (!navigator.clipboard) break;
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: secret.dataset.copy });
    button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(secret.querySelector("code").textContent);
        button.textContent = secret.dataset.copied;
    });
    secret.append(button);
}

// Files: kept with the draft as soon as they are chosen, dropped or pasted; while they are on their way they are named in their form. Where the
// server cannot be reached they stay in the form and go with it.
function showFiles(form, files) {
    let list = form.querySelector(".files.chosen");
    if (!list) {
        list = Object.assign(document.createElement("ul"), { className: "files chosen" });
        form.querySelector("footer, .form-actions")?.before(list);
    }
    list.replaceChildren(...files.map((file) => {
        const name = Object.assign(document.createElement("span"), { className: "chip", textContent: file.name });
        const row = document.createElement("li");
        row.append(name);
        return row;
    }));
}

const uploads = new WeakMap();

async function keepFiles(input, files) {
    const { form } = input;
    const left = [...input.files];
    input.value = "";
    const fields = new FormData(form);
    fields.delete(input.name);
    for (const file of files) fields.append(input.name, file);
    form.querySelector(".error[data-file]")?.remove();
    const box = form.querySelector("[data-files]");
    const refuse = (words) => {
        const error = Object.assign(document.createElement("p"), { className: "error", textContent: words });
        error.dataset.file = "";
        error.setAttribute("role", "alert");
        box?.after(error);
    };
    // What no mail can carry is not sent up first.
    const size = files.reduce((sum, file) => sum + file.size, 0);
    if (input.dataset.most && size > Number(input.dataset.most)) return refuse(input.dataset.tooMuch);
    showFiles(form, files);
    let answer;
    try {
        answer = await fetch(input.dataset.src, { method: "POST", body: fields, headers: { "X-Fragment": "1" } });
        if (answer.redirected) throw new Error("signed out");
    } catch {
        // Not reached: they wait in the form.
        const all = new DataTransfer();
        for (const file of new Set([...left, ...files])) all.items.add(file);
        input.files = all.files;
        return showFiles(form, [...input.files]);
    }
    showFiles(form, []);
    if (answer.ok) {
        const fresh = document.createElement("template");
        fresh.innerHTML = await answer.text();
        box?.replaceWith(fresh.content);
        // "None is attached" is no longer so.
        for (const warning of document.querySelectorAll("[data-until-file]")) warning.remove();
    } else {
        refuse([413, 422].includes(answer.status) ? await answer.text() : input.dataset.failed);
    }
}

function take(input, files) {
    if (!files.length) return;
    const before = uploads.get(input.form) ?? Promise.resolve();
    const now = before.then(() => keepFiles(input, files));
    uploads.set(input.form, now);
    now.finally(() => uploads.get(input.form) === now && uploads.delete(input.form));
}
// A form that is sent while a file is on its way waits for it.
addEventListener("submit", (event) => {
    const upload = uploads.get(event.target);
    if (!upload) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { target, submitter } = event;
    upload.finally(() => setTimeout(() => target.requestSubmit(submitter ?? undefined)));
}, { capture: true });
document.addEventListener("change", ({ target }) => target.matches?.("input[data-drop]") && take(target, [...target.files]));
for (const kind of ["paste", "drop"]) {
    document.addEventListener(kind, (event) => {
        const files = (event.clipboardData ?? event.dataTransfer)?.files;
        const input = event.target.closest?.("form")?.querySelector("input[data-drop]");
        if (!input || !files?.length) return;
        event.preventDefault();
        take(input, [...files]);
    });
}
document.addEventListener("dragover", (event) => event.target.closest?.("form")?.querySelector("input[data-drop]") && event.preventDefault());
