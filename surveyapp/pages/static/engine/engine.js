// The logic engine in the browser: `compile(json)` takes what `CompiledSurvey.to_json()` gives (docs/engine.md) and decides
// as the server does. The vectors of `tests/logic/vectors` hold for both.

import { cascade, whole } from "./evaluate.js";
import { FAMILIES } from "./families.js";
import { Nodes } from "./nodes.js";
import { Evaluation } from "./outcome.js";
import { Refused, isEmpty } from "./values.js";

export function compile(json) {
  return new Survey(json);
}

class Survey {
  constructor(json) {
    const slots = new Map(json.fields.map((field, slot) => [field.name, slot]));
    const nodes = new Nodes(slots, json.fields.map((field) => field.family));
    this.sections = json.sections.map((each, slot) => ({
      slot, name: each.name, isSection: true, condition: nodes.conditionOrNull(each.visible_if),
    }));
    this.fields = json.fields.map((field, slot) => fieldOf(field, slot, nodes));
    this.named = new Map(this.fields.map((field) => [field.name, field]));
    this.steps = json.steps.map(([kind, slot]) => (kind === "section" ? this.sections : this.fields)[slot]);
    this.positions = new Map(this.steps.map((step, at) => [step, at]));
    this.feeds = json.feeds;
    this.pipes = json.pipes;
  }

  // Decides everything. `hiddenValues` is `empty` or `raw`, `today` the day in the survey's time zone, if it is known.
  evaluate(answers, { hiddenValues = "empty", today = null } = {}) {
    const reveal = hiddenValues === "raw", given = { ...answers };
    return new Evaluation(this, given, reveal, whole(this, given, reveal, today));
  }

  // The evaluation after one edit on the same day; looks only at what it can reach. Null forgets the answer, and takes
  // a default away.
  change(evaluation, name, value) {
    const answers = { ...evaluation.answers, [name]: value }, field = this.named.get(name);
    if (value === null && !field?.default) delete answers[name];
    if (!field) return new Evaluation(this, answers, evaluation.reveal, evaluation.work);
    const work = cascade(this, evaluation.work, answers, evaluation.reveal, this.positions.get(field));
    return new Evaluation(this, answers, evaluation.reveal, work);
  }

  // The code for which the server would not even keep an answer, null when it would.
  refusal(name, value) {
    const field = this.named.get(name);
    if (!field) return "unknown_field";
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
}

function fieldOf(json, slot, nodes) {
  const own = offerOf(json.options ?? [], nodes);
  const offers = (json.offers ?? []).map(({ when, options }) => ({ ...offerOf(options, nodes), when: nodes.condition(when) }));
  const known = new Set([own, ...offers].flatMap((offer) => offer.options.map((option) => option.value)));
  return {
    slot, known, own, offers, name: json.name, section: json.section, message: json.message,
    required: json.required === true,
    hasOptions: json.family.endsWith(" choice"),
    isDriven: offers.length > 0 || own.options.some((option) => option.test !== null),
    condition: nodes.conditionOrNull(json.visible_if),
    requiredIf: nodes.conditionOrNull(json.required_if),
    constraint: nodes.conditionOrNull(json.constraint),
    calculate: json.calculate ? nodes.value(json.calculate) : null,
    default: json.default ? nodes.value(json.default) : null,
    ...FAMILIES[json.family]({ limits: json.limits ?? {}, known }),
  };
}

function offerOf(listed, nodes) {
  const options = listed.map(({ value, label, visible_if: test }) => ({ value, label, test: nodes.conditionOrNull(test) }));
  return { options, all: new Map(options.map((option) => [option.value, option])) };
}
