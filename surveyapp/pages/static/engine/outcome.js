// The outcome of an evaluation: the state, what refuses a submit, what it would store; each built when asked for.

import { faults, isKeyed } from "./instances.js";
import { placesOf } from "./places.js";
import { byCodePoint, pointer, printable } from "./values.js";

const REQUIRED = "answer_required";
const FAILED = "constraint_failed";
const NAME = /\{([a-z][a-z0-9_]{0,62}|\.number|\.item)\}/g;

const byName = (places, told) => Object.fromEntries(places.map((place) => [place.name, told(place)]));
const some = (name, told) => (Object.keys(told).length ? { [name]: told } : {});
const listed = (offer) => [...offer.values()].map(({ value, label }) => ({ value, label }));

export class Evaluation {
  #places = null;
  #visible = null;
  #failed = null;
  #failedEmpty = null;
  #open = null;

  constructor(survey, answers, reveal, work) {
    Object.assign(this, { survey, answers, reveal, work });
  }

  get places() {
    return (this.#places ??= placesOf(this.survey, this.work));
  }

  get visible() {
    return (this.#visible ??= this.places.filter((place) => place.of("shown")));
  }

  // The visible places whose answer, valid otherwise, fails its constraint. That is asked last, of what everything holds, and
  // takes nothing away: conditions, calculations and texts go on reading the answer.
  get failed() {
    const isValid = (place) => place.of("kept") !== null && !place.of("problems");
    const fails = (place) => place.field.constraint !== null && isValid(place) && !place.holds(place.field.constraint);
    return (this.#failed ??= new Set(this.visible.filter(fails)));
  }

  // The visible places without an answer, none that is missing, whose constraint is asked of none and fails; not those that
  // nobody could answer.
  get failedEmpty() {
    const isAsked = (place) => place.field.constraint !== null && place.field.alsoEmpty && place.isAnswerable;
    const isEmpty = (place) => place.of("kept") === null && !place.of("problems") && !this.#missing.has(place);
    const fails = (place) => isAsked(place) && isEmpty(place) && !place.holds(place.field.constraint);
    return (this.#failedEmpty ??= new Set(this.visible.filter(fails)));
  }

  get #missing() {
    return (this.#open ??= new Set(this.#required().filter((place) => this.#isOpen(place))));
  }

  // As `State.to_json` gives it, guidance apart: that stays on the server until its time.
  get state() {
    const { survey, visible, work } = this, with_ = (member) => visible.filter(({ field }) => field[member]);
    const untouched = with_("default").filter((place) => place.of("kept") !== null && !place.isGiven(this.answers));
    return {
      visible_sections: survey.sections.filter((section) => work.open[section.slot]).map((section) => section.name),
      visible_fields: visible.map((place) => place.name),
      required_fields: this.#required().map((place) => place.name),
      options: byName(with_("isDriven"), (place) => listed(place.offer)),
      calculated: byName(with_("calculate"), (place) => place.of("kept")),
      progress: this.#progress(),
      ...some("texts", this.#texts()),
      ...some("defaults", byName(untouched, (place) => place.of("kept"))),
      ...some("repeats", Object.fromEntries(this.#repeats().map((section) => [section.name, this.#repeated(section)]))),
    };
  }

  // `{pointer, code}` of everything that refuses a submit, unknown names first; `message` where the author wrote one.
  get errors() {
    const isFailed = (place) => this.failed.has(place) || this.failedEmpty.has(place);
    const inRepeats = (section) => faults(section.repeat, this.answers[section.name], this.work.live[section.keys])
      .map(([path, code]) => ({ pointer: pointer("answers", section.name, ...path), code }));
    const told = (place) => {
      const otherwise = isFailed(place) ? FAILED : this.#missing.has(place) ? REQUIRED : null;
      const code = place.of("problems") ?? otherwise, { message } = place.field;
      const said = () => (code === FAILED && message ? { message: this.pipe(message, within(place)) } : {});
      return code ? [{ pointer: place.pointer, code, ...said() }] : [];
    };
    return [...this.#unknown(), ...this.survey.sections.flatMap((section) => [
      ...(section.repeat && this.work.open[section.slot] ? inRepeats(section) : []),
      ...this.visible.filter(({ field }) => field.section === section.slot).flatMap(told),
    ])];
  }

  // The errors worth telling at once while somebody is still answering: of nothing that is not answered yet.
  get draftErrors() {
    const unanswered = new Set([...this.failedEmpty].map((place) => place.pointer));
    return this.errors.filter(({ pointer, code }) => code !== REQUIRED && !unanswered.has(pointer));
  }

  get stored() {
    const { survey, work, answers } = this, valid = this.visible.filter((place) => this.#isSound(place));
    const plain = valid.filter(({ at }) => at === null).map((place) => [place.name, place.of("kept")]);
    const repeated = survey.sections.filter((section) => section.repeat).flatMap((section) => {
      const rows = work.live[section.keys].map(() => ({}));
      for (const place of valid) if (place.field.section === section.slot) rows[place.at][place.field.name] = place.of("kept");
      const isAnswered = section.repeat.kind === "open" && Array.isArray(answers[section.name]) && work.open[section.slot];
      if (!isAnswered && !rows.some(isFilled)) return [];
      const keyed = () => Object.fromEntries(work.live[section.keys].map((key, at) => [key, rows[at]]).filter(([, row]) => isFilled(row)));
      return [[section.name, isKeyed(section.repeat) ? keyed() : rows]];
    });
    return Object.fromEntries([...plain, ...repeated]);
  }

  // Any text, a translated one as well, with the answers of `{name}` put in. `within` is a place or an instance of a repeat
  // that the text belongs to; `words(place)` may say an answer better, null leaves it.
  pipe(text, within = null, words = () => null) {
    const said = (place) => words(place) ?? place.words.join(", ");
    return text.replaceAll(NAME, (braces, name) => {
      if (name.startsWith(".")) return within?.key == null ? braces : this.#toldOf(within, name) ?? braces;
      const places = this.places.filter(({ field }) => field.name === name), [{ field } = {}] = places;
      if (!this.survey.named.has(name)) return braces;
      const own = within?.key != null && field?.section === within.section ? places.filter(({ at }) => at === within.at) : places;
      return own.filter((place) => place.of("kept") !== null).map(said).filter(Boolean).join(", ");
    });
  }

  // The instances of a repeating section, as `pipe` wants to know what a text stands within.
  instances({ repeat, slot, keys }) {
    return this.work.live[keys].map((key, at) => ({ key, at, section: slot, repeat, name: `${repeat.name}[${key}]` }));
  }

  #toldOf({ at, key, repeat }, name) {
    if (name === ".number") return String(at + 1);
    return isKeyed(repeat) ? this.#labels(repeat).get(key) : null;
  }

  #labels(repeat) {
    if (repeat.source === null) return new Map(repeat.items.map(({ value, label }) => [value, label]));
    const place = this.places.find(({ field }) => field.slot === repeat.source);
    return new Map(listed(place.offer).map(({ value, label }) => [value, label]));
  }

  #repeats() {
    return this.survey.sections.filter((section) => section.repeat && this.work.open[section.slot]);
  }

  #repeated({ repeat, keys: place }) {
    const keys = this.work.live[place], count = keys.length, { kind, min, max } = repeat;
    if (kind === "open") return { instances: keys, min, max, can_add: count < max, can_remove: count > min };
    const labels = isKeyed(repeat) ? this.#labels(repeat) : null;
    const told = labels ? { labels: keys.map((key) => labels.get(key) ?? key) } : {};
    return { instances: keys, ...told, min: count, max: count, can_add: false, can_remove: false };
  }

  #required() {
    const asks = (place) => place.field.required || (place.field.requiredIf !== null && place.holds(place.field.requiredIf));
    return this.visible.filter((place) => !place.field.calculate && place.isAnswerable && asks(place));
  }

  #isSound(place) {
    return place.of("kept") !== null && !this.failed.has(place);
  }

  #isOpen(place) {
    const live = place.of("live");
    return live === null || place.field.isPartial(live);
  }

  #progress() {
    const asked = this.visible.filter(({ field, isAnswerable }) => !field.calculate && isAnswerable);
    const answered = this.visible.filter((place) => !place.field.calculate && this.#isSound(place));
    return asked.length ? answered.length / asked.length : 1;
  }

  #texts() {
    const told = {};
    for (const { kind, slot, member, text } of this.survey.pipes) {
      for (const part of this.#piping(kind, slot)) {
        const parts = (told[kind] ??= {});
        (parts[part.name] ??= {})[member] = this.pipe(text, part.field ? within(part) : part);
      }
    }
    return told;
  }

  // The visible places or instances that a text is shown at, or its section.
  #piping(kind, slot) {
    if (kind === "fields") return this.visible.filter(({ field }) => field.slot === slot);
    const section = this.survey.sections[slot];
    if (!this.work.open[slot]) return [];
    return section.repeat ? this.instances(section) : [{ name: section.name, key: null }];
  }

  #unknown() {
    const names = Object.keys(this.answers).filter((name) => !this.survey.starts.has(name)).map(printable);
    return names.sort(byCodePoint).map((name) => ({ pointer: pointer("answers", name), code: "unknown_field" }));
  }
}

const isFilled = (row) => Object.keys(row).length > 0;

// What the text of a field stands within.
export function within({ field, key, at }) {
  return { key, at, section: field.section, repeat: field.repeat };
}
