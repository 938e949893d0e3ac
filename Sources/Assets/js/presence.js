// Who is in this conversation: says every ten seconds that somebody looks at it or writes in it, and says good-bye. The server forgets whoever
// has not been heard for a while, so a tab that dies is gone in seconds.

const beat = 10_000;

class PresenceBeat extends HTMLElement {
    connectedCallback() {
        this.typedAt = -Infinity;
        this.timer = setInterval(() => this.say(), beat);
        for (const kind of ["input", "visibilitychange"]) document.addEventListener(kind, this);
        for (const kind of ["pagehide", "pageshow"]) addEventListener(kind, this);
        this.say();
    }

    disconnectedCallback() {
        clearInterval(this.timer);
        for (const kind of ["input", "visibilitychange"]) document.removeEventListener(kind, this);
        for (const kind of ["pagehide", "pageshow"]) removeEventListener(kind, this);
    }

    handleEvent(event) {
        if (event.type === "pagehide" || (event.type === "visibilitychange" && document.hidden)) return this.say("gone");
        if (event.type !== "input") return this.say();
        if (!event.target.closest?.(".for-reply")) return;
        // The first letter is told at once, the others with the next beat.
        const isFirst = performance.now() - this.typedAt > beat;
        this.typedAt = performance.now();
        if (isFirst) this.say();
    }

    say(state) {
        if (!state && document.hidden) return;
        const now = state ?? (performance.now() - this.typedAt < beat ? "writing" : "here");
        const fields = new URLSearchParams({ _token: this.getAttribute("token"), state: now });
        fetch(this.getAttribute("src"), { method: "POST", body: fields, keepalive: true })
            // What was told of this conversation is read by looking at it: the bell says so at once.
            .then(({ headers }) => headers.has("x-read") && document.querySelector("live-region.bell")?.refreshSoon())
            .catch(() => {});
    }
}

customElements.define("presence-beat", PresenceBeat);
