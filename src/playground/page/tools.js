// "Try things out": what Discord or a server's owner might do to the bot, and what the bot asks of Discord.

import { h, fill, one, icon } from "./dom.js";
import { state, nameOf, channel as channelOf, titleOf, isThread, DIRECT, people } from "./state.js";
import { get, post, patch, remove } from "./api.js";

const PERMISSIONS = [["View Channel", 10], ["Send Messages", 11], ["Send Messages in Threads", 38], ["Create Public Threads", 35], ["Create Private Threads", 36], ["Embed Links", 14], ["Attach Files", 15], ["Read Message History", 16]];
const INTENTS = [["Message content", 15], ["Server members", 1]];
let timer = null;
let shown = 0;
let requests = [];

const toggle = (label, on, flip) => h("label", { class: "switch" }, label, h("input", { type: "checkbox", role: "switch", checked: on, onchange: (event) => flip(event.target.checked) }));
const button = (label, run) => h("button", { type: "button", class: "small-button", onclick: run }, label);

function denied(place) {
  const own = place?.permission_overwrites?.find((over) => over.type === 1 && over.id === state.bot.id);
  return BigInt(own?.deny ?? 0);
}

const botRole = () => BigInt([...state.roles.values()].find((role) => role.tags?.bot_id === state.bot.id)?.permissions ?? 0);

/** Opens or closes the panel. */
export function toggleTools() {
  const panel = one("tools");
  panel.hidden = !panel.hidden;
  clearInterval(timer);
  if (panel.hidden) return;
  drawTools();
  poll();
  timer = setInterval(poll, 1000);
}

/** Draws the panel anew, if it is open. */
export function drawTools() {
  const panel = one("tools");
  if (panel.hidden) return;
  const bot = nameOf(state.bot.id);
  const here = isThread(channelOf()) ? channelOf(channelOf().parent_id) : channelOf();
  fill(panel, h("h2", {}, "Try things out"),
    h("p", {}, `Take something away and see how ${bot} takes it. Nothing here reaches the real Discord.`),
    here && here.type !== DIRECT && [h("h2", {}, `What ${bot} may do in #${titleOf(here)}`), PERMISSIONS.map(([label, bit]) => toggle(label, !(denied(here) & (1n << BigInt(bit))), async (on) => {
      const bits = on ? denied(here) & ~(1n << BigInt(bit)) : denied(here) | (1n << BigInt(bit));
      const own = here.permission_overwrites.find((over) => over.id === state.bot.id);
      if (own) own.deny = String(bits); else here.permission_overwrites.push({ id: state.bot.id, type: 1, allow: "0", deny: String(bits) });
      await patch(`/channels/${here.id}`, { bot_denied: String(bits) });
    }))],
    toggle("Manage Server (AutoMod)", Boolean(botRole() & 32n), (on) => {
      const bits = on ? botRole() | 32n : botRole() & ~32n;
      const role = [...state.roles.values()].find((role) => role.tags?.bot_id === state.bot.id);
      role.permissions = String(bits);
      patch("/settings", { bot_permissions: String(bits) });
    }),
    h("h2", {}, "What Discord allows"),
    INTENTS.map(([label, bit]) => toggle(`${label} intent`, !(state.settings.refused_intents & (1 << bit)), (on) => {
      state.settings.refused_intents = on ? state.settings.refused_intents & ~(1 << bit) : state.settings.refused_intents | (1 << bit);
      patch("/settings", { refused_intents: state.settings.refused_intents });
    })),
    h("p", {}, "A changed intent counts when the bot logs in again: start it anew."),
    toggle("Rate limits", state.settings.limits, (on) => { state.settings.limits = on; patch("/settings", { limits: on }); }),
    toggle("Room for new threads", state.settings.max_active_threads > 0, (on) => { state.settings.max_active_threads = on ? 1000 : 0; patch("/settings", { max_active_threads: on ? 1000 : 0 }); }),
    h("h2", {}, `${bot} may write to`),
    people().map((person) => toggle(person.global_name, person.takes_messages, (on) => { person.takes_messages = on; patch(`/users/${person.id}`, { takes_messages: on }); })),
    h("h2", {}, "Make trouble"),
    h("div", { class: "row" }, button("Cut the line", () => post("/gateway", { action: "drop" })), button("End its session", () => post("/gateway", { action: "invalidate" })), button("Next request: 500", () => post("/faults", { status: 500 })), button("Next 5: 502", () => post("/faults", { status: 502, times: 5 })), button("Next: no answer", () => post("/faults", { status: 0 })), button("Stop the trouble", () => remove("/faults"))),
    h("h2", {}, "What the bot asked for"), h("ol", { class: "requests", "aria-label": "Requests of the bot" }));
  drawRequests();
}

async function poll() {
  const fresh = await get("/requests", { after: shown }).catch(() => []);
  if (!fresh.length) return;
  shown = fresh.at(-1).seq;
  requests = [...fresh.reverse(), ...requests].slice(0, 60);
  drawRequests();
}

function drawRequests() {
  const list = one("tools").querySelector(".requests");
  if (!list) return;
  fill(list, requests.map((request) => h("li", { title: `${request.path}\n${request.error ? JSON.stringify(request.error) : JSON.stringify(request.body)?.slice(0, 600)}` },
    h("span", { class: request.status >= 400 ? "bad" : "" }, request.status || "…"), h("span", {}, request.method), h("span", { class: "path" }, request.path.replace(/^v10\//, "").replace(/(\d{6})\d{8,}(\d{4})/g, "…$2").replace(/play-[\da-f]+/, "…")))));
}

export const toolsIcon = () => icon("sliders");
