// Faces, drawn: no picture is fetched for them.

import { h } from "./dom.js";
import { user } from "./state.js";

const NS = "http://www.w3.org/2000/svg";
const LOOKS = {
  ana: { back: "#f4a261", skin: "#8d5a3b", hair: "#2b1a12", shirt: "#e76f51", long: true },
  ben: { back: "#6c8ebf", skin: "#f2c9a1", hair: "#b5651d", shirt: "#274060", beard: true },
  mo: { back: "#6aa36f", skin: "#c68642", hair: "#3a3a3a", shirt: "#f4f1de", glasses: true },
};

function shape(tag, set) {
  const element = document.createElementNS(NS, tag);
  for (const [key, value] of Object.entries(set)) element.setAttribute(key, value);
  return element;
}

function bot() {
  return [
    shape("rect", { width: 64, height: 64, fill: "#1f8a70" }),
    shape("path", { d: "M25 12c11 8 11 15 6 21s-5 12 4 19", fill: "none", stroke: "#eafff6", "stroke-width": 4, opacity: .45, "stroke-linecap": "round" }),
    shape("path", { d: "M20 15.5l10-3.500M26 22.500l11-1.500M24.500 30l11 3.500M21 38.500l11 2.500M23.500 48l10-2.500", fill: "none", stroke: "#eafff6", "stroke-width": 5.5, "stroke-linecap": "round" }),
  ];
}

function face(name) {
  const look = LOOKS[name] ?? { back: `hsl(${[...name].reduce((sum, letter) => sum + letter.codePointAt(0) * 7, 0) % 360} 45% 55%)`, skin: "#e0ac69", hair: "#4a312c", shirt: "#333" };
  return [
    shape("rect", { width: 64, height: 64, fill: look.back }),
    look.long && shape("path", { d: "M15 34c-3-24 37-24 34 0l3 18H12z", fill: look.hair }),
    shape("path", { d: "M8 66c1-15 12-18 24-18s23 3 24 18z", fill: look.shirt }),
    shape("rect", { x: 27, y: 40, width: 10, height: 12, rx: 5, fill: look.skin }),
    shape("ellipse", { cx: 32, cy: 31, rx: 12, ry: 14, fill: look.skin }),
    shape("path", { d: look.long ? "M19 31c-1-16 27-17 26 0-3-5-7-8-11-9-4 4-9 6-15 9z" : "M19.500 28c-1-15 26-15 25 0-2-4-4-6-7-7-5 2-12 1-15 1-2 1-2.500 3-3 6z", fill: look.hair }),
    look.beard && shape("path", { d: "M20 33c0 20 24 20 24 0-2 4-5 5-7 5-3-2-7-2-10 0-3 0-5-1-7-5z", fill: look.hair }),
    shape("circle", { cx: 27.5, cy: 31, r: 1.6, fill: "#1d1d1f" }),
    shape("circle", { cx: 36.5, cy: 31, r: 1.6, fill: "#1d1d1f" }),
    look.glasses && shape("path", { d: "M23 31a4 4 0 1 0 8.500 0 4 4 0 1 0-8.500 0zM32.500 31a4 4 0 1 0 8.500 0 4 4 0 1 0-8.500 0zM31.500 30.500h1", fill: "none", stroke: "#1d1d1f", "stroke-width": 1.6 }),
    shape("path", { d: look.beard ? "M29 39.500c2 1.500 4 1.500 6 0" : "M28 37.500c2.500 2.500 5.500 2.500 8 0", fill: "none", stroke: look.beard ? "#f6e7d8" : "#5b2b22", "stroke-width": 1.8, "stroke-linecap": "round" }),
  ].filter(Boolean);
}

/** The round picture of a person; with a dot that tells whether they are there, if asked. */
export function avatar(id, { dot = null } = {}) {
  const who = user(id);
  const svg = shape("svg", { viewBox: "0 0 64 64", "aria-hidden": "true" });
  svg.append(...(who.bot ? bot() : face(who.username)));
  return h("span", { class: "avatar" }, svg, dot !== null && h("span", { class: dot ? "dot" : "dot off" }));
}
