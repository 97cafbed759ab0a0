// Small helpers to build the page without ever parsing text as HTML.

/** An element: `h("button", { class: "x", onclick }, "text", child)`. Null and false children are left out. */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "style") Object.assign(element.style, value);
    else if (key === "value" || key === "checked") element[key] = value;
    else element.setAttribute(key, value === true ? "" : value);
  }
  add(element, children);
  return element;
}

/** Appends children, lists of children and texts. */
export function add(element, children) {
  for (const child of children.flat(9)) {
    if (child !== null && child !== undefined && child !== false) element.append(child);
  }
}

/** Replaces what an element holds. */
export function fill(element, ...children) {
  element.replaceChildren();
  add(element, children);
}

export const one = (id) => document.getElementById(id);

const PATHS = {
  hash: "M9.500 4 7.500 20M16.500 4l-2 16M4.500 9h15.500M4 15h15.500",
  thread: "M5 4h14a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-8l-4 4v-4H5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1zM8 8h8M8 11.500h5",
  lock: "M7 11V8a5 5 0 0 1 10 0v3M6 11h12v9H6z",
  forum: "M4 5h11v8H9l-3 3v-3H4zM18 9h2v8h-2v3l-3-3h-4",
  voice: "M4 10v4h3l5 4V6L7 10zM15.500 9a4 4 0 0 1 0 6M18 6.500a8 8 0 0 1 0 11",
  chevron: "M6 9l6 6 6-6",
  right: "M9 6l6 6-6 6",
  close: "M6 6l12 12M18 6 6 18",
  plus: "M12 6v12M6 12h12",
  reply: "M10 7 5 12l5 5M5 12h8a6 6 0 0 1 6 6",
  more: "M6 12h.01M12 12h.01M18 12h.01",
  people: "M9 11a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM2.500 20c.5-4 3-6 6.500-6s6 2 6.500 6M16 4.500a3.500 3.500 0 0 1 0 6.500M18 14.500c2 .8 3.200 2.600 3.500 5.500",
  sliders: "M4 7h9M17 7h3M4 17h3M11 17h9M15 4.500v5M9 14.500v5",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M19 5l-2 2M7 17l-2 2",
  moon: "M20 14.500A8.500 8.500 0 0 1 9.500 4 8.500 8.500 0 1 0 20 14.500z",
  menu: "M4 7h16M4 12h16M4 17h16",
  eye: "M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z",
  smile: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8.500 10h.01M15.500 10h.01M8 14.500c2 2.500 6 2.500 8 0",
  send: "M4 12 20 4l-5 16-3.500-6.500zM11.500 13.500 20 4",
  bell: "M6 16V11a6 6 0 0 1 12 0v5l1.500 2h-15zM10 21h4",
  mute: "M6 16V11a6 6 0 0 1 9-5.200M18 11v5l1.500 2H9M10 21h4M4 4l16 16",
  out: "M14 5h5v5M19 5l-8 8M11 6H6v12h12v-5",
  pencil: "M4 20l1-4L16 5l3 3L8 19z",
  arrow: "M4 12h15M13 6l6 6-6 6",
  warn: "M12 4 2.500 20h19zM12 10v5M12 17.500h.01",
  home: "M4 11l8-7 8 7v9h-5v-6H9v6H4z",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
};

/** A line icon. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const set = { class: "icon", viewBox: "0 0 24 24", fill: "none", stroke: "currentColor", "stroke-width": name === "more" ? 3.2 : 2,
    "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true" };
  for (const [key, value] of Object.entries(set)) svg.setAttribute(key, value);
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", PATHS[name] ?? "");
  svg.append(path);
  return svg;
}

/** A round tool button with a name for those who cannot see it. */
export function tool(name, label, onclick, more = {}) {
  return h("button", { type: "button", class: "tool", title: label, "aria-label": label, onclick, ...more }, icon(name));
}

export const dots = () => h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i"));
