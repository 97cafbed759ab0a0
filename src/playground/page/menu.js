// Menus that open at the pointer or under a button; arrow keys walk, Escape closes and gives the focus back.

import { h, one, icon } from "./dom.js";

let open = null;

/** Closes whatever menu is open. */
export function closeMenu() {
  if (!open) return;
  const { box, back } = open;
  open = null;
  box.remove();
  if (back?.isConnected) back.focus({ preventScroll: true });
}

/** Opens a menu: entries are `{ label, run, icon?, danger?, checked?, hint? }`, `{ title }` or `null` for a line. */
export function openMenu(entries, at, back = document.activeElement) {
  closeMenu();
  const box = h("div", { class: "menu-box", role: "menu" });
  for (const entry of entries) {
    if (!entry) box.append(h("hr"));
    else if (entry.title) box.append(h("h3", {}, entry.title));
    else {
      const role = entry.checked === undefined ? "menuitem" : "menuitemradio";
      const run = () => { closeMenu(); entry.run(); };
      box.append(h("button", { type: "button", role, class: entry.danger ? "danger" : "", "aria-checked": entry.checked === undefined ? null : String(entry.checked), onclick: run, tabindex: -1 },
        h("span", { class: "left" }, entry.picture ?? null, entry.label), entry.checked ? "✓" : entry.icon ? icon(entry.icon) : entry.hint ?? null));
    }
  }
  place(box, at);
  open = { box, back };
  const items = () => [...box.querySelectorAll("[role^=menuitem]")];
  items()[0]?.focus();
  box.addEventListener("keydown", (event) => {
    const list = items(), here = list.indexOf(document.activeElement);
    if (event.key === "Escape" || event.key === "Tab") { event.preventDefault(); event.stopPropagation(); closeMenu(); }
    else if (event.key === "ArrowDown") { event.preventDefault(); list[(here + 1) % list.length]?.focus(); }
    else if (event.key === "ArrowUp") { event.preventDefault(); list[(here - 1 + list.length) % list.length]?.focus(); }
  });
}

/** Puts a floating box at a point or beside an element, within the window. */
export function place(box, at, { above = false, wide = false } = {}) {
  one("layer").append(box);
  const rect = at instanceof Element ? at.getBoundingClientRect() : { left: at.x, right: at.x, top: at.y, bottom: at.y, width: 0 };
  if (wide) box.style.width = `${rect.width}px`;
  const size = box.getBoundingClientRect();
  let top = above ? rect.top - size.height - 6 : rect.bottom + 4;
  if (top + size.height > innerHeight - 8) top = Math.max(8, rect.top - size.height - 4);
  if (top < 8) top = 8;
  box.style.left = `${Math.max(8, Math.min(rect.left, innerWidth - size.width - 8))}px`;
  box.style.top = `${top}px`;
}

document.addEventListener("pointerdown", (event) => { if (open && !open.box.contains(event.target)) closeMenu(); });
addEventListener("blur", () => closeMenu());
addEventListener("resize", () => closeMenu());
