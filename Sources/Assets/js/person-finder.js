// <person-finder src>: type-ahead to a person. The server answers `GET src?q=…` with options as HTML; choosing one writes its id into
// the hidden input, where there is one. Without this script the text field alone is posted and the server looks the name up.

const pause = 90;

class PersonFinder extends HTMLElement {
    connectedCallback() {
        this.field = this.querySelector("input:not([type=hidden])");
        this.chosen = this.querySelector("input[type=hidden]");
        this.list = Object.assign(document.createElement("ul"), { className: "options", id: `${this.field.id}-options`, hidden: true, role: "listbox" });
        this.list.setAttribute("aria-label", this.querySelector("label")?.textContent.trim() ?? "");
        this.append(this.list);
        this.field.role = "combobox";
        this.field.ariaAutoComplete = "list";
        this.field.ariaExpanded = "false";
        this.field.setAttribute("aria-controls", this.list.id);
        this.field.addEventListener("input", () => this.typed());
        this.field.addEventListener("keydown", (event) => this.key(event));
        this.field.addEventListener("blur", () => this.close());
        // mousedown would take the focus away, and with it the list.
        this.list.addEventListener("mousedown", (event) => event.preventDefault());
        this.list.addEventListener("click", (event) => {
            const option = event.target.closest("[role=option]");
            if (option) this.choose(option);
        });
        // Whoever is faster than this script finds somebody too; not where the server has offered a choice of people already.
        if (document.activeElement === this.field && this.field.value && this.chosen?.value === "") this.typed();
    }

    get options() {
        return [...this.list.querySelectorAll("[role=option]")];
    }

    typed() {
        if (this.chosen) this.chosen.value = "";
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.find(), pause);
    }

    async find() {
        const text = this.field.value.trim();
        this.asking?.abort();
        if (text.length < 2) return this.close();
        this.asking = new AbortController();
        try {
            const url = new URL(this.getAttribute("src"), location.href);
            url.searchParams.set("q", text);
            const answer = await fetch(url, { headers: { "X-Fragment": "1" }, signal: this.asking.signal });
            if (!answer.ok || answer.redirected) return this.close();
            this.list.innerHTML = await answer.text();
            this.options.forEach((option, index) => { option.id = `${this.list.id}-${index}`; });
            if (this.list.childElementCount === 0 || document.activeElement !== this.field) return this.close();
            this.list.hidden = false;
            this.field.ariaExpanded = "true";
            this.select(-1);
        } catch (problem) {
            if (problem.name !== "AbortError") this.close();
        }
    }

    close() {
        clearTimeout(this.timer);
        this.list.hidden = true;
        this.field.ariaExpanded = "false";
        this.field.removeAttribute("aria-activedescendant");
    }

    select(index) {
        this.at = index;
        this.options.forEach((option, place) => { option.ariaSelected = String(place === index); });
        const option = this.options[index];
        if (!option) return this.field.removeAttribute("aria-activedescendant");
        this.field.setAttribute("aria-activedescendant", option.id);
        option.scrollIntoView({ block: "nearest" });
    }

    choose(option) {
        this.field.value = option.dataset.name;
        if (this.chosen) this.chosen.value = option.dataset.id;
        this.close();
        this.dispatchEvent(new CustomEvent("person-chosen", { bubbles: true, detail: option.dataset.id }));
    }

    key(event) {
        const count = this.options.length;
        if (this.list.hidden) {
            if (event.key === "ArrowDown") this.find();
            return;
        }
        if (event.key === "ArrowDown") this.select((this.at + 1) % count);
        else if (event.key === "ArrowUp") this.select((this.at - 1 + count) % count);
        else if (event.key === "Enter" && this.at >= 0 && !event.ctrlKey && !event.metaKey) this.choose(this.options[this.at]);
        else if (event.key === "Escape") this.close();
        else {
            if (event.key === "Tab" && this.at >= 0) this.choose(this.options[this.at]);
            return;
        }
        event.preventDefault();
    }
}

customElements.define("person-finder", PersonFinder);
