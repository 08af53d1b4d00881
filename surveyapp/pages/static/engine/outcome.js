// The outcome of an evaluation: the state, what refuses a submit, what it would store; each built when asked for.

import { exact, spelled } from "./decimal.js";
import { byCodePoint, characters, cut } from "./values.js";

const REQUIRED = "answer_required";
const QUOTED = 80;
const NAME = /\{([a-z][a-z0-9_]{0,62})\}/g;

export class Evaluation {
  constructor(survey, answers, reveal, work) {
    Object.assign(this, { survey, answers, reveal, work });
  }

  // As `State.to_json` gives it, guidance apart: that stays on the server until its time.
  get state() {
    const { survey, work } = this, texts = this.#texts(), defaults = this.#defaults();
    return {
      visible_sections: survey.sections.filter((section) => work.open[section.slot]).map((section) => section.name),
      visible_fields: this.#visible().map((field) => field.name),
      required_fields: this.#required().map((field) => field.name),
      options: Object.fromEntries(this.#visible().filter((field) => field.isDriven).map((field) => [field.name, this.offered(field.name)])),
      calculated: Object.fromEntries(this.#visible().filter((field) => field.calculate).map((field) => [field.name, work.kept[field.slot]])),
      progress: this.#progress(),
      ...(Object.keys(texts).length ? { texts } : {}),
      ...(Object.keys(defaults).length ? { defaults } : {}),
    };
  }

  // `{pointer, code}` of everything that refuses a submit, unknown names first; `message` where the author wrote one.
  get errors() {
    const missing = new Set(this.#required().filter((field) => this.work.live[field.slot] === null));
    const found = this.#visible().map((field) => [field, this.work.problems[field.slot] ?? (missing.has(field) ? REQUIRED : null)]);
    const told = ([field, code]) => ({
      pointer: `/answers/${field.name}`, code, ...(code === "constraint_failed" && field.message ? { message: field.message } : {}),
    });
    return [...this.#unknown(), ...found.filter(([, code]) => code).map(told)];
  }

  get stored() {
    const { kept } = this.work;
    return Object.fromEntries(this.#visible().filter((field) => kept[field.slot] !== null).map((field) => [field.name, kept[field.slot]]));
  }

  // The options of a choice right now, as `[{value, label}]`.
  offered(name) {
    return [...this.#offer(this.survey.named.get(name)).values()].map(({ value, label }) => ({ value, label }));
  }

  // Any text, a translated one as well, with the answers of `{name}` put in; `words(name, value)` may say one better.
  pipe(text, words = () => null) {
    return text.replaceAll(NAME, (braces, name) => {
      const field = this.survey.named.get(name);
      if (!field) return braces;
      const kept = this.work.kept[field.slot];
      return kept === null ? "" : [kept].flat().map((value) => words(name, value) ?? this.#label(name, value)).join(", ");
    });
  }

  #label(name, value) {
    if (typeof value === "number") return spelled(exact(value));
    return this.#offer(this.survey.named.get(name)).get(value)?.label ?? value;
  }

  #offer(field) {
    return this.work.offered[field.slot] ?? field.own.all;
  }

  #visible() {
    return this.survey.fields.filter((field) => this.work.shown[field.slot]);
  }

  // A choice that offers nothing cannot be answered, so it must not block a submit for ever.
  #isAnswerable(field) {
    return !field.hasOptions || this.#offer(field).size > 0;
  }

  #required() {
    const asks = (field) => field.required || (field.requiredIf !== null && field.requiredIf(this.work.live));
    return this.#visible().filter((field) => !field.calculate && asks(field) && this.#isAnswerable(field));
  }

  #progress() {
    const asked = this.#visible().filter((field) => !field.calculate && this.#isAnswerable(field));
    const answered = this.#visible().filter((field) => !field.calculate && this.work.live[field.slot] !== null);
    return asked.length ? answered.length / asked.length : 1;
  }

  #texts() {
    const visible = { sections: this.work.open, fields: this.work.shown }, told = {};
    for (const { kind, slot, member, text } of this.survey.pipes) {
      if (!visible[kind][slot]) continue;
      const parts = (told[kind] ??= {});
      (parts[this.survey[kind][slot].name] ??= {})[member] = this.pipe(text);
    }
    return told;
  }

  #defaults() {
    const stands = (field) => field.default && this.work.kept[field.slot] !== null && !Object.hasOwn(this.answers, field.name);
    return Object.fromEntries(this.#visible().filter(stands).map((field) => [field.name, this.work.kept[field.slot]]));
  }

  #unknown() {
    const names = Object.keys(this.answers).filter((name) => !this.survey.named.has(name)).map(printable);
    return names.sort(byCodePoint).map((name) => ({ pointer: `/answers/${escaped(printable(name))}`, code: "unknown_field" }));
  }
}

// A text that always encodes, cut to a length fit for a pointer.
function printable(text) {
  const shown = characters(text).length > QUOTED ? `${cut(text, 0, QUOTED)}...` : text;
  return shown.replace(/\p{Cs}/gu, "?").replaceAll("\0", "\ufffd");
}

const escaped = (text) => text.replaceAll("~", "~0").replaceAll("/", "~1");
