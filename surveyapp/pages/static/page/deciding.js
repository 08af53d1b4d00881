// What an answer changes, decided here by the engine while the save is still on its way: the same as the server will say,
// in the same shape. The server's word is the truth; where anything is in doubt this stays silent and waits for it.

import { compile } from "../engine/engine.js";
import { isKeyed } from "../engine/instances.js";
import { within } from "../engine/outcome.js";
import { mark } from "./form.js";
import { typed } from "./typing.js";

const FORMAT = 1;

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
    this.part = survey.sections[section];
    this.pipes = survey.pipes.filter(({ kind, slot }) => (kind === "sections" ? slot : survey.fields[slot].section) === section);
    this.asked = new Map(told.logic.fields.map((field) => [field.name, field]));
    this.days = new Intl.DateTimeFormat(told.logic.language, { dateStyle: "long", timeZone: "UTC" });
  }

  // The page after somebody has changed these controls; `stored` is what the server holds of them, and keeps where it
  // does not take an answer.
  effects(changed, stored) {
    const refused = new Map();
    for (const [name, given] of Object.entries(changed)) {
      const value = this.#typed(name, given), code = this.#refusal(name, value);
      if (code) refused.set(name, code);
      this.#change(name, code ? this.#typed(name, stored[name] ?? "") : value);
    }
    return this.#told(this.evaluation.state, refused);
  }

  // The repeat of this page with these instances, each by its number so far, null for a new one.
  arrange(numbers) {
    const { name } = this.part.repeat, rows = this.evaluation.answers[name] ?? [];
    this.evaluation = this.survey.change(this.evaluation, name, numbers.map((at) => rows[at] ?? {}));
  }

  #typed(name, given) {
    return typed(this.asked.get(fieldIn(name)), given);
  }

  // Of a question in a repeat the refusal of an answer that holds nothing else.
  #refusal(name, value) {
    const { repeat } = this.part;
    if (!repeat) return this.survey.refusal(name, value);
    const row = value === null ? {} : { [fieldIn(name)]: value };
    return this.survey.refusal(repeat.name, isKeyed(repeat) ? { [keyIn(name)]: row } : [row]);
  }

  #change(name, value) {
    const { answers } = this.evaluation, { repeat } = this.part, field = fieldIn(name);
    const row = repeat ? this.#row(keyIn(name)) : answers, forgotten = value === null && !this.survey.named.get(field).default;
    const before = Object.hasOwn(row, field) ? JSON.stringify(row[field]) : null;
    if (before === (forgotten ? null : JSON.stringify(value))) return;
    const { [field]: _, ...rest } = row;
    const whole = repeat ? this.#whole(keyIn(name), forgotten ? rest : { ...rest, [field]: value }) : value;
    this.evaluation = this.survey.change(this.evaluation, repeat ? repeat.name : name, whole);
  }

  #row(key) {
    return this.evaluation.answers[this.part.repeat.name]?.[key] ?? {};
  }

  // The repeat's answer with this instance changed; an empty one for each that shows and holds nothing yet.
  #whole(key, row) {
    const { repeat } = this.part, stored = this.evaluation.answers[repeat.name];
    if (isKeyed(repeat)) return { ...stored, [key]: row };
    const whole = [...(stored ?? [])];
    while (whole.length < Math.max(this.evaluation.instances(this.part).length, Number(key) + 1)) whole.push({});
    whole[key] = row;
    return whole;
  }

  #told(state, refused) {
    const here = new Set(this.#questions().map((place) => place.name));
    const options = Object.entries(state.options).filter(([name]) => here.has(name));
    const calculated = Object.keys(state.calculated).filter((name) => here.has(name));
    return {
      visible: state.visible_fields,
      required: state.required_fields,
      options: Object.fromEntries(options.map(([name, offered]) => [name, offered.map(({ value, label }) => [value, label])])),
      markers: Object.fromEntries(options.map(([name, offered]) => [name, marker(name, offered)])),
      errors: this.#errors(refused),
      calculated: Object.fromEntries(calculated.map((name) => [name, this.#shown(name)])),
      defaults: Object.fromEntries(Object.entries(state.defaults ?? {}).map(([name, value]) => [name, this.#raw(name, value)])),
      texts: Object.fromEntries(this.pipes.flatMap((pipe) => this.#texts(pipe))),
      progress: Math.round(state.progress * 100),
      ...this.#journey(state),
    };
  }

  // A default as the form holds it; a ranking's says the place of each.
  #raw(name, value) {
    if (!Array.isArray(value)) return String(value);
    return this.asked.get(fieldIn(name)).ordered ? value.map((each, at) => `${at + 1}.${each}`) : value;
  }

  #errors(refused) {
    const codes = [...this.evaluation.draftErrors.map(({ pointer, code, message }) => [this.#named(pointer), code, message]), ...refused];
    return Object.fromEntries(codes.map(([name, code, message]) => [name, message ?? this.#sentence(name, code)]));
  }

  #sentence(name, code) {
    return this.told.own[fieldIn(name)]?.[code] ?? this.told.said[code] ?? this.told.said.other;
  }

  #named(pointer) {
    const [home, key, field] = pointer.slice("/answers/".length).split("/").map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
    return field === undefined ? home : `${home}[${key}].${field}`;
  }

  #questions() {
    return this.evaluation.places.filter(({ field }) => field.section === this.section && this.#isDisplayed(field));
  }

  #shown(name) {
    const place = this.#questions().find((each) => each.name === name);
    return this.#pipe(`{${place.field.name}}`, place.key === null ? null : within(place));
  }

  // The texts of this page by their places. The title of a repeat belongs to its instances; above them all it stays.
  #texts({ kind, slot, member, text }) {
    const { repeat } = this.part;
    if (kind === "sections" && !repeat) return [[`section-${member}`, this.#pipe(text)]];
    if (kind === "sections") {
      const own = [".number", ".item", ...repeat.names].some((name) => text.includes(`{${name}}`));
      if (member !== "title" || !own) return [];
      return this.evaluation.instances(this.part).map((each) => [`n-${mark(each.name)}`, this.#pipe(text, each)]).filter(([, said]) => said);
    }
    const places = this.#questions().filter(({ field }) => field.slot === slot);
    return places.map((place) => [`${member === "label" ? "l" : "h"}-${mark(place.name)}`, this.#pipe(text, place.key === null ? null : within(place))]);
  }

  #pipe(text, inside = null) {
    return this.evaluation.pipe(text, inside, (place) => this.#worded(place.field.name, place.of("kept")));
  }

  #worded(name, value) {
    const { family } = this.asked.get(name);
    if (family === "date" || family === "datetime") {
      const [day, hour] = value.split("T");
      return [this.days.format(new Date(`${day}T00:00:00Z`)), ...(hour ? [hour] : [])].join(" ");
    }
    return family === "boolean" ? this.told.booleans[value] : null;
  }

  // What is calculated may be kept off the page.
  #isDisplayed({ name }) {
    return !this.told.kept_off.includes(name);
  }

  #mayGrow(section) {
    const { repeat, fields } = section;
    return repeat?.kind === "open" && fields.some((field) => this.#isDisplayed(field)) && this.evaluation.instances(section).length < repeat.max;
  }

  // A section in which nothing shows is passed over; one that may grow is not.
  #journey({ visible_sections: shown }) {
    const filled = new Set(this.evaluation.visible.filter(({ field }) => this.#isDisplayed(field)).map(({ field }) => field.section));
    const open = this.survey.sections.filter((each) => shown.includes(each.name) && (filled.has(each.slot) || this.#mayGrow(each))).map((each) => each.slot);
    const number = Math.max(1, open.indexOf(this.section) + 1);
    return {
      place: open.length > 1 ? this.told.place.replace("%(number)s", number).replace("%(count)s", open.length) : "",
      is_last: this.section === this.survey.sections.length - 1,
    };
  }
}

const keyIn = (name) => name.slice(name.indexOf("[") + 1, name.lastIndexOf("]."));
const fieldIn = (name) => name.slice(name.lastIndexOf("].") + 1).replace(/^\./, "");

// A field with what it offers, so that the form says what it was asked: the name and a CRC-32 of the values.
function marker(name, offered) {
  let crc = ~0;
  for (const byte of new TextEncoder().encode(offered.map(({ value }) => value).join("\n"))) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return `${name}.${(~crc >>> 0).toString(16).padStart(8, "0")}`;
}
