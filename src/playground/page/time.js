// Times in words, and `<t:…>` stamps that count down while one looks.

import { h } from "./dom.js";
import { now } from "./state.js";

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const date = new Intl.DateTimeFormat(undefined, { day: "2-digit", month: "2-digit", year: "numeric" });
const long = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long", year: "numeric" });
const STYLES = {
  t: clock,
  T: new Intl.DateTimeFormat(undefined, { timeStyle: "medium" }),
  d: date,
  D: day,
  f: new Intl.DateTimeFormat(undefined, { dateStyle: "long", timeStyle: "short" }),
  F: long,
  s: new Intl.DateTimeFormat(undefined, { dateStyle: "short", timeStyle: "short" }),
  S: new Intl.DateTimeFormat(undefined, { dateStyle: "short", timeStyle: "medium" }),
};
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
const STEPS = [[31536000, "year"], [2592000, "month"], [86400, "day"], [3600, "hour"], [60, "minute"], [1, "second"]];

/** "in 20 seconds", "3 minutes ago". */
export function ago(unixMs) {
  const seconds = Math.round((unixMs - now()) / 1000);
  const [size, unit] = STEPS.find(([size]) => Math.abs(seconds) >= size) ?? [1, "second"];
  return relative.format(Math.trunc(seconds / size), unit);
}

const sameDay = (a, b) => new Date(a).toDateString() === new Date(b).toDateString();

/** As a message's head shows it. */
export function short(iso) {
  const at = Date.parse(iso);
  if (sameDay(at, now())) return clock.format(at);
  if (sameDay(at, now() - 86400000)) return `Yesterday at ${clock.format(at)}`;
  return `${date.format(at)} ${clock.format(at)}`;
}
export const hour = (iso) => clock.format(Date.parse(iso));
export const full = (iso) => long.format(Date.parse(iso));
export const dayOf = (iso) => day.format(Date.parse(iso));
export const newDay = (before, after) => !sameDay(Date.parse(before), Date.parse(after));

/** A `<t:seconds:style>` stamp. */
export function stamp(seconds, style) {
  const at = Number(seconds) * 1000;
  if (!Number.isFinite(at) || Math.abs(at) > 8.64e15) return document.createTextNode(`<t:${seconds}>`);
  const isRelative = style === "R";
  const text = isRelative ? ago(at) : (STYLES[style] ?? STYLES.f).format(at);
  return h("time", { class: "stamp", datetime: new Date(at).toISOString(), title: long.format(at), "data-relative": isRelative && String(at) }, text);
}

/** Keeps relative stamps true. */
export function runStamps() {
  setInterval(() => {
    for (const element of document.querySelectorAll("[data-relative]")) {
      const text = ago(Number(element.dataset.relative));
      if (element.textContent !== text) element.textContent = text;
    }
  }, 250);
}
