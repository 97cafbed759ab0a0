// The message box: text, mentions, files, replies; a slash hands over to the command line.

import { h, fill, icon, tool, one } from "./dom.js";
import { state, channel as channelOf, titleOf, people, nameOf, user, isThread, can, DIRECT } from "./state.js";
import { avatar } from "./avatar.js";
import { post, patch } from "./api.js";
import { Offer } from "./offer.js";
import { leaves, CommandLine } from "./command.js";

const SEND = 11, SEND_IN_THREADS = 38, MANAGE_THREADS = 34;

let box = null;
let offer = null;
let line = null;
let pending = [];
let typedAt = 0;
const drafts = new Map();

const place = () => channelOf();
const placeholder = () => `Message ${place()?.type === DIRECT ? "@" : isThread(place()) ? "" : "#"}${titleOf(place())}`;

/** Draws the composer for the channel that is open. */
export function drawComposer(on) {
  const form = one("composer");
  const kept = drafts.get(state.current) ?? "";
  line = null;
  offer?.close();
  const here = place();
  if (!here || here.type === 15 || here.type === 2) { fill(form); return; }
  const meta = here.thread_metadata;
  if (meta?.archived && meta.locked && !can(here, MANAGE_THREADS)) {
    fill(form, h("div", { class: "archived-note" }, icon("lock"), "This thread is locked. Only moderators can open it again."));
    return;
  }
  if (here.type !== DIRECT && !can(here, isThread(here) ? SEND_IN_THREADS : SEND)) {
    fill(form, h("div", { class: "archived-note" }, icon("lock"), "You cannot send messages here."));
    return;
  }
  box = h("textarea", { id: "composer-text", rows: 1, placeholder: placeholder(), "aria-label": placeholder(), role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list", "aria-controls": "offer", value: kept });
  offer = new Offer(form, box);
  const chooser = h("input", { type: "file", multiple: true, hidden: true, onchange: () => addFiles(chooser.files, on) });
  fill(form, replyBar(on), pendingFiles(on), h("div", { class: "writing" }, tool("plus", "Attach files", () => chooser.click()), chooser, box, h("button", { type: "submit", class: "tool send", "aria-label": "Send" }, icon("send"))));
  form.onsubmit = (event) => { event.preventDefault(); send(on); };
  box.oninput = () => typed(on);
  box.onkeydown = (event) => pressed(event, on);
  box.onpaste = (event) => { if (event.clipboardData.files.length) { event.preventDefault(); addFiles(event.clipboardData.files, on); } };
  grow();
}

/** Puts the cursor into the box. */
export const focusComposer = () => (line ? line.focus() : box?.focus({ preventScroll: true }));

/** Fills in a text, or opens a command, for "try this". */
export function put(text, on) {
  const leaf = text.startsWith("/") && leaves().find((leaf) => text === `/${leaf.path}` || text.startsWith(`/${leaf.path} `));
  if (leaf) { startCommand(leaf, on, text.slice(leaf.path.length + 2)); return; }
  if (line) drawComposer(on);
  box.value = text;
  grow();
  focusComposer();
  typed(on);
}

function replyBar(on) {
  const to = state.replyTo;
  if (!to) return null;
  const flip = () => { to.ping = !to.ping; drawComposer(on); focusComposer(); };
  const mark = h("button", { type: "button", class: to.ping ? "on" : "", "aria-pressed": String(to.ping), title: "Mention the author", onclick: flip }, to.ping ? "@ ON" : "@ OFF");
  return h("div", { class: "above" }, "Replying to", h("b", {}, nameOf(to.message.author.id)), h("span", { class: "space" }), to.message.author.id !== state.me && mark,
    h("button", { type: "button", "aria-label": "Do not reply", onclick: () => { state.replyTo = null; drawComposer(on); focusComposer(); } }, icon("close")));
}

function pendingFiles(on) {
  if (!pending.length) return null;
  return h("div", { class: "pending" }, pending.map((file) => h("figure", {}, file.type.startsWith("image/") ? h("img", { src: file.url, alt: "" }) : icon("file"), file.name,
    h("button", { type: "button", "aria-label": `Remove ${file.name}`, onclick: () => { pending = pending.filter((other) => other !== file); drawComposer(on); } }, icon("close")))));
}

async function addFiles(list, on) {
  for (const file of [...list].slice(0, 10 - pending.length)) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    let binary = "";
    for (let at = 0; at < bytes.length; at += 32768) binary += String.fromCharCode(...bytes.subarray(at, at + 32768));
    pending.push({ name: file.name || "picture.png", type: file.type, url: URL.createObjectURL(file), base64: btoa(binary) });
  }
  drawComposer(on);
  focusComposer();
}

function grow() {
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight}px`;
}

function typed(on) {
  grow();
  drafts.set(state.current, box.value);
  const text = box.value;
  if (/^\/[^\n]*$/.test(text)) { offerCommands(text, on); return; }
  const before = text.slice(0, box.selectionStart);
  const name = /(?:^|\s)([@#])([^\s@#]*)$/.exec(before);
  if (name) offerNames(name[1], name[2], before.length, on);
  else offer.close();
  if (text.trim() && Date.now() - typedAt > 8000) {
    typedAt = Date.now();
    post("/typing", { as: state.me, channel: state.current }).catch(() => {});
  }
}

function offerCommands(text, on) {
  const wanted = text.slice(1).toLowerCase();
  const all = leaves();
  const exact = all.find((leaf) => wanted.startsWith(`${leaf.path} `) && leaf.options.length);
  if (exact) { startCommand(exact, on, text.slice(exact.path.length + 2)); return; }
  const rank = (leaf) => (leaf.path.startsWith(wanted.trim()) ? 0 : leaf.path.includes(wanted.trim()) ? 1 : 2);
  const list = all.filter((leaf) => rank(leaf) < 2).sort((a, b) => rank(a) - rank(b) || a.path.localeCompare(b.path));
  const title = list.length ? [avatar(state.bot.id), nameOf(state.bot.id)] : null;
  const nothing = state.bot.online ? "No command of that name." : `${nameOf(state.bot.id)} is offline, so there are no commands yet.`;
  offer.show(title, list.map((leaf) => ({
    run: () => startCommand(leaf, on, ""),
    body: [avatar(state.bot.id), h("span", { class: "grow" }, h("b", {}, `/${leaf.path}`), h("span", { class: "arguments" }, leaf.options.filter((option) => option.required).map((option) => h("i", {}, option.name))), h("small", {}, leaf.description)), h("span", { class: "side" }, nameOf(state.bot.id))],
  })), nothing);
}

function offerNames(sign, wanted, end, on) {
  const fits = (name) => name.toLowerCase().includes(wanted.toLowerCase());
  const start = end - wanted.length - 1;
  const insert = (name) => {
    box.value = `${box.value.slice(0, start)}${sign}${name} ${box.value.slice(end)}`;
    box.selectionStart = box.selectionEnd = start + name.length + 2;
    offer.close();
    grow();
    box.focus();
  };
  const entries = sign === "@"
    ? [...people().map((person) => person.id), state.bot.id].filter((id) => fits(nameOf(id)) || fits(user(id).username)).map((id) => ({ run: () => insert(nameOf(id)), body: [avatar(id), h("span", { class: "grow" }, nameOf(id)), h("span", { class: "side" }, user(id).username)] }))
    : [...state.channels.values()].filter((channel) => channel.guild_id && channel.type !== 4 && fits(channel.name)).slice(0, 10).map((channel) => ({ run: () => insert(channel.name.replace(/\s/g, "-")), body: [icon(isThread(channel) ? "thread" : "hash"), h("span", { class: "grow" }, channel.name)] }));
  if (entries.length) offer.show(sign === "@" ? "Members" : "Channels", entries);
  else offer.close();
}

/** Names as people write them, to Discord's mentions. */
function withMentions(text) {
  let out = text;
  const named = [...state.users.values()].map((user) => [`@${user.global_name}`, `<@${user.id}>`]).concat([...state.roles.values()].filter((role) => role.name !== "@everyone").map((role) => [`@${role.name}`, `<@&${role.id}>`]), [...state.channels.values()].filter((channel) => channel.guild_id).map((channel) => [`#${channel.name.replace(/\s/g, "-")}`, `<#${channel.id}>`]));
  for (const [name, id] of named.sort((a, b) => b[0].length - a[0].length)) {
    const safe = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    out = out.replace(new RegExp(`${safe}(?![\\p{L}\\p{N}])`, "giu"), id);
  }
  return out;
}

function pressed(event, on) {
  if (event.isComposing) return;
  if (offer.key(event)) return;
  if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); send(on); }
  else if (event.key === "Escape" && state.replyTo) { state.replyTo = null; drawComposer(on); focusComposer(); }
  else if (event.key === "ArrowUp" && !box.value) { event.preventDefault(); on.editLast(); }
}

async function send(on) {
  if (line) { line.send(); return; }
  const text = box.value.trim();
  if (/^\/\w/.test(text) && leaves().some((leaf) => text === `/${leaf.path}`)) { startCommand(leaves().find((leaf) => text === `/${leaf.path}`), on, ""); return; }
  if (!text && !pending.length) return;
  const silent = text.startsWith("@silent ");
  const body = { as: state.me, channel: state.current, content: withMentions(silent ? text.slice(8) : text), silent };
  if (state.replyTo) Object.assign(body, { reply_to: state.replyTo.message.id, ping: state.replyTo.ping });
  if (pending.length) body.files = pending.map(({ name, base64 }) => ({ name, base64 }));
  try {
    const meta = place()?.thread_metadata;
    await post("/messages", body);
    if (meta?.archived) meta.archived = false;
    pending = [];
    state.replyTo = null;
    drafts.delete(state.current);
    typedAt = 0;
    drawComposer(on);
    focusComposer();
  } catch (error) {
    problem(error.errors?.content ? "Messages hold at most 2,000 characters." : error.message);
  }
}

/** Says what is wrong, above the box, for a moment. */
export function problem(text) {
  const form = one("composer");
  form.querySelector(".problem")?.remove();
  const note = h("div", { class: "problem", role: "alert" }, text);
  form.append(note);
  setTimeout(() => note.remove(), 4000);
}

/** Starts a command: its options become fields. */
export function startCommand(leaf, on, rest = "") {
  drafts.delete(state.current);
  const form = one("composer");
  offer?.close();
  const end = () => { line = null; drawComposer(on); focusComposer(); };
  if (!leaf.options.length) {
    drawComposer(on);
    box.value = "";
    on.run({ command: leaf.path, options: {} });
    focusComposer();
    return;
  }
  line = new CommandLine(form, leaf, { run: on.run, end, problem });
  line.draw(rest);
}

/** Opens an archived thread again. */
export const reopen = (id) => patch(`/threads/${id}`, { as: state.me, archived: false });
