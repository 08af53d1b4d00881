// The logic engine in the browser: `compile(json)` takes what `CompiledSurvey.to_json()` gives (docs/engine.md) and decides
// as the server does. The vectors of `tests/logic/vectors` hold for both.

import { cascade, whole } from "./evaluate.js";
import { familyOf } from "./families.js";
import { repeatRefusal } from "./instances.js";
import { Layout, Nodes } from "./nodes.js";
import { Evaluation } from "./outcome.js";
import { Refused, isEmpty } from "./values.js";

export function compile(json) {
  return new Survey(json);
}

class Survey {
  constructor(json) {
    const layout = new Layout(json);
    this.sections = json.sections.map((section, slot) => sectionOf(section, slot, layout));
    this.fields = json.fields.map((field, slot) => fieldOf(field, slot, layout, this.sections[field.section].repeat));
    for (const field of this.fields) this.sections[field.section].fields.push(field);
    for (const { repeat, fields } of this.sections) if (repeat) repeat.names = new Set(fields.map((field) => field.name));
    this.named = new Map(this.fields.map((field) => [field.name, field]));
    this.steps = json.steps.map(([kind, slot, ...more]) => this.#step(kind === "section" ? this.sections : this.fields, slot, more));
    this.feeds = json.feeds;
    this.pipes = json.pipes;
    this.starts = this.#starts();
  }

  // Decides everything. `hiddenValues` is `empty` or `raw`, `today` the day in the survey's time zone, if it is known.
  evaluate(answers, { hiddenValues = "empty", today = null } = {}) {
    const reveal = hiddenValues === "raw", given = { ...answers };
    return new Evaluation(this, given, reveal, whole(this, given, reveal, today));
  }

  // The evaluation after one edit on the same day; looks only at what it can reach. Null forgets the answer, and takes
  // a default away.
  change(evaluation, name, value) {
    const answers = { ...evaluation.answers, [name]: value }, { reveal } = evaluation;
    if (value === null && !this.named.get(name)?.default) delete answers[name];
    const starts = this.starts.get(name);
    const work = starts ? cascade(this, evaluation.work, answers, reveal, starts) : evaluation.work;
    return new Evaluation(this, answers, reveal, work);
  }

  // The code for which the server would not even keep an answer, null when it would.
  refusal(name, value) {
    const section = this.sections.find((each) => each.repeat && each.name === name), field = this.named.get(name);
    if (section) return repeatRefusal(section.repeat, value, (inner, given) => refusalOf(this.named.get(inner), given));
    return field && !field.repeat ? refusalOf(field, value) : "unknown_field";
  }

  // A section, a field, or the list of the fields of a round.
  #step(parts, slot, more) {
    return more.length ? [slot, ...more].map((each) => parts[each]) : parts[slot];
  }

  // The steps at which a change of each answer begins: of a repeat its section and all fields in it.
  #starts() {
    const position = new Map(this.steps.flatMap((step, at) => [step].flat().map((part) => [part, at])));
    const plain = this.fields.filter((field) => !field.repeat).map((field) => [field.name, [position.get(field)]]);
    const repeated = this.sections.filter((section) => section.repeat)
      .map((section) => [section.name, [section, ...section.fields].map((step) => position.get(step))]);
    return new Map([...plain, ...repeated]);
  }
}

function refusalOf(field, value) {
  if (isEmpty(value)) return null;
  if (field.calculate) return "calculated_field";
  try {
    field.normalize(value);
    return null;
  } catch (refusal) {
    if (refusal instanceof Refused) return refusal.code;
    throw refusal;
  }
}

function sectionOf(json, slot, layout) {
  const nodes = new Nodes(layout), keys = layout.keys(slot);
  return {
    slot, keys, name: json.name, isSection: true, fields: [],
    condition: nodes.conditionOrNull(json.visible_if),
    repeat: json.repeat ? repeatOf(json, nodes, keys) : null,
  };
}

function repeatOf({ name, repeat }, nodes, keysAt) {
  const { kind, min, max, start, items = [] } = repeat;
  return {
    name, kind, min, max, start, items, keysAt,
    count: repeat.count ? nodes.value(repeat.count) : null,
    source: repeat.field === undefined ? null : nodes.layout.slots.get(repeat.field),
    keys: repeat.keys ?? items.map(({ value }) => value),
  };
}

function fieldOf(json, slot, layout, repeat) {
  const nodes = new Nodes(layout, json.section), own = offerOf(json.options ?? [], nodes);
  const offers = (json.offers ?? []).map(({ when, options }) => ({ ...offerOf(options, nodes), when: nodes.condition(when) }));
  const known = new Set([own, ...offers].flatMap((offer) => offer.options.map((option) => option.value)));
  return {
    slot, known, own, offers, repeat, cursor: layout.cursor, name: json.name, section: json.section, message: json.message,
    required: json.required === true,
    isDriven: offers.length > 0 || own.options.some((option) => option.test !== null),
    condition: nodes.conditionOrNull(json.visible_if),
    requiredIf: nodes.conditionOrNull(json.required_if),
    constraint: nodes.conditionOrNull(json.constraint),
    alsoEmpty: json.also_empty === true,
    calculate: json.calculate ? nodes.value(json.calculate) : null,
    default: json.default ? nodes.value(json.default) : null,
    ...familyOf(json.family, { limits: json.limits ?? {}, rows: json.rows ?? [], known }),
  };
}

function offerOf(listed, nodes) {
  const options = listed.map(({ value, label, visible_if: test }) => ({ value, label, test: nodes.conditionOrNull(test) }));
  return { options, all: new Map(options.map((option) => [option.value, option])) };
}
