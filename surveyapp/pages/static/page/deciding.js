// What an answer changes, decided here by the engine while the save is still on its way: the same as the server will say,
// in the same shape. The server's word is the truth; where anything is in doubt this stays silent and waits for it.

import { compile } from "../engine/engine.js";
import { typed } from "./typing.js";

const FORMAT = 1;
const REQUIRED = "answer_required";

// `told` is what the server tells of the survey in this language, `answers` what is stored of all sections. `null` when
// the survey is written in a way that this script is too old for.
export function decider(told, section, answers, today) {
  if (told?.logic.format !== FORMAT) return null;
  const survey = compile(told.logic);
  return new Decider(survey, told, survey.sections.findIndex((each) => each.name === section), answers, today);
}

class Decider {
  constructor(survey, told, section, answers, today) {
    Object.assign(this, { survey, told, section });
    this.evaluation = survey.evaluate(answers, { today });
    const { repeat, fields } = survey.sections[section];
    this.fields = fields;
    this.pipes = survey.pipes.filter(({ kind, slot }) => !repeat && (kind === "sections" ? slot : survey.fields[slot].section) === section);
    this.asked = new Map(told.logic.fields.map((field) => [field.name, field]));
    this.days = new Intl.DateTimeFormat(told.logic.language, { dateStyle: "long", timeZone: "UTC" });
  }

  // The page after somebody has changed these controls; `stored` is what the server holds of them, and keeps where it
  // does not take an answer.
  effects(changed, stored) {
    const refused = new Map();
    for (const [name, given] of Object.entries(changed)) {
      const value = this.#typed(name, given), code = this.survey.refusal(name, value);
      if (code) refused.set(name, code);
      this.#change(name, code ? this.#typed(name, stored[name] ?? "") : value);
    }
    return this.#told(this.evaluation.state, refused);
  }

  #typed(name, given) {
    return typed(this.asked.get(name), given);
  }

  #change(name, value) {
    const { answers } = this.evaluation, forgotten = value === null && !this.survey.named.get(name).default;
    const before = Object.hasOwn(answers, name) ? JSON.stringify(answers[name]) : null;
    if (before !== (forgotten ? null : JSON.stringify(value))) this.evaluation = this.survey.change(this.evaluation, name, value);
  }

  #told(state, refused) {
    const here = new Set(this.fields.map((field) => field.name));
    const options = Object.entries(state.options).filter(([name]) => here.has(name));
    const calculated = Object.keys(state.calculated).filter((name) => here.has(name));
    return {
      visible: state.visible_fields,
      required: state.required_fields,
      options: Object.fromEntries(options.map(([name, offered]) => [name, offered.map(({ value, label }) => [value, label])])),
      markers: Object.fromEntries(options.map(([name, offered]) => [name, marker(name, offered)])),
      errors: this.#errors(refused),
      calculated: Object.fromEntries(calculated.map((name) => [name, this.#pipe(`{${name}}`)])),
      defaults: Object.fromEntries(Object.entries(state.defaults ?? {}).map(([name, value]) => [name, this.#raw(name, value)])),
      texts: Object.fromEntries(this.pipes.map((pipe) => [this.#place(pipe), this.#pipe(pipe.text)])),
      progress: Math.round(state.progress * 100),
      ...this.#journey(state),
    };
  }

  // A default as the form holds it; a ranking's says the place of each.
  #raw(name, value) {
    if (!Array.isArray(value)) return String(value);
    return this.asked.get(name).ordered ? value.map((each, at) => `${at + 1}.${each}`) : value;
  }

  #errors(refused) {
    const found = this.evaluation.errors.filter(({ code }) => code !== REQUIRED);
    const codes = [...found.map(({ pointer, code, message }) => [pointer.slice("/answers/".length), code, message]), ...refused];
    return Object.fromEntries(codes.map(([name, code, message]) => [name, message ?? this.#sentence(name, code)]));
  }

  #sentence(name, code) {
    return this.told.own[name]?.[code] ?? this.told.said[code] ?? this.told.said.other;
  }

  #pipe(text) {
    return this.evaluation.pipe(text, null, (place) => this.#worded(place.field.name, place.of("kept")));
  }

  #worded(name, value) {
    const { family } = this.asked.get(name);
    if (family === "date" || family === "datetime") {
      const [day, hour] = value.split("T");
      return [this.days.format(new Date(`${day}T00:00:00Z`)), ...(hour ? [hour] : [])].join(" ");
    }
    return family === "boolean" ? this.told.booleans[value] : null;
  }

  #place({ kind, slot, member }) {
    return kind === "sections" ? `section-${member}` : `${member === "label" ? "l" : "h"}-${this.survey.fields[slot].name}`;
  }

  // A section in which nothing shows is passed over.
  #journey({ visible_sections: shown }) {
    const filled = new Set(this.evaluation.visible.map(({ field }) => field.section));
    const open = this.survey.sections.filter((each) => shown.includes(each.name) && filled.has(each.slot)).map((each) => each.slot);
    const number = Math.max(1, open.indexOf(this.section) + 1);
    return {
      place: open.length > 1 ? this.told.place.replace("%(number)s", number).replace("%(count)s", open.length) : "",
      is_last: this.section === this.survey.sections.length - 1,
    };
  }
}

// A field with what it offers, so that the form says what it was asked: the name and a CRC-32 of the values.
function marker(name, offered) {
  let crc = ~0;
  for (const byte of new TextEncoder().encode(offered.map(({ value }) => value).join("\n"))) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return `${name}.${(~crc >>> 0).toString(16).padStart(8, "0")}`;
}
