// The list above the message box: commands, names, choices. Arrow keys walk, Enter and Tab take, Escape closes.

import { h, fill } from "./dom.js";

export class Offer {
  constructor(form, input) {
    this.form = form;
    this.input = input;
    this.entries = [];
    this.at = 0;
    this.box = null;
  }

  /** Shows entries `{ body, run }` under a title; `nothing` is said where there are none. */
  show(title, entries, nothing = "") {
    this.entries = entries;
    this.at = 0;
    if (!this.box) {
      this.box = h("div", { id: "offer", role: "listbox", "aria-label": "Suggestions" });
      this.box.addEventListener("pointerdown", (event) => event.preventDefault());
      this.form.append(this.box);
    }
    this.input.setAttribute("aria-expanded", "true");
    this.options = entries.map((entry, index) => h("div", { role: "option", id: `offer-${index}`, "aria-selected": "false", onclick: () => entry.run(), onpointermove: () => this.mark(index, false) }, entry.body));
    fill(this.box, title && h("h3", {}, title), this.options, !entries.length && nothing && h("div", { class: "what" }, nothing));
    if (entries.length) this.mark(0);
  }

  mark(index, scroll = true) {
    this.options[this.at]?.classList.remove("at");
    this.options[this.at]?.setAttribute("aria-selected", "false");
    this.at = index;
    const option = this.options[index];
    option.classList.add("at");
    option.setAttribute("aria-selected", "true");
    this.input.setAttribute("aria-activedescendant", option.id);
    if (scroll) option.scrollIntoView({ block: "nearest" });
  }

  /** Takes a key press; true if it was for the list. */
  key(event) {
    if (!this.box) return false;
    const count = this.entries.length;
    if (event.key === "Escape") { this.close(); event.preventDefault(); event.stopPropagation(); return true; }
    if (!count) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { event.preventDefault(); this.mark((this.at + step + count) % count); return true; }
    if (event.key === "Enter" || event.key === "Tab") { event.preventDefault(); this.entries[this.at].run(); return true; }
    return false;
  }

  get open() { return Boolean(this.box); }

  close() {
    this.box?.remove();
    this.box = null;
    this.entries = [];
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}
