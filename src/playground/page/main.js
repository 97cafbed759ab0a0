// The page: opens the line, keeps what is shown in step with what happens, and joins the parts.

import { h, fill, icon, tool, one, dots } from "./dom.js";
import { state, refresh, load, loadCommands, shelf, channel as channelOf, titleOf, nameOf, people, isThread, keep, now, DIRECT, TEXT, FORUM } from "./state.js";
import { get, post, listen } from "./api.js";
import { drawSidebar } from "./sidebar.js";
import { render, beginning, rings, editInPlace } from "./message.js";
import { drawComposer, focusComposer, problem, put, reopen } from "./composer.js";
import { leaves } from "./command.js";
import { openForm } from "./components.js";
import { drawTools, toggleTools } from "./tools.js";
import { runStamps, dayOf, newDay, ago } from "./time.js";
import { ring, speak, announce, markTitle } from "./ring.js";
import { gist } from "./markdown.js";
import { onGo, go } from "./go.js";

const TITLE = "Unhunch playground";
const asked = new URLSearchParams(location.search);
let source = null;
let drawn = new Map();
let cut = false;

const on = {
  run, fail: failed, reply, edit: editInPlace, editLast, menu,
  switchTo: (id) => switchTo(id), theme,
};

// ---- where one is

async function open(id, { focus = true } = {}) {
  const place = channelOf(id);
  if (!place || place.type === 4 || place.type === 2) return;
  state.current = id;
  state.replyTo = null;
  state.unread.delete(id);
  state.pings.delete(id);
  if (place.guild_id) keep.set("last", id);
  history.replaceState(null, "", `#${id}`);
  document.body.classList.remove("drawer");
  await load(id).catch(() => state.messages.set(id, new Map()));
  if (isThread(place)) await load(place.parent_id).catch(() => {});
  if (state.current !== id) return;
  drawn = new Map();
  one("messages").replaceChildren();
  drawAll();
  await loadCommands();
  drawMessages();
  bottom();
  drawComposer(on);
  hint();
  bottom();
  if (focus && matchMedia("(min-width: 761px)").matches) focusComposer();
}

async function switchTo(id) {
  state.me = id;
  keep.set("me", id);
  state.messages.clear();
  state.typing.clear();
  await refresh();
  connect();
  announce(`You now type as ${nameOf(id)}.`);
  const seen = channelOf(state.current);
  await open(seen ? seen.id : [...state.channels.values()].find((place) => place.type === TEXT).id);
}

function theme() {
  const next = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = next;
  keep.set("theme", next);
  drawSidebar(on);
}

// ---- drawing

function drawAll() {
  drawSidebar(on);
  topbar();
  drawMessages();
  drawTyping();
  drawTools();
}

function topbar() {
  const place = channelOf();
  const parent = isThread(place) && channelOf(place.parent_id);
  const archived = place.thread_metadata?.archived;
  fill(one("topbar"),
    tool("menu", "Channels", () => document.body.classList.toggle("drawer"), { class: "tool menu" }),
    icon(place.type === DIRECT ? "people" : isThread(place) ? "thread" : place.type === FORUM ? "forum" : "hash"),
    parent && [h("button", { type: "button", class: "parent", onclick: () => go(parent.id) }, parent.name), h("span", { "aria-hidden": "true" }, "›")],
    h("h1", {}, titleOf(place)),
    h("div", { class: "topic", title: place.topic ?? "" }, place.topic ?? (archived ? "Archived: a new message opens it again" : "")),
    state.fast > 1 && h("span", { class: "speed", title: "The playground's clock runs faster than the wall" }, `${state.fast}× time`),
    archived && h("button", { type: "button", class: "small-button", onclick: () => reopen(place.id) }, "Unarchive"),
    tool("people", "Members", (event) => event.currentTarget.setAttribute("aria-pressed", String(one("members").classList.toggle("shown"))), {}),
    tool("sliders", "Try things out", (event) => { toggleTools(); event.currentTarget.setAttribute("aria-pressed", String(!one("tools").hidden)); }, { "aria-pressed": String(!one("tools").hidden) }));
  document.title = TITLE;
  one("notice").textContent = cut ? "The playground does not answer. Is it still running?" : "";
}

const atBottom = () => { const box = one("scroller"); return box.scrollHeight - box.scrollTop - box.clientHeight < 120; };
let stuck = true;
const bottom = () => { const box = one("scroller"); stuck = true; box.scrollTop = box.scrollHeight; one("jump").hidden = true; };

/** Brings the list in step; entries that did not change keep their element, so that pictures go on moving. */
function drawMessages() {
  const place = channelOf();
  const list = one("messages");
  if (place.type === FORUM) { forum(list, place); return; }
  const stick = atBottom();
  const focused = document.activeElement?.closest?.("[data-message]")?.dataset.message;
  const focusedPart = document.activeElement?.dataset?.id;
  const next = new Map();
  const wanted = [];
  const start = drawn.get("start") ?? beginning(place);
  next.set("start", start);
  wanted.push(start);
  let before = null;
  for (const message of [...shelf(place.id).values()].sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1))) {
    if (before ? newDay(before.timestamp, message.timestamp) : false) wanted.push(h("li", { class: "day", role: "separator" }, dayOf(message.timestamp)));
    const thread = channelOf(message.thread?.id ?? (message.type === 18 ? message.message_reference?.channel_id : "none"));
    const key = JSON.stringify([message, before && [before.author.id, before.timestamp, before.type, before.play.only_for], state.failed.get(message.id), state.me, thread?.message_count, thread?.thread_metadata?.archived, state.commands.length]);
    const old = drawn.get(message.id);
    const element = old?.key === key || old?.element?.querySelector(".edit-box") ? old.element : render(message, before, on);
    if (!old && Date.parse(message.timestamp) > now() - 3000 * state.fast && rings(message)) element.classList.add("fresh");
    next.set(message.id, { key, element });
    wanted.push(element);
    before = message;
  }
  sync(list, wanted);
  drawn = next;
  if (focused && focusedPart && !list.contains(document.activeElement)) document.querySelector(`[data-message="${focused}"] [data-id="${CSS.escape(focusedPart)}"]`)?.focus({ preventScroll: true });
  if (stick) bottom();
}

function sync(list, wanted) {
  let at = list.firstChild;
  for (const element of wanted) {
    if (element === at) at = at.nextSibling;
    else list.insertBefore(element, at);
  }
  while (at) { const next = at.nextSibling; at.remove(); at = next; }
}

function forum(list, place) {
  const posts = [...state.channels.values()].filter((thread) => thread.parent_id === place.id);
  const card = (thread) => h("button", { type: "button", class: "thread-card", onclick: () => go(thread.id) }, h("b", {}, thread.name), h("small", {}, `${nameOf(thread.owner_id)} • ${thread.message_count} messages • ${ago(Date.parse(thread.thread_metadata.create_timestamp))}`));
  fill(list, beginning(place), h("li", { class: "forum" }, posts.length ? posts.map(card) : h("p", {}, "No posts yet.")));
}

function drawTyping() {
  const names = [...(state.typing.get(state.current) ?? new Map()).entries()].filter(([id, until]) => until > Date.now() && id !== state.me).map(([id]) => nameOf(id));
  fill(one("typing"), names.length ? [dots(), h("span", {}, h("b", {}, names.join(" and ")), names.length > 1 ? " are typing…" : " is typing…")] : null);
}

// ---- what people do with the bot

/** Runs a command; `accepted` is called once the bot was told. Returns what is wrong with the options, if anything. */
async function run({ command, options, target }, accepted = () => {}) {
  const channel = state.current;
  try {
    const told = post("/interactions", { as: state.me, channel, type: 2, command, options, target });
    const quick = await Promise.race([told.then(() => null, (error) => error), new Promise((done) => setTimeout(done, 150))]);
    if (quick) throw quick;
    accepted();
    const done = await told;
    if (done.state === "failed") silent(channel, command, Boolean(target));
    return null;
  } catch (error) {
    if (error.errors?.options) return error.errors.options;
    accepted();
    problem(error.message);
    return null;
  }
}

/** "The application did not respond", seen only by the one who asked. */
function silent(channel, command, menu) {
  const id = String(BigInt(Math.trunc(now()) - 1420070400000) << 22n);
  shelf(channel).set(id, {
    id, channel_id: channel, type: menu ? 23 : 20, author: { id: state.bot.id }, content: "❗ The application did not respond", timestamp: new Date(now()).toISOString(), embeds: [], attachments: [], components: [],
    flags: 64, mentions: [], interaction_metadata: { name: command, user: { id: state.me } }, play: { rings: [], silent: false, only_for: state.me, reactions: [], made_up: true },
  });
  if (channel === state.current) { drawMessages(); bottom(); }
}

function menu(command, message) { return run({ command: command.name, target: message.id }); }

function failed(id) {
  const before = state.failed.size;
  state.failed.clear();
  if (id) state.failed.set(id, true);
  if (before || id) drawMessages();
}

function reply(message) {
  state.replyTo = { message, ping: true };
  drawComposer(on);
  focusComposer();
}

function editLast() {
  const own = [...shelf(state.current).values()].filter((message) => message.author.id === state.me && !message.play.only_for && message.type !== 18);
  if (own.length) editInPlace(own.at(-1));
}

// ---- what happens

function heard(name, data) {
  const handler = EVENTS[name];
  if (handler) handler(data);
}

const EVENTS = {
  MESSAGE_CREATE(message) {
    const held = state.messages.get(message.channel_id);
    if (held) held.set(message.id, message);
    state.typing.get(message.channel_id)?.delete(message.author.id);
    const place = channelOf(message.channel_id);
    if (place) { place.last_message_id = message.id; if (isThread(place)) place.message_count = (place.message_count ?? 0) + 1; }
    const here = message.channel_id === state.current;
    const called = rings(message);
    if (!here && message.author.id !== state.me) {
      state.unread.set(message.channel_id, true);
      if (called || place?.type === DIRECT) state.pings.set(message.channel_id, (state.pings.get(message.channel_id) ?? 0) + 1);
      drawSidebar(on);
    }
    if (called && !message.play.silent) { ring(); if (document.hidden) markTitle(TITLE, 1); }
    if (here && message.tts && message.author.id !== state.me) speak(gist(message.content));
    if (here) {
      const stick = atBottom();
      drawMessages();
      drawTyping();
      if (stick || message.author.id === state.me || message.play.only_for === state.me) bottom();
      else one("jump").hidden = false;
    } else if (place?.parent_id === state.current) drawMessages();
  },
  MESSAGE_UPDATE(message) {
    const held = state.messages.get(message.channel_id);
    if (held?.has(message.id)) held.set(message.id, message);
    if (message.channel_id === state.current) drawMessages();
  },
  MESSAGE_DELETE({ id, channel_id: channel }) {
    state.messages.get(channel)?.delete(id);
    if (channel === state.current) drawMessages();
  },
  MESSAGE_REACTION_ADD: (data) => reaction(data, true),
  MESSAGE_REACTION_REMOVE: (data) => reaction(data, false),
  THREAD_CREATE: (thread) => known(thread),
  THREAD_UPDATE: (thread) => known(thread),
  CHANNEL_CREATE: (place) => known(place),
  CHANNEL_UPDATE: (place) => known(place),
  THREAD_DELETE: ({ id }) => gone(id),
  CHANNEL_DELETE: ({ id }) => gone(id),
  THREAD_MEMBERS_UPDATE: () => look(),
  TYPING_START({ channel_id: channel, user_id: user }) {
    if (!state.typing.has(channel)) state.typing.set(channel, new Map());
    state.typing.get(channel).set(user, Date.now() + 9000);
    if (channel === state.current) { drawTyping(); setTimeout(drawTyping, 9100); }
  },
  INTERACTION(interaction) {
    if (interaction.user === state.me && interaction.modal && interaction.state === "answered") openForm(interaction);
  },
  async COMMANDS_CHANGED() { await loadCommands(); drawMessages(); hint(); },
  BOT: () => look(),
  SETTINGS: () => look(),
  LAGGED: async () => { await look(); await load(state.current); drawMessages(); },
};

function reaction({ channel_id: channel, message_id: id, emoji, user_id: user }, add) {
  const message = state.messages.get(channel)?.get(id);
  if (!message) return;
  const list = message.play.reactions.filter((one) => one.emoji !== emoji.name);
  const old = message.play.reactions.find((one) => one.emoji === emoji.name);
  const by = (old?.by ?? []).filter((other) => other !== user);
  if (add) by.push(user);
  const at = old ? message.play.reactions.indexOf(old) : list.length;
  if (by.length) list.splice(at, 0, { emoji: emoji.name, by });
  message.play.reactions = list;
  if (channel === state.current) drawMessages();
}

let looking = null;

/** Looks at the server anew, once however often it is asked in a moment. */
function look() {
  looking ??= new Promise((done) => setTimeout(done, 60)).then(async () => {
    looking = null;
    await refresh();
    drawSidebar(on);
    topbar();
    drawTools();
    drawMessages();
  });
  return looking;
}

function known(place) {
  const old = channelOf(place.id);
  state.channels.set(place.id, { ...old, ...place, recipients: old?.recipients ?? (place.recipients ?? []).map((user) => user.id ?? user) });
  look().then(() => { if (place.id === state.current && old?.thread_metadata?.archived !== place.thread_metadata?.archived) drawComposer(on); });
}

function gone(id) {
  const parent = channelOf(id)?.parent_id;
  state.channels.delete(id);
  if (state.current === id) open(parent);
  else look();
}

// ---- first steps

const TRIES = [
  ["Show an exercise", () => put("/exercise cat-cow", on), "exercise"],
  ["Press Start guided hold under it", () => { const press = [...document.querySelectorAll(".press.s3, .press.s1")].at(-1); if (press) { press.scrollIntoView({ block: "center" }); press.focus(); } else put("/exercise cat-cow", on); }, "exercise"],
  ["Say something worrying", () => put("my back is killing me and since this morning both my legs are numb", on), null],
];

function hint() {
  const box = one("hint");
  const place = channelOf();
  box.hidden = asked.get("hint") === "0" || keep.get("hint") === "done" || !place || place.type === FORUM;
  if (box.hidden) return;
  const ready = (command) => !command || leaves().some((leaf) => leaf.path === command);
  fill(box, h("strong", {}, "Three things to try:"), TRIES.filter(([, , command]) => ready(command)).map(([label, run]) => h("button", { type: "button", class: "try", onclick: run }, label)),
    h("span", {}, `Then switch to ${people().filter((person) => person.id !== state.me).map((person) => person.global_name).join(" or ")}, bottom left.`),
    h("button", { type: "button", class: "tool close", "aria-label": "Do not show this again", onclick: () => { keep.set("hint", "done"); box.hidden = true; } }, icon("close")));
}

// ---- start

function connect() {
  source?.close();
  let first = true;
  source = listen(state.me, heard, async (up) => {
    const was = cut;
    cut = !up;
    if (up && was && !first) { await refresh(); await load(state.current); drawAll(); }
    if (was !== cut) one("notice").textContent = cut ? "The playground does not answer. Is it still running?" : "";
    first = false;
  });
}

async function start() {
  document.documentElement.dataset.theme = asked.get("theme") ?? keep.get("theme") ?? "dark";
  onGo((id) => open(id));
  const seen = await get("/state");
  const humans = seen.users.filter((user) => !user.bot);
  const wanted = asked.get("as") ?? keep.get("me");
  state.me = humans.find((user) => user.id === wanted)?.id ?? humans[0].id;
  await refresh();
  connect();
  const from = asked.get("channel") ?? location.hash.slice(1);
  const first = [...state.channels.values()].filter((place) => place.type === TEXT).sort((a, b) => a.position - b.position)[0];
  await open(channelOf(from) ? from : first.id);
  runStamps();
  if (asked.get("tools")) toggleTools();
  one("jump").onclick = bottom;
  one("scroller").addEventListener("scroll", () => { stuck = atBottom(); if (stuck) one("jump").hidden = true; });
  // Pictures arrive late and the box below grows: who stood at the end stays there.
  const stay = new ResizeObserver(() => { if (stuck) bottom(); });
  for (const id of ["scroller", "messages"]) stay.observe(one(id));
  document.addEventListener("forget", ({ detail }) => { shelf(detail.channel_id).delete(detail.id); drawMessages(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) markTitle(TITLE); });
  document.addEventListener("keydown", (event) => {
    const person = event.altKey && people()[Number(event.key) - 1];
    if (person) { event.preventDefault(); switchTo(person.id); }
    // As in Discord, letters go to the message box wherever one is.
    const letter = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (letter && !event.target.closest("input, textarea, select, dialog, [role=menu], [role=listbox]")) focusComposer();
    if (event.key === "Escape" && document.body.classList.contains("drawer")) document.body.classList.remove("drawer");
    walk(event);
  });
  document.addEventListener("pointerdown", (event) => { if (document.body.classList.contains("drawer") && !event.target.closest("#rail, #sidebar, .tool.menu")) document.body.classList.remove("drawer"); });
}

/** Arrow keys walk from message to message once one has the focus. */
function walk(event) {
  const here = document.activeElement?.matches?.("[data-message]") ? document.activeElement : null;
  const step = { ArrowUp: "previousElementSibling", ArrowDown: "nextElementSibling" }[event.key];
  if (!here || !step) return;
  event.preventDefault();
  let next = here[step];
  while (next && !next.matches("[data-message]")) next = next[step];
  if (next) next.focus(); else if (event.key === "ArrowDown") focusComposer();
}


start();
