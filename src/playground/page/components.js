// Buttons and menus under a message, and what happens when one is used.

import { h, icon, dots, one } from "./dom.js";
import { state, people, nameOf } from "./state.js";
import { post } from "./api.js";
import { place } from "./menu.js";

/** Uses a component as the chosen person; tells `after` whether the bot answered. */
async function use(message, part, values, after) {
  try {
    const done = await post("/interactions", { as: state.me, channel: message.channel_id, type: 3, message: message.id, custom_id: part.custom_id, values });
    after(done.state === "answered");
  } catch {
    after(false);
  }
}

function face(emoji) {
  if (!emoji) return null;
  return h("span", { "aria-hidden": "true" }, emoji.id ? `:${emoji.name}:` : emoji.name);
}

function button(message, part, fail) {
  const inside = [face(part.emoji), part.label && h("span", {}, part.label)];
  if (part.style === 5) {
    return h("a", { class: "press s5", href: part.url, target: "_blank", rel: "noopener noreferrer nofollow" }, inside, icon("out"));
  }
  const press = async (event) => {
    const element = event.currentTarget;
    element.classList.add("busy");
    element.append(dots());
    await use(message, part, undefined, (fine) => {
      element.classList.remove("busy");
      element.querySelector(".dots")?.remove();
      fail(fine ? null : message.id);
    });
  };
  return h("button", { type: "button", class: `press s${part.style}`, disabled: part.disabled, "data-id": part.custom_id, "aria-label": part.label ? null : part.emoji?.name, onclick: press }, inside);
}

function optionsOf(part) {
  if (part.type === 3) return part.options;
  const person = (user) => ({ label: user.global_name, value: user.id, description: user.username });
  const users = () => [...state.users.values()].map(person);
  const roles = () => [...state.roles.values()].filter((role) => role.name !== "@everyone").map((role) => ({ label: `@${role.name}`, value: role.id }));
  const places = () => [...state.channels.values()].filter((channel) => channel.guild_id && (!part.channel_types?.length || part.channel_types.includes(channel.type))).map((channel) => ({ label: `# ${channel.name}`, value: channel.id }));
  return { 5: users, 6: roles, 7: () => [...users(), ...roles()], 8: places }[part.type]?.() ?? [];
}

function select(message, part, fail) {
  const options = optionsOf(part);
  const standard = options.filter((option) => option.default || part.default_values?.some((value) => value.id === option.value));
  const most = part.max_values ?? 1, least = part.min_values ?? 1;
  const label = standard.length ? standard.map((option) => option.label).join(", ") : part.placeholder || "Make a selection";
  const openList = (event) => {
    const element = event.currentTarget;
    const chosen = new Set(standard.map((option) => option.value));
    let at = 0;
    const box = h("div", { class: "list-box", role: "listbox", tabindex: -1, "aria-multiselectable": String(most > 1), "aria-label": label });
    const close = () => { box.remove(); element.setAttribute("aria-expanded", "false"); document.removeEventListener("pointerdown", outside, true); element.focus({ preventScroll: true }); };
    const outside = (pointer) => { if (!box.contains(pointer.target)) { pointer.preventDefault(); close(); } };
    const send = async () => {
      close();
      element.disabled = true;
      await use(message, part, [...chosen], (fine) => { element.disabled = Boolean(part.disabled); fail(fine ? null : message.id); });
    };
    const pick = (value) => {
      if (most > 1) {
        if (chosen.has(value)) chosen.delete(value);
        else if (chosen.size < most) chosen.add(value);
        draw();
        return;
      }
      chosen.clear();
      chosen.add(value);
      send();
    };
    const draw = () => {
      box.replaceChildren(...options.map((option, index) => h("div", { role: "option", id: `option-${index}`, class: index === at ? "at" : "", "aria-selected": String(chosen.has(option.value)), onclick: () => pick(option.value) },
        face(option.emoji), h("span", { style: { flex: "1" } }, option.label, option.description && h("small", {}, option.description)), chosen.has(option.value) && "✓")));
      if (most > 1) box.append(h("button", { type: "button", class: "done", disabled: chosen.size < least, onclick: send }, "Done"));
      box.setAttribute("aria-activedescendant", `option-${at}`);
      box.querySelector(".at")?.scrollIntoView({ block: "nearest" });
    };
    box.addEventListener("keydown", (key) => {
      if (key.target.tagName === "BUTTON" && key.key !== "Escape") return;
      const step = { ArrowDown: 1, ArrowUp: -1 }[key.key];
      if (step) { key.preventDefault(); at = (at + step + options.length) % options.length; draw(); }
      else if (key.key === "Enter" || key.key === " ") { key.preventDefault(); if (options[at]) pick(options[at].value); }
      else if (key.key === "Escape" || (key.key === "Tab" && most === 1)) { key.preventDefault(); key.stopPropagation(); close(); }
    });
    draw();
    place(box, element, { wide: true });
    element.setAttribute("aria-expanded", "true");
    box.focus();
    setTimeout(() => document.addEventListener("pointerdown", outside, true));
  };
  return h("button", { type: "button", class: standard.length ? "choose has" : "choose", disabled: part.disabled, "data-id": part.custom_id, "aria-haspopup": "listbox", "aria-expanded": "false", onclick: openList }, h("span", {}, label), icon("chevron"));
}

/** The rows under a message. */
export function rows(message, fail) {
  if (!message.components?.length) return null;
  const row = (row) => h("div", { class: "row-of" }, (row.components ?? []).map((part) => (part.type === 2 ? button(message, part, fail) : select(message, part, fail))));
  const failed = state.failed.get(message.id);
  return h("div", { class: "rows" }, message.components.map(row), failed && h("div", { class: "failed", role: "alert" }, icon("warn"), "This interaction failed"));
}

/** What people a text input may name. */
export const everyone = () => people().map((person) => ({ name: nameOf(person.id), value: person.id }));

/** Opens the form that the bot asked for. */
export function openForm(interaction) {
  const modal = interaction.modal;
  if (!modal) return;
  const back = document.activeElement;
  const fields = {};
  const problem = h("p", { class: "wrong", role: "alert" });
  const dialog = h("dialog", { "aria-labelledby": "form-title" });
  const close = () => { dialog.close(); dialog.remove(); back?.focus?.(); };
  const send = async (event) => {
    event.preventDefault();
    problem.textContent = "";
    const values = Object.fromEntries(Object.entries(fields).map(([name, read]) => [name, read()]));
    try {
      const done = await post("/interactions", { as: state.me, channel: interaction.channel, type: 5, modal: interaction.id, fields: values });
      if (done.state === "answered") close();
      else problem.textContent = "Something went wrong. Try again.";
    } catch (error) {
      problem.textContent = error.errors ? "Please fill in what is missing." : error.message;
    }
  };
  const parts = (modal.components ?? []).map((part) => field(part, fields));
  dialog.append(h("form", { onsubmit: send },
    h("header", {}, h("h2", { id: "form-title" }, modal.title), h("button", { type: "button", class: "tool", "aria-label": "Close", onclick: close }, icon("close"))),
    h("div", { class: "body" }, parts, h("p", { class: "warn" }, `This form is sent to ${nameOf(state.bot.id)}. Do not share passwords or other sensitive information.`), problem),
    h("footer", {}, h("button", { type: "button", class: "big-button plain", onclick: close }, "Cancel"), h("button", { type: "submit", class: "big-button" }, "Submit"))));
  dialog.addEventListener("cancel", (event) => { event.preventDefault(); close(); });
  one("layer").append(dialog);
  dialog.showModal();
  dialog.querySelector("input, textarea, select")?.focus();
}

function field(part, fields, label = part.label, about = null) {
  if (part.type === 1) return part.components.map((inner) => field(inner, fields));
  if (part.type === 10) return h("p", { class: "about" }, part.content);
  if (part.type === 18) return field(part.component, fields, part.label, part.description);
  const id = `field-${part.custom_id}`;
  const head = [h("label", { for: id }, label, part.required !== false && h("span", { class: "star", "aria-hidden": "true" }, "*")), about && h("p", { class: "about" }, about)];
  if (part.type === 4) {
    const set = { id, placeholder: part.placeholder, maxlength: part.max_length, minlength: part.min_length, required: part.required !== false, value: part.value ?? "" };
    const input = part.style === 2 ? h("textarea", set) : h("input", { type: "text", ...set });
    fields[part.custom_id] = () => input.value;
    return h("div", {}, head, input);
  }
  const options = part.options ?? optionsOf(part);
  if (part.type === 21 || part.type === 22) {
    const kind = part.type === 21 ? "radio" : "checkbox";
    const boxes = options.map((option) => [option.value, h("input", { type: kind, name: id, value: option.value, checked: Boolean(option.default) }), option]);
    fields[part.custom_id] = () => boxes.filter(([, box]) => box.checked).map(([value]) => value);
    return h("fieldset", {}, h("legend", {}, label), boxes.map(([, box, option]) => h("label", {}, box, option.label)));
  }
  const chooser = h("select", { id, multiple: (part.max_values ?? 1) > 1 }, (part.max_values ?? 1) === 1 && h("option", { value: "" }, part.placeholder ?? "Make a selection"), options.map((option) => h("option", { value: option.value }, option.label)));
  fields[part.custom_id] = () => [...chooser.selectedOptions].map((option) => option.value).filter(Boolean);
  return h("div", {}, head, chooser);
}
