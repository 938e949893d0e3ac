// <draft-area src saving saved failed>: keeps what is typed on the server while it is typed, since a closed tab runs no code.

const quiet = 800;

class DraftArea extends HTMLElement {
    connectedCallback() {
        this.form = this.closest("form");
        this.state = this.querySelector(".draft-state");
        this.changes = 0;
        this.form?.addEventListener("input", this);
        this.form?.addEventListener("submit", this);
        document.addEventListener("visibilitychange", this);
    }

    disconnectedCallback() {
        clearTimeout(this.timer);
        this.form?.removeEventListener("input", this);
        this.form?.removeEventListener("submit", this);
        document.removeEventListener("visibilitychange", this);
    }

    handleEvent(event) {
        if (event.type === "input") {
            this.changes += 1;
            this.sent = false;
            this.say("");
            clearTimeout(this.timer);
            this.timer = setTimeout(() => this.save(), quiet);
        } else if (event.type === "submit") {
            // The answer itself is on its way; a draft saved after it would come back as a ghost.
            if (event.defaultPrevented) return;
            clearTimeout(this.timer);
            this.sent = true;
        } else if (document.hidden && this.changes && !this.sent) {
            this.save();
        }
    }

    async save() {
        clearTimeout(this.timer);
        const written = this.changes;
        const fields = new URLSearchParams();
        for (const [name, value] of new FormData(this.form)) if (typeof value === "string") fields.append(name, value);
        this.say(this.getAttribute("saving"));
        try {
            // keepalive lets it finish when the tab closes; browsers allow it up to 64 KB.
            const answer = await fetch(this.getAttribute("src"), { method: "POST", body: fields, keepalive: String(fields).length < 60_000 });
            if (this.sent || written !== this.changes) return;
            if (answer.redirected && new URL(answer.url).pathname === "/sign-in") document.dispatchEvent(new CustomEvent("signed-out"));
            if (answer.ok && !answer.redirected) this.changes = 0;
            this.say(this.getAttribute(answer.ok && !answer.redirected ? "saved" : "failed"));
        } catch {
            this.say(this.getAttribute("failed"));
            this.timer = setTimeout(() => this.save(), 10_000);
        }
    }

    say(text) {
        if (this.state) this.state.textContent = text ?? "";
    }
}

customElements.define("draft-area", DraftArea);
