// A slash command being written: one field for each option, with choices or the bot's own suggestions.

import { h, fill, icon } from "./dom.js";
import { state, people, nameOf, user } from "./state.js";
import { avatar } from "./avatar.js";
import { post } from "./api.js";
import { Offer } from "./offer.js";

const TYPE = { SUB: 1, GROUP: 2, STRING: 3, INTEGER: 4, BOOLEAN: 5, USER: 6, CHANNEL: 7, ROLE: 8, MENTIONABLE: 9, NUMBER: 10 };

/** Every slash command that can be run here, sub-commands as `session start`. */
export function leaves() {
  const out = [];
  const walk = (part, path) => {
    const branches = (part.options ?? []).filter((option) => option.type === TYPE.SUB || option.type === TYPE.GROUP);
    if (branches.length) branches.forEach((branch) => walk(branch, `${path} ${branch.name}`));
    else out.push({ path, description: part.description, options: part.options ?? [] });
  };
  for (const command of state.commands) if (command.type === 1) walk(command, command.name);
  return out;
}

export class CommandLine {
  constructor(form, leaf, on) {
    this.form = form;
    this.leaf = leaf;
    this.on = on;
    this.shown = leaf.options.filter((option) => option.required);
    this.values = new Map();
    this.inputs = new Map();
    this.asked = 0;
  }

  /** Draws the line; what was already typed after the command's name goes into the first field. */
  draw(rest = "") {
    const line = h("div", { class: "command-line" }, h("span", { class: "slash" }, `/${this.leaf.path}`), this.shown.map((option) => this.pill(option)), this.more());
    fill(this.form, h("div", { class: "writing" }, h("button", { type: "button", class: "tool", "aria-label": "Leave the command", title: "Leave the command", onclick: () => this.on.end() }, icon("close")), line, h("button", { type: "submit", class: "tool send", style: { display: "grid" }, "aria-label": "Send" }, icon("send"))));
    this.form.onsubmit = (event) => { event.preventDefault(); this.send(); };
    if (!this.shown.length && this.leaf.options.length) { line.tabIndex = 0; line.addEventListener("keydown", (event) => this.key(event, null)); this.line = line; }
    const first = this.shown[0];
    if (first && rest) {
      this.inputs.get(first.name).value = rest;
      this.values.set(first.name, { text: rest, value: rest });
      this.size(this.inputs.get(first.name));
    }
    this.focus();
    if (first) this.suggest(first);
  }

  more() {
    const left = this.leaf.options.filter((option) => !this.shown.includes(option));
    return left.map((option) => h("button", { type: "button", class: "more-options", title: option.description, onclick: () => this.show(option) }, `+ ${option.name}`));
  }

  pill(option) {
    const kept = this.values.get(option.name);
    const input = h("input", { id: `option-${option.name}`, value: kept?.text ?? "", "aria-label": `${option.name}: ${option.description}`, role: "combobox", "aria-expanded": "false", "aria-controls": "offer", autocomplete: "off", spellcheck: "false", inputmode: option.type === TYPE.INTEGER ? "numeric" : null });
    this.inputs.set(option.name, input);
    const offer = new Offer(this.form, input);
    input.offer = offer;
    input.addEventListener("input", () => { this.values.set(option.name, { text: input.value, value: input.value }); this.size(input); this.suggest(option); });
    input.addEventListener("focus", () => { if (!offer.open) this.suggest(option); });
    input.addEventListener("blur", () => offer.close());
    input.addEventListener("keydown", (event) => this.key(event, option));
    this.size(input);
    const drop = !option.required && h("button", { type: "button", "aria-label": `Remove ${option.name}`, onclick: () => { this.shown = this.shown.filter((other) => other !== option); this.values.delete(option.name); this.draw(); } }, "×");
    return h("span", { class: "pill", "data-option": option.name }, h("label", { for: input.id }, option.name), input, drop);
  }

  size(input) { input.style.width = `${Math.max(8, input.value.length + 2)}ch`; }

  show(option) {
    this.shown.push(option);
    this.draw();
    this.inputs.get(option.name).focus();
    this.suggest(option);
  }

  focus() {
    const open = this.shown.find((option) => !this.values.get(option.name)?.text) ?? this.shown[0];
    if (open) this.inputs.get(open.name).focus();
    else this.line?.focus();
  }

  key(event, option) {
    if (event.isComposing) return;
    const input = option && this.inputs.get(option.name);
    const empty = input && !input.value;
    // With nothing typed in an optional field, Enter means "send", not "take the first".
    if (event.key === "Enter" && empty && !option.required) input.offer.close();
    if (input?.offer.key(event)) return;
    if (event.key === "Enter") { event.preventDefault(); this.next(option); }
    else if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); this.on.end(); }
    else if (event.key === "Backspace" && (!input || empty) && this.shown.indexOf(option) <= 0) { event.preventDefault(); this.on.end(); }
    else if (event.key === "Backspace" && empty) { event.preventDefault(); this.inputs.get(this.shown[this.shown.indexOf(option) - 1].name).focus(); }
  }

  /** To the next field that must be filled in, or off. */
  next() {
    const open = this.shown.find((other) => other.required && !this.values.get(other.name)?.text);
    if (open) this.inputs.get(open.name).focus();
    else this.send();
  }

  take(option, text, value) {
    const input = this.inputs.get(option.name);
    input.value = text;
    this.values.set(option.name, { text, value });
    this.size(input);
    input.offer.close();
    const open = this.shown.find((other) => !this.values.get(other.name)?.text);
    if (open) this.inputs.get(open.name).focus();
  }

  async suggest(option) {
    const input = this.inputs.get(option.name), offer = input.offer;
    const note = [h("b", {}, option.name), ` ${option.description}`];
    const entry = (text, value, picture = null, side = null) => ({ run: () => this.take(option, text, value), body: [picture, h("span", { class: "grow" }, text), side && h("span", { class: "side" }, side)] });
    const fits = (text) => text.toLowerCase().includes(input.value.toLowerCase());
    if (option.autocomplete) {
      const turn = ++this.asked;
      const answer = await post("/interactions", { as: state.me, channel: state.current, type: 4, command: this.leaf.path, options: { ...this.collected(), [option.name]: input.value }, focused: option.name }).catch(() => null);
      if (turn !== this.asked || document.activeElement !== input) return;
      if (answer?.state !== "answered") offer.show(note, [], "Loading options failed.");
      else offer.show(note, answer.choices.map((choice) => entry(choice.name, choice.value)), "No options match your search.");
      return;
    }
    const lists = {
      [TYPE.BOOLEAN]: () => [entry("True", true), entry("False", false)],
      [TYPE.USER]: () => [...people().map((person) => person.id), state.bot.id].filter((id) => fits(nameOf(id))).map((id) => entry(`@${nameOf(id)}`, id, avatar(id), user(id).username)),
      [TYPE.ROLE]: () => [...state.roles.values()].filter((role) => fits(role.name)).map((role) => entry(`@${role.name.replace(/^@/, "")}`, role.id)),
      [TYPE.CHANNEL]: () => [...state.channels.values()].filter((place) => place.guild_id && (option.channel_types?.length ? option.channel_types.includes(place.type) : place.type !== 4) && fits(place.name)).map((place) => entry(`#${place.name}`, place.id, icon("hash"))),
    };
    lists[TYPE.MENTIONABLE] = () => [...lists[TYPE.USER](), ...lists[TYPE.ROLE]()];
    const list = option.choices?.length ? option.choices.filter((choice) => fits(choice.name)).map((choice) => entry(choice.name, choice.value)) : lists[option.type]?.() ?? [];
    const range = [option.min_value !== undefined && `at least ${option.min_value}`, option.max_value !== undefined && `at most ${option.max_value}`].filter(Boolean).join(", ");
    offer.show(note, list, range);
  }

  /** The values as Discord's client would send them; what cannot be one is left for the server to refuse. */
  collected() {
    const out = {};
    for (const option of this.shown) {
      const held = this.values.get(option.name);
      if (held === undefined || held.text === "") continue;
      let { value } = held;
      if (typeof value === "string" && (option.type === TYPE.INTEGER || option.type === TYPE.NUMBER) && value.trim() !== "" && !Number.isNaN(Number(value))) value = Number(value);
      if (option.type === TYPE.BOOLEAN && typeof value === "string") value = { true: true, yes: true, false: false, no: false }[value.toLowerCase()] ?? value;
      out[option.name] = value;
    }
    return out;
  }

  async send() {
    for (const pill of this.form.querySelectorAll(".pill")) pill.classList.remove("wrong");
    const missing = this.shown.filter((option) => option.required && !this.values.get(option.name)?.text);
    if (missing.length) {
      for (const option of missing) this.form.querySelector(`[data-option="${option.name}"]`)?.classList.add("wrong");
      this.on.problem(`Fill in ${missing.map((option) => option.name).join(", ")}.`);
      this.inputs.get(missing[0].name).focus();
      return;
    }
    const wrong = await this.on.run({ command: this.leaf.path, options: this.collected() }, () => this.on.end());
    if (!wrong) return;
    for (const name of Object.keys(wrong)) this.form.querySelector(`[data-option="${name}"]`)?.classList.add("wrong");
    this.on.problem("One of the options is not valid.");
  }
}
