// The server rail, the channel list with threads under their channel, the members, and who one types as.

import { h, fill, icon, tool, one } from "./dom.js";
import { state, people, user, nameOf, roleColor, titleOf, isThread, channel as channelOf, keep, TEXT, DIRECT, VOICE, CATEGORY, FORUM, PRIVATE_THREAD } from "./state.js";
import { avatar } from "./avatar.js";
import { openMenu } from "./menu.js";
import { patch } from "./api.js";
import { go } from "./go.js";

const LOCALES = { "en-US": "English (US)", "en-GB": "English (UK)", de: "Deutsch", fr: "Français", "es-ES": "Español", it: "Italiano", nl: "Nederlands", "pt-BR": "Português (Brasil)", "sv-SE": "Svenska", pl: "Polski", hi: "हिन्दी", ja: "日本語" };

const direct = () => channelOf()?.type === DIRECT;
const places = () => [...state.channels.values()];

/** Draws all of it. */
export function drawSidebar(on) {
  rail();
  one("place-name").textContent = direct() ? "Direct Messages" : state.guild.name;
  fill(one("channels"), direct() ? directs() : server());
  person(on);
  members();
}

function rail() {
  const first = (test) => places().find(test)?.id;
  const home = first((place) => place.type === DIRECT && place.recipients.includes(state.bot.id));
  const front = keep.get("last") && channelOf(keep.get("last"))?.guild_id ? keep.get("last") : first((place) => place.type === TEXT);
  const initials = state.guild.name.split(/[\s-]+/).map((word) => word[0]).join("").slice(0, 3).toUpperCase();
  fill(one("rail"),
    h("button", { type: "button", "aria-label": "Direct Messages", title: "Direct Messages", "aria-current": String(direct()), onclick: () => go(home) }, icon("home")),
    h("hr"),
    h("button", { type: "button", "aria-label": state.guild.name, title: state.guild.name, "aria-current": String(!direct()), onclick: () => go(front) }, initials));
}

function entry(place, kind, extra = "") {
  const pings = state.pings.get(place.id) ?? 0;
  const classes = ["place", extra, (state.unread.get(place.id) || pings) && "unread", place.type === VOICE && "off"].filter(Boolean).join(" ");
  const label = `${titleOf(place)}${pings ? `, ${pings} mentions` : state.unread.get(place.id) ? ", unread" : ""}`;
  return h("button", { type: "button", class: classes, "aria-label": label, "aria-current": String(place.id === state.current), onclick: () => go(place.id) },
    kind instanceof Element ? kind : kind && icon(kind), h("span", {}, titleOf(place)), pings ? h("span", { class: "badge" }, pings) : null);
}

function server() {
  const out = [];
  const order = (a, b) => (a.position ?? 0) - (b.position ?? 0);
  const categories = places().filter((place) => place.type === CATEGORY).sort(order);
  const top = places().filter((place) => [TEXT, VOICE, FORUM].includes(place.type)).sort(order);
  for (const category of [null, ...categories]) {
    const inside = top.filter((place) => (place.parent_id ?? null) === (category?.id ?? null));
    if (!inside.length) continue;
    if (category) out.push(h("h2", { class: "category" }, icon("chevron"), category.name));
    for (const place of inside) {
      const closed = place.permission_overwrites?.some((over) => over.type === 0 && over.id === state.guild.id && (BigInt(over.deny) & 1024n) !== 0n);
      out.push(entry(place, { [VOICE]: "voice", [FORUM]: "forum" }[place.type] ?? (closed ? "lock" : "hash")));
      const threads = places().filter((thread) => isThread(thread) && thread.parent_id === place.id && (!thread.thread_metadata?.archived || thread.id === state.current));
      const shown = threads.filter((thread) => thread.id === state.current || thread.members?.includes(state.me) || place.type === FORUM || state.unread.get(thread.id) || !thread.members?.length);
      if (shown.length) out.push(h("div", { class: "threads" }, shown.map((thread) => entry(thread, thread.type === PRIVATE_THREAD ? "lock" : null, thread.thread_metadata?.archived ? "archived" : ""))));
    }
  }
  return out;
}

function directs() {
  const mine = places().filter((place) => place.type === DIRECT && place.recipients.includes(state.me));
  return [h("h2", { class: "category" }, "Direct Messages"), mine.map((place) => {
    const other = place.recipients.find((id) => id !== state.me);
    return entry(place, avatar(other, { dot: user(other).bot ? state.bot.online : true }), "direct");
  })];
}

function person({ switchTo, theme }) {
  const me = user(state.me);
  const choose = (event) => openMenu([
    { title: "Type as" },
    ...people().map((person, index) => ({ label: person.global_name, picture: avatar(person.id), checked: person.id === state.me, hint: `Alt+${index + 1}`, run: () => switchTo(person.id) })),
    null, { title: `${me.global_name}'s language` },
    ...Object.entries(LOCALES).slice(0, 8).map(([code, label]) => ({ label, checked: code === me.locale, run: async () => { await patch(`/users/${me.id}`, { locale: code }); me.locale = code; person({ switchTo, theme }); } })),
  ], event.currentTarget);
  const dark = document.documentElement.dataset.theme === "dark";
  fill(one("person"),
    h("button", { type: "button", class: "who", "aria-haspopup": "menu", "aria-label": `Typing as ${me.global_name}. Choose another person`, onclick: choose },
      avatar(me.id, { dot: true }), h("span", {}, h("b", {}, me.global_name), h("small", {}, `${me.moderator ? "Moderator" : "Member"} · switch`))),
    tool(dark ? "sun" : "moon", dark ? "Light theme" : "Dark theme", theme));
}

function members() {
  const place = channelOf();
  const ids = place?.type === DIRECT ? place.recipients : isThread(place) ? place.members ?? [] : [...state.users.keys()];
  const row = (id) => {
    const who = user(id), online = who.bot ? state.bot.online : true;
    return h("div", { class: online ? "member" : "member off" }, avatar(id, { dot: online }),
      h("span", {}, h("b", { style: { color: roleColor(id) ?? "" } }, nameOf(id), who.bot && h("span", { class: "tag" }, "APP")), who.bot && !online ? h("small", {}, "Offline") : null));
  };
  const groups = [["Moderators", ids.filter((id) => user(id).moderator && !user(id).bot)], ["Online", ids.filter((id) => !user(id).moderator && (!user(id).bot || state.bot.online))], ["Offline", ids.filter((id) => user(id).bot && !state.bot.online)]];
  fill(one("members"), groups.filter(([, list]) => list.length).map(([title, list]) => [h("h2", {}, `${title} — ${list.length}`), list.map(row)]));
}
