// <mention-list names="Efe Kaya\nSara" label="Colleagues"><textarea></textarea></mention-list>
// Names of colleagues while an @ is being written. Without it, the name is typed.

const most = 6;

function plain(text) {
    return text.normalize("NFD").replace(/\p{M}/gu, "").replaceAll("ı", "i").toLowerCase();
}

class MentionList extends HTMLElement {
    connectedCallback() {
        this.area = this.querySelector("textarea");
        this.names = this.getAttribute("names").split("\n").filter(Boolean);
        if (!this.area || !this.names.length) return;
        this.area.addEventListener("input", () => this.look());
        this.area.addEventListener("keydown", (event) => this.press(event));
        this.area.addEventListener("blur", () => this.close());
    }

    /** The word behind an @ in front of the cursor, or null. */
    typed() {
        const before = this.area.value.slice(0, this.area.selectionStart);
        return /(?:^|[^\p{L}\p{N}.])@(\p{L}*)$/u.exec(before)?.[1] ?? null;
    }

    look() {
        const typed = this.typed();
        const found =
            typed === null
                ? []
                : this.names.filter((name) => name.split(/\s+/).some((word) => plain(word).startsWith(plain(typed)))).slice(0, most);
        if (!found.length) return this.close();
        this.list ??= this.makeList();
        this.list.replaceChildren(
            ...found.map((name, place) => {
                const item = document.createElement("li");
                item.id = `mention-${place}`;
                item.role = "option";
                item.textContent = name;
                item.translate = false;
                item.addEventListener("pointerdown", (event) => {
                    event.preventDefault();
                    this.take(name);
                });
                return item;
            }),
        );
        this.append(this.list);
        this.choose(0);
    }

    makeList() {
        const list = document.createElement("ul");
        list.role = "listbox";
        list.id = "mentions";
        list.ariaLabel = this.getAttribute("label");
        this.area.setAttribute("aria-controls", "mentions");
        return list;
    }

    choose(place) {
        const items = [...this.list.children];
        this.at = (place + items.length) % items.length;
        items.forEach((item, each) => item.setAttribute("aria-selected", String(each === this.at)));
        this.area.setAttribute("aria-activedescendant", items[this.at].id);
    }

    press(event) {
        if (!this.list?.isConnected || event.isComposing) return;
        const { key } = event;
        if (key === "ArrowDown") this.choose(this.at + 1);
        else if (key === "ArrowUp") this.choose(this.at - 1);
        else if ((key === "Enter" && !event.ctrlKey && !event.metaKey) || key === "Tab") this.take(this.list.children[this.at].textContent);
        else if (key === "Escape") this.close();
        else return;
        event.preventDefault();
        event.stopPropagation();
    }

    take(name) {
        const end = this.area.selectionStart;
        const start = end - this.typed().length;
        const blank = /^\s/.test(this.area.value.slice(end)) ? "" : " ";
        this.area.setRangeText(`${name}${blank}`, start, end, "end");
        this.area.dispatchEvent(new Event("input", { bubbles: true }));
        this.close();
    }

    close() {
        this.list?.remove();
        this.area.removeAttribute("aria-activedescendant");
    }
}

customElements.define("mention-list", MentionList);
