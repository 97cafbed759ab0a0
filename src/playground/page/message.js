// One message: head, reply line, text, embeds, pictures, buttons, who sees it, what can be done with it.

import { h, icon, dots, one } from "./dom.js";
import { state, shelf, nameOf, roleColor, user, channel as channelOf, isThread, can, titleOf } from "./state.js";
import { avatar } from "./avatar.js";
import { markdown, gist, inline } from "./markdown.js";
import { rows } from "./components.js";
import { short, hour, full, ago } from "./time.js";
import { openMenu } from "./menu.js";
import { post, patch, remove } from "./api.js";
import { go } from "./go.js";

const LOADING = 128, SILENT = 4096, SUPPRESS_EMBEDS = 4, SEVEN_MINUTES = 420000;
const MANAGE_MESSAGES = 13;

/** Does this message stand under the one before, without a head of its own? */
export function follows(message, before) {
  return Boolean(before) && before.author.id === message.author.id && message.type === 0 && ![4, 18, 21, 24].includes(before.type)
    && Date.parse(message.timestamp) - Date.parse(before.timestamp) < SEVEN_MINUTES && !message.interaction_metadata
    && Boolean(before.play.only_for) === Boolean(message.play.only_for);
}

/** Is the chosen person called by it? */
export const rings = (message) => message.play.rings.includes(state.me);

const tag = (id) => user(id).bot && h("span", { class: "tag" }, "APP");
const name = (id) => h("span", { class: "name", style: { color: roleColor(id) ?? "" } }, nameOf(id));

function answers(message) {
  const used = message.interaction_metadata;
  if (used?.name && [20, 23].includes(message.type)) {
    return h("div", { class: "answers" }, avatar(used.user.id), h("b", {}, nameOf(used.user.id)), "used", h("span", { class: "command" }, message.type === 20 ? `/${used.name}` : used.name));
  }
  if (message.type !== 19 || !message.message_reference) return null;
  const original = message.referenced_message ?? shelf(message.channel_id).get(message.message_reference.message_id);
  if (!original) return h("div", { class: "answers" }, icon("reply"), h("em", { class: "gist" }, "Original message was deleted"));
  const pinged = message.mentions?.some((mention) => mention.id === original.author.id);
  const jump = () => document.querySelector(`[data-message="${original.id}"]`)?.scrollIntoView({ block: "center", behavior: "smooth" });
  return h("div", { class: "answers" }, avatar(original.author.id), tag(original.author.id), h("b", {}, `${pinged ? "@" : ""}${nameOf(original.author.id)}`),
    h("button", { type: "button", onclick: jump }, gist(original.content) || original.embeds?.[0]?.title || "Click to see attachment"));
}

/** A picture with its description; pressing it shows it large. */
function picture(url, description, size) {
  const openLarge = () => {
    const dialog = h("dialog", { class: "picture", "aria-label": description || "Picture", onclick: () => dialog.close(), onclose: () => dialog.remove() }, h("img", { src: url, alt: description ?? "" }), description && h("p", {}, description));
    one("layer").append(dialog);
    dialog.showModal();
  };
  const alt = description && h("button", { type: "button", class: "alt", "aria-label": "Show the picture's description", "aria-expanded": "false", onclick: (event) => {
    const element = event.currentTarget, open = element.getAttribute("aria-expanded") === "true";
    element.setAttribute("aria-expanded", String(!open));
    element.textContent = open ? "ALT" : description;
  } }, "ALT");
  const ratio = size?.width && size?.height ? { aspectRatio: `${size.width} / ${size.height}` } : {};
  return h("span", { class: "picture-frame" }, h("button", { type: "button", "aria-label": "Open the picture", onclick: openLarge }, h("img", { src: url, alt: description ?? "", width: size?.width, height: size?.height, style: ratio })), alt);
}

function fields(list) {
  const grid = h("dl", { class: "fields" });
  for (let at = 0; at < list.length;) {
    let end = at + 1;
    if (list[at].inline) while (end < list.length && end - at < 3 && list[end].inline) end += 1;
    const run = list.slice(at, end), width = 12 / run.length;
    for (const [index, field] of run.entries()) {
      grid.append(h("div", { style: { gridColumn: `${1 + index * width} / span ${width}` } }, h("dt", {}, inline(field.name)), h("dd", {}, markdown(field.value))));
    }
    at = end;
  }
  return grid;
}

function embed(embed) {
  const color = embed.color ? `#${embed.color.toString(16).padStart(6, "0")}` : "";
  const small = (url) => url && h("img", { src: url, alt: "" });
  const title = embed.title && (embed.url ? h("a", { href: embed.url, target: "_blank", rel: "noopener noreferrer nofollow" }, inline(embed.title)) : inline(embed.title));
  const foot = [embed.footer?.text, embed.timestamp && short(embed.timestamp)].filter(Boolean).join(" • ");
  return h("article", { class: "embed", style: { borderLeftColor: color } },
    embed.author && h("div", { class: "author" }, small(embed.author.icon_url), h("span", {}, embed.author.url ? h("a", { href: embed.author.url, target: "_blank", rel: "noopener noreferrer nofollow" }, embed.author.name) : embed.author.name)),
    title && h("div", { class: "title" }, title),
    embed.description && h("div", { class: "description" }, markdown(embed.description)),
    embed.fields?.length ? fields(embed.fields) : null,
    embed.thumbnail && h("div", { class: "thumb" }, h("img", { src: embed.thumbnail.url, alt: embed.thumbnail.description ?? "" })),
    embed.image && h("div", { class: "wide" }, picture(embed.image.url, embed.image.description, embed.image)),
    foot && h("div", { class: "foot" }, small(embed.footer?.icon_url), h("span", {}, foot)));
}

function files(message) {
  if (!message.attachments.length) return null;
  const file = (file) => (file.content_type?.startsWith("image/") && !file.content_type.includes("svg")
    ? picture(file.url, file.description, file)
    : h("a", { class: "file", href: file.url, download: file.filename }, icon("file"), h("span", {}, file.filename, h("small", {}, `${(file.size / 1024).toFixed(1)} KB`))));
  return h("div", { class: "files" }, message.attachments.map(file));
}

function reactions(message) {
  if (!message.play.reactions?.length) return null;
  const one = (reaction) => {
    const mine = reaction.by.includes(state.me);
    const names = reaction.by.map(nameOf).join(", ");
    const toggle = () => post("/reactions", { as: state.me, channel: message.channel_id, message: message.id, emoji: reaction.emoji, remove: mine });
    return h("button", { type: "button", class: mine ? "mine" : "", title: names, "aria-pressed": String(mine), "aria-label": `${reaction.emoji}, ${names}`, onclick: toggle }, reaction.emoji, h("span", {}, reaction.by.length));
  };
  return h("div", { class: "reactions" }, message.play.reactions.map(one));
}

function threadCard(id) {
  const thread = channelOf(id);
  if (!thread) return null;
  const count = thread.message_count ?? 0;
  return h("button", { type: "button", class: "thread-card", onclick: () => go(id) },
    h("b", {}, thread.name, h("em", {}, `${count} message${count === 1 ? "" : "s"} ›`)),
    h("small", {}, thread.thread_metadata?.archived ? "This thread is archived." : thread.last_message_id ? `Last message ${ago(stampOf(thread.last_message_id))}` : "There are no recent messages in this thread."));
}

/** The time in an id, unix ms. */
const stampOf = (id) => Number(BigInt(id) >> 22n) + 1420070400000;

function onlyYou(message) {
  if (message.play.only_for !== state.me) return null;
  return h("div", { class: "only-you" }, icon("eye"), "Only you can see this •", h("button", { type: "button", onclick: () => dismiss(message) }, "Dismiss message"));
}

/** Takes a message away; one that only this page made up is known to nobody else. */
function dismiss(message) {
  if (message.play.made_up) document.dispatchEvent(new CustomEvent("forget", { detail: message }));
  else remove("/messages", { as: state.me, channel: message.channel_id, message: message.id });
}

function system(message) {
  const who = h("b", {}, nameOf(message.author.id));
  if (message.type === 18) {
    const thread = message.message_reference?.channel_id;
    return [icon("thread"), [who, " started a thread: ", h("button", { type: "button", onclick: () => go(thread) }, h("b", {}, message.content)), ". ", h("time", {}, short(message.timestamp))], threadCard(thread)];
  }
  if (message.type === 24) {
    const field = (name) => message.embeds[0]?.fields?.find((field) => field.name === name)?.value ?? "";
    const where = channelOf(field("channel_id"));
    const card = h("div", { class: "embed" }, h("div", { class: "author" }, avatar(message.author.id), nameOf(message.author.id)), h("div", { class: "description" }, markdown(message.embeds[0]?.description ?? "")),
      h("div", { class: "foot" }, `Keyword: ${field("keyword_matched_content")} • Rule: ${field("rule_name")}`));
    return [icon("warn"), [h("b", {}, "AutoMod"), " has flagged a message in ", h("button", { type: "button", class: "mention", onclick: () => go(where?.id) }, `# ${titleOf(where)}`), " ", h("time", {}, short(message.timestamp))], card];
  }
  return [icon("pencil"), [who, " changed the thread name: ", h("b", {}, message.content), " ", h("time", {}, short(message.timestamp))], null];
}

/** A message as a list entry. `on` holds what the page does: `fail`, `reply`, `edit`. */
export function render(message, before, on) {
  if (message.type === 21) {
    const original = message.referenced_message ?? shelf(channelOf(message.channel_id)?.parent_id).get(message.message_reference?.message_id);
    if (!original) return h("li", { class: "message head", "data-message": message.id }, h("div", { class: "system" }, "Sorry, we couldn't load the first message in this thread"));
    return render({ ...original, id: message.id, channel_id: message.channel_id, thread: null, components: [], attachments: original.attachments ?? [], type: original.type === 21 ? 0 : original.type, play: { rings: [], silent: false, only_for: null, files: [], reactions: [] } }, null, on);
  }
  if ([4, 18, 24].includes(message.type)) {
    const [sign, line, card] = system(message);
    return h("li", { class: "message head", "data-message": message.id, tabindex: -1 }, h("span", { class: "sign" }, sign), h("div", { class: "system" }, line), card);
  }
  const head = !follows(message, before);
  const own = message.play.only_for === state.me;
  const classes = ["message", head && "head", rings(message) && "ping", own && "private"].filter(Boolean).join(" ");
  const thinking = message.flags & LOADING;
  const edited = message.edited_timestamp && h("span", { class: "edited", title: full(message.edited_timestamp) }, "(edited)");
  const text = message.content && markdown(message.content);
  if (text && edited) (text.lastElementChild && /^(UL|OL|BLOCKQUOTE|PRE|H\d)$/.test(text.lastElementChild.tagName) ? text : text).append(edited);
  const element = h("li", { class: classes, "data-message": message.id, tabindex: -1, "aria-label": `${nameOf(message.author.id)}, ${short(message.timestamp)}${own ? ", only you can see this" : ""}` },
    head && answers(message),
    head ? avatar(message.author.id) : h("time", { class: "gutter", datetime: message.timestamp }, hour(message.timestamp)),
    head && h("div", { class: "head-line" }, name(message.author.id), tag(message.author.id), h("time", { datetime: message.timestamp, title: full(message.timestamp) }, short(message.timestamp)),
      message.flags & SILENT ? h("span", { title: "Sent without a notification", "aria-label": "silent" }, icon("mute")) : null),
    thinking ? h("div", { class: "thinking" }, dots(), `${nameOf(message.author.id)} is thinking…`) : text,
    files(message),
    message.flags & SUPPRESS_EMBEDS ? null : message.embeds.map(embed),
    rows(message, on.fail),
    reactions(message),
    message.thread && threadCard(message.thread.id),
    onlyYou(message),
    actions(message, on));
  if (head && element.querySelector(".answers")) element.querySelector(":scope > .avatar").style.top = "26px";
  element.addEventListener("contextmenu", (event) => {
    if (event.target.closest("a, textarea")) return;
    event.preventDefault();
    openMenu(entries(message, on), { x: event.clientX, y: event.clientY }, element);
  });
  return element;
}

function actions(message, on) {
  const press = (label, name, run) => h("button", { type: "button", title: label, "aria-label": label, onclick: run }, icon(name));
  return h("div", { class: "actions" },
    !message.play.only_for && press("Add a reaction", "smile", (event) => pickReaction(message, event.currentTarget)),
    !message.play.only_for && press("Reply", "reply", () => on.reply(message)),
    press("More", "more", (event) => openMenu(entries(message, on), event.currentTarget)));
}

function pickReaction(message, at) {
  const react = (emoji) => post("/reactions", { as: state.me, channel: message.channel_id, message: message.id, emoji });
  openMenu(["👍", "❤️", "💪", "🎉", "😂", "🙏"].map((emoji) => ({ label: emoji, run: () => react(emoji) })), at);
}

/** What can be done with a message, as in Discord's menu; the bot's own entries stand under "Apps". */
function entries(message, on) {
  const own = message.author.id === state.me, place = channelOf(message.channel_id);
  const open = !message.play.only_for;
  const apps = state.commands.filter((command) => command.type === 3);
  const newThread = async () => {
    const title = gist(message.content).slice(0, 60) || "New thread";
    const thread = await post("/threads", { as: state.me, channel: message.channel_id, message: message.id, name: title });
    go(thread.id);
  };
  const list = [];
  if (open) list.push({ label: "Reply", icon: "reply", run: () => on.reply(message) });
  if (open && place?.type === 0 && !message.thread) list.push({ label: "Create Thread", icon: "thread", run: newThread });
  if (own && message.type !== 18) list.push({ label: "Edit Message", icon: "pencil", run: () => on.edit(message) });
  if (open && apps.length) list.push(null, { title: "Apps" }, ...apps.map((command) => ({ label: command.name, picture: avatar(state.bot.id), run: () => on.menu(command, message) })));
  list.push(null, { label: "Copy Message ID", hint: "ID", run: () => navigator.clipboard?.writeText(message.id) });
  if (message.play.only_for === state.me) list.push({ label: "Dismiss Message", danger: true, run: () => dismiss(message) });
  else if (own || can(place, MANAGE_MESSAGES)) list.push({ label: "Delete Message", icon: "close", danger: true, run: () => dismiss(message) });
  return list;
}

/** Lets a person change their own message in place. */
export function editInPlace(message) {
  const element = document.querySelector(`[data-message="${message.id}"]`);
  const old = element?.querySelector(":scope > .text");
  if (!element || element.querySelector(".edit-box")) return;
  const box = h("textarea", { class: "edit-box", "aria-label": "Edit message", value: message.content, rows: 2 });
  const close = () => { wrap.remove(); if (old) old.hidden = false; };
  const wrap = h("div", {}, box, h("div", { class: "edit-help" }, "escape to cancel • enter to save"));
  box.addEventListener("keydown", async (event) => {
    if (event.key === "Escape") { event.stopPropagation(); close(); }
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      const content = box.value.trim();
      close();
      if (content && content !== message.content) await patch("/messages", { as: state.me, channel: message.channel_id, message: message.id, content });
    }
  });
  if (old) { old.hidden = true; old.before(wrap); } else element.append(wrap);
  box.focus();
}

/** The top of a channel, where nothing came before. */
export function beginning(place) {
  const title = titleOf(place);
  const disc = place.type === 1 ? h("div", { class: "disc" }, avatar(place.recipients.find((id) => id !== state.me) ?? state.me)) : h("div", { class: "disc" }, icon(isThread(place) ? "thread" : "hash"));
  const [head, line] = place.type === 1
    ? [title, `This is the beginning of your direct message history with ${title}.`]
    : isThread(place) ? [title, `Started by ${nameOf(place.owner_id)}`] : [`Welcome to #${title}!`, `This is the start of the #${title} channel. ${place.topic ?? ""}`];
  return h("li", { class: "beginning" }, disc, h("h2", {}, head), h("p", {}, line));
}
