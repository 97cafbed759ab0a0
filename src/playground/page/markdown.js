// Discord's markdown, to elements. Text from outside only ever becomes text nodes.

import { h } from "./dom.js";
import { state, user, nameOf, channel as channelOf, titleOf } from "./state.js";
import { stamp } from "./time.js";
import { go } from "./go.js";

const link = (href, ...inside) => h("a", { href, target: "_blank", rel: "noopener noreferrer nofollow" }, ...inside);

function mentionUser(id) {
  if (!state.users.has(id)) return h("span", { class: "mention" }, `<@${id}>`);
  return h("span", { class: "mention" }, `@${nameOf(id)}`);
}

function mentionRole(id) {
  const role = state.roles.get(id);
  return h("span", { class: "mention" }, role ? `@${role.name}` : "@deleted-role");
}

function mentionChannel(id) {
  const place = channelOf(id);
  if (!place) return h("span", { class: "mention" }, "# unknown");
  return h("button", { type: "button", class: "mention", onclick: () => go(id) }, `# ${titleOf(place)}`);
}

function spoiler(inside) {
  const show = (event) => {
    const element = event.currentTarget;
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    if (element.getAttribute("aria-expanded") === "false") {
      event.preventDefault();
      element.setAttribute("aria-expanded", "true");
      element.setAttribute("aria-label", "");
      element.removeAttribute("aria-label");
    }
  };
  return h("span", { class: "spoiler", role: "button", tabindex: 0, "aria-expanded": "false", "aria-label": "Hidden text, press to show", onclick: show, onkeydown: show }, ...inside);
}

// Each rule: a sticky pattern, and what it makes of the match. The order matters.
const RULES = [
  [/\\([^\p{L}\p{N}\s])/uy, (m) => m[1]],
  [/(`+)([\s\S]*?[^`])\1(?!`)/y, (m) => h("code", {}, m[2].trim() || m[2])],
  [/<@!?(\d+)>/y, (m) => mentionUser(m[1])],
  [/<@&(\d+)>/y, (m) => mentionRole(m[1])],
  [/<#(\d+)>/y, (m) => mentionChannel(m[1])],
  [/<t:(-?\d{1,13})(?::([tTdDfFRsS]))?>/y, (m) => stamp(m[1], m[2])],
  [/<\/([^:>]+):\d+>/y, (m) => h("span", { class: "mention" }, `/${m[1]}`)],
  [/<a?:(\w+):\d+>/y, (m) => `:${m[1]}:`],
  [/@(everyone|here)\b/y, (m) => h("span", { class: "mention" }, m[0])],
  [/\[([^\]\n]+)\]\(<?(https?:\/\/[^\s)>]+)>?\)/y, (m) => link(m[2], inline(m[1]))],
  [/<(https?:\/\/[^\s>]+)>/y, (m) => link(m[1], m[1])],
  [/https?:\/\/[^\s<]*[^\s<.,:;"')\]]/y, (m) => link(m[0], m[0])],
  [/\|\|([\s\S]+?)\|\|/y, (m) => spoiler(inline(m[1]))],
  [/\*\*\*(?=\S)([\s\S]+?)\*\*\*/y, (m) => h("strong", {}, h("em", {}, inline(m[1])))],
  [/\*\*(?=\S)([\s\S]+?)\*\*(?!\*)/y, (m) => h("strong", {}, inline(m[1]))],
  [/__(?=\S)([\s\S]+?)__(?!_)/y, (m) => h("u", {}, inline(m[1]))],
  [/~~(?=\S)([\s\S]+?)~~/y, (m) => h("s", {}, inline(m[1]))],
  [/\*(?=[^\s*])((?:\*\*[\s\S]+?\*\*|[^*])+?)\*(?!\*)/y, (m) => h("em", {}, inline(m[1]))],
  [/_(?=[^\s_])((?:__[\s\S]+?__|[^_])+?)_(?![\p{L}\p{N}_])/uy, (m) => h("em", {}, inline(m[1]))],
];
const SPECIAL = /[\\`<@[h|*_~]/g;

/** One stretch of text: bold, links, mentions and so on. */
export function inline(text) {
  const out = [];
  let at = 0, plain = 0;
  while (at < text.length) {
    SPECIAL.lastIndex = at;
    const next = SPECIAL.exec(text);
    if (!next) break;
    at = next.index;
    const insideWord = text[at] === "_" && at > 0 && /[\p{L}\p{N}]/u.test(text[at - 1]);
    let hit = null;
    for (const [pattern, make] of insideWord ? [] : RULES) {
      pattern.lastIndex = at;
      const match = pattern.exec(text);
      if (match) { hit = [match, make]; break; }
    }
    if (!hit) { at += 1; continue; }
    if (at > plain) out.push(text.slice(plain, at));
    out.push(hit[1](hit[0]));
    at = plain = at + hit[0][0].length;
  }
  if (plain < text.length) out.push(text.slice(plain));
  return out;
}

const ITEM = /^(\s*)([-*]|\d{1,3}\.)\s+(.*)$/;

function listOf(lines) {
  const ordered = /\d/.test(ITEM.exec(lines[0])[2]);
  const depth = ITEM.exec(lines[0])[1].length;
  const list = h(ordered ? "ol" : "ul", ordered ? { start: parseInt(ITEM.exec(lines[0])[2], 10) } : {});
  let inner = [];
  const close = () => { if (inner.length) { (list.lastElementChild ?? list).append(listOf(inner)); inner = []; } };
  for (const line of lines) {
    const [, indent, , text] = ITEM.exec(line);
    if (indent.length > depth) { inner.push(line); continue; }
    close();
    list.append(h("li", {}, inline(text)));
  }
  close();
  return list;
}

function blocks(text, rich) {
  const out = [];
  const lines = text.split("\n");
  let plain = [];
  const flush = () => {
    if (plain.length) out.push(...inline(plain.join("\n")));
    plain = [];
  };
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at];
    let match;
    if ((match = /^(#{1,3})\s+(.+)$/.exec(line)) && rich) {
      flush();
      out.push(h(`h${match[1].length}`, {}, inline(match[2])));
    } else if ((match = /^-#\s+(.+)$/.exec(line)) && rich) {
      flush();
      out.push(h("small", { class: "sub" }, inline(match[1])));
    } else if (line.startsWith(">>> ")) {
      flush();
      out.push(h("blockquote", {}, blocks([line.slice(4), ...lines.slice(at + 1)].join("\n"), rich)));
      return out;
    } else if (line.startsWith("> ")) {
      flush();
      const quoted = [];
      while (at < lines.length && lines[at].startsWith("> ")) quoted.push(lines[at++].slice(2));
      at -= 1;
      out.push(h("blockquote", {}, blocks(quoted.join("\n"), rich)));
    } else if (ITEM.test(line)) {
      flush();
      const items = [];
      while (at < lines.length && ITEM.test(lines[at])) items.push(lines[at++]);
      at -= 1;
      out.push(listOf(items));
    } else {
      const previousIsBlock = out.length && !plain.length && out[out.length - 1] instanceof HTMLElement && /^(H[1-3]|SMALL|BLOCKQUOTE|UL|OL|PRE)$/.test(out[out.length - 1].tagName);
      if (previousIsBlock && line === "" && at === lines.length - 1) continue;
      plain.push(line);
    }
  }
  flush();
  return out;
}

/** A whole text, as an element. */
export function markdown(text, { cls = "text" } = {}) {
  const box = h("div", { class: cls });
  const parts = text.split(/(```[\s\S]*?```)/);
  for (const part of parts) {
    const fence = /^```(?:([\w+-]+)\n)?\n?([\s\S]*?)\n?```$/.exec(part);
    if (fence && fence[2]) box.append(h("pre", {}, h("code", {}, fence[2])));
    else if (part) for (const piece of blocks(part, true)) box.append(piece);
  }
  if (/^(?:\p{Extended_Pictographic}[\u{FE0F}\u{200D}\u{1F3FB}-\u{1F3FF}]*\s*){1,6}$/u.test(text)) box.classList.add("big-emoji");
  return box;
}

/** The gist of a text in one line, for replies. */
export function gist(text) {
  const named = text.replace(/<@!?(\d+)>/g, (_, id) => `@${user(id).global_name}`).replace(/<t:\d+(?::\w)?>/g, "…");
  return named.replace(/[*_~`|>#]+/g, "").replace(/\s+/g, " ").trim().slice(0, 140);
}
