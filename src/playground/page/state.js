// What the page knows: the server as one person sees it. Filled from /play/state and kept fresh by events.

import { get } from "./api.js";

export const state = {
  me: null,
  guild: null,
  bot: { id: null, online: false },
  users: new Map(),
  roles: new Map(),
  channels: new Map(),
  settings: {},
  fast: 1,
  origin: 0,
  skew: 0,
  current: null,
  messages: new Map(),
  unread: new Map(),
  pings: new Map(),
  typing: new Map(),
  failed: new Map(),
  replyTo: null,
  commands: [],
};

export const TEXT = 0, DIRECT = 1, VOICE = 2, CATEGORY = 4, PUBLIC_THREAD = 11, PRIVATE_THREAD = 12, FORUM = 15;
export const isThread = (channel) => channel?.type === PUBLIC_THREAD || channel?.type === PRIVATE_THREAD;

/** Unix ms on the playground's clock, which may run faster than the wall. */
export const now = () => state.origin + (Date.now() + state.skew - state.origin) * state.fast;

/** Looks at everything anew as the person who is chosen. */
export async function refresh() {
  const seen = await get("/state", { as: state.me });
  state.guild = seen.guild;
  state.bot = seen.bot;
  state.fast = seen.fast;
  state.origin = seen.origin_ms;
  state.skew = (seen.now_ms - seen.origin_ms) / seen.fast + seen.origin_ms - Date.now();
  state.settings = seen.settings;
  state.users = new Map(seen.users.map((user) => [user.id, user]));
  state.roles = new Map(seen.roles.map((role) => [role.id, role]));
  state.channels = new Map(seen.channels.map((channel) => [channel.id, channel]));
  return seen;
}

export const people = () => [...state.users.values()].filter((user) => !user.bot);
export const user = (id) => state.users.get(id) ?? { id, username: "?", global_name: "Someone", color: 0 };
export const nameOf = (id) => user(id).global_name ?? user(id).username;
export const channel = (id) => state.channels.get(id ?? state.current);
export const roleColor = (id) => {
  const color = user(id).color;
  return color ? `#${color.toString(16).padStart(6, "0")}` : null;
};

/** What a channel is called: a direct message by the other's name. */
export function titleOf(channel) {
  if (!channel) return "";
  if (channel.type !== DIRECT) return channel.name;
  const other = channel.recipients.find((id) => id !== state.me) ?? channel.recipients[0];
  return nameOf(other);
}

/** The messages of a channel by id, oldest first. */
export function shelf(id) {
  if (!state.messages.has(id)) state.messages.set(id, new Map());
  return state.messages.get(id);
}

/** Loads a channel's messages, or loads them anew. */
export async function load(id) {
  const list = await get("/messages", { channel: id, as: state.me, limit: 150 });
  state.messages.set(id, new Map(list.map((message) => [message.id, message])));
}

/** Which commands may be used here. */
export async function loadCommands() {
  const place = channel();
  if (!place || place.type === FORUM || place.type === CATEGORY) { state.commands = []; return; }
  state.commands = await get("/commands", { channel: place.id, as: state.me }).catch(() => []);
}

export const can = (channel, bit) => (BigInt(channel?.permissions ?? 0) & (1n << BigInt(bit))) !== 0n;

/** Remembered between visits; a page without storage simply forgets. */
export const keep = {
  get(key) { try { return localStorage.getItem(`unhunch.${key}`); } catch { return null; } },
  set(key, value) { try { localStorage.setItem(`unhunch.${key}`, value); } catch { /* nothing to do */ } },
};
