// Every place for an answer, in the order of the form: a field, or a field of a repeat in one of its instances, whose places
// stand one instance after the other where their section does.

import { pointer } from "./values.js";

export class Place {
  constructor(field, work, at = null) {
    this.field = field;
    this.work = work;
    this.at = at;
    this.key = at === null ? null : work.live[field.repeat.keysAt][at];
  }

  get name() {
    const { field, key } = this;
    return key === null ? field.name : `${field.repeat.name}[${key}].${field.name}`;
  }

  get pointer() {
    const { field, key } = this;
    return pointer("answers", ...(key === null ? [] : [field.repeat.name, key]), field.name);
  }

  of(list) {
    const value = this.work[list][this.field.slot];
    return this.at === null ? value : value[this.at];
  }

  // Whether a condition of the field holds here.
  holds(condition) {
    if (this.at !== null) this.work.live[this.field.cursor] = this.at;
    return condition(this.work.live);
  }

  isGiven(answers) {
    return Object.hasOwn(this.at === null ? answers : this.work.rows[this.field.section][this.at], this.field.name);
  }

  get offer() {
    return this.of("offered") ?? this.field.own.all;
  }

  // A choice that offers nothing cannot be answered, so it must not block a submit for ever; a note never can.
  get isAnswerable() {
    return !this.field.isNote && (!this.field.hasOptions || this.offer.size > 0);
  }

  // An answer as a respondent reads it, in parts.
  get words() {
    const kept = this.of("kept");
    return kept === null ? [] : this.field.words(kept, (value) => this.offer.get(value)?.label);
  }
}

export function placesOf(survey, work) {
  return survey.sections.flatMap((section) => {
    if (!section.repeat) return section.fields.map((field) => new Place(field, work));
    return work.live[section.keys].flatMap((_, at) => section.fields.map((field) => new Place(field, work, at)));
  });
}
