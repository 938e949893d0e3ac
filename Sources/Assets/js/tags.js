// A field with `data-options="/tags/names"` offers what is there while somebody types, after each comma anew. Without it, the name is typed.

let number = 0;

/** What stands before the name that is being typed: all up to the last comma. */
function before(field) {
    return /^.*[,;،、]\s*/u.exec(field.value)?.[0] ?? "";
}

/** A list of the browser replaces the whole field, so each name in it comes with what stands before. */
function rewrite(field, list) {
    const start = before(field);
    if (list.dataset.start === start) return;
    list.dataset.start = start;
    const chosen = new Set(start.split(/[,;،、]/u).map((name) => name.trim().toLowerCase()));
    const names = JSON.parse(list.dataset.names).filter((name) => !chosen.has(name.toLowerCase()));
    list.replaceChildren(...names.map((name) => Object.assign(document.createElement("option"), { value: start + name, label: name })));
}

async function offer(field) {
    const list = document.createElement("datalist");
    list.id = `options-${++number}`;
    field.dataset.offers = "1";
    try {
        const answer = await fetch(field.dataset.options, { headers: { "X-Fragment": "1" }, credentials: "same-origin" });
        if (answer.status !== 200 || answer.redirected) return;
        list.innerHTML = await answer.text();
    } catch {
        delete field.dataset.offers;
        return;
    }
    list.dataset.names = JSON.stringify([...list.querySelectorAll("option")].map((option) => option.value));
    list.dataset.start = "";
    field.after(list);
    field.setAttribute("list", list.id);
    field.addEventListener("input", () => rewrite(field, list));
}

document.addEventListener("focusin", ({ target }) => {
    if (target.matches?.("input[data-options]:not([data-offers])")) offer(target);
});

// Where a menu with a field opens, the cursor stands in it.
document.addEventListener(
    "toggle",
    ({ target }) => target.matches?.("details.tag-add[open]") && target.querySelector("input[data-options]")?.focus(),
    { capture: true },
);
