// Answers to decisions: every step once, in order, or after a change only the steps that it reaches. The law is that of
// `surveyapp/logic/evaluate.py`, step by step; nothing here raises, whatever the answers.

import { alike } from "./decimal.js";
import { asAnswer } from "./families.js";
import { Refused, isEmpty, member } from "./values.js";

// What an evaluation has decided, one list per question, numbered like the sections and fields. A field's place in `live`
// is what conditions see: null when it is empty, hidden, faulty, or not offered.
export class Work {
  constructor(sections, fields) {
    this.open = Array(sections).fill(true);
    this.shown = Array(fields).fill(false);
    for (const list of ["live", "kept", "problems", "offered"]) this[list] = Array(fields).fill(null);
  }

  copy() {
    const twin = Object.create(Work.prototype);
    for (const list of Object.keys(this)) twin[list] = this[list].slice();
    return twin;
  }
}

export function whole(survey, answers, reveal, today) {
  const work = new Work(survey.sections.length, survey.fields.length);
  work.live.push(today);
  for (const step of survey.steps) settle(step, work, answers, reveal);
  return work;
}

export function cascade(survey, before, answers, reveal, changed) {
  const work = before.copy(), waiting = new Set([changed]);
  for (let at = changed; waiting.size; at++) {
    if (waiting.delete(at) && differs(survey.steps[at], work, answers, reveal)) {
      for (const follower of survey.feeds[at]) waiting.add(follower);
    }
  }
  return work;
}

// Settles a step again and says whether anything that others see of it has changed.
function differs(step, work, answers, reveal) {
  const list = step.isSection ? work.open : work.live, was = list[step.slot];
  if (!step.isSection) forget(step.slot, work);
  settle(step, work, answers, reveal);
  return !alike(list[step.slot], was);
}

function forget(slot, work) {
  work.shown[slot] = false;
  work.live[slot] = work.kept[slot] = work.problems[slot] = work.offered[slot] = null;
}

function settle(step, work, answers, reveal) {
  const holds = step.condition === null || step.condition(work.live);
  if (step.isSection) {
    work.open[step.slot] = holds;
    return;
  }
  work.shown[step.slot] = work.open[step.section] && holds;
  if (work.shown[step.slot] || reveal) take(step, member(answers, step.name), work);
}

function take(field, given, work) {
  if (field.isDriven) work.offered[field.slot] = offered(field, work);
  const formula = field.calculate ?? (given === undefined ? field.default : null);
  const raw = formula ? workedOut(field, formula(work.live)) : given;
  if (!isEmpty(raw)) read(field, raw, work);
}

// A calculated value as an answer; the elements of a set in the order of the options.
function workedOut(field, value) {
  return value instanceof Set ? [...field.known].filter((each) => value.has(each)).concat(strangers(field, value)) : asAnswer(value);
}

const strangers = (field, value) => [...value].filter((each) => !field.known.has(each));

function read(field, raw, work) {
  try {
    const kept = field.normalize(raw);
    const broken = field.limit(kept);
    if (broken) work.problems[field.slot] = broken;
    else keep(field, stillOffered(field, kept, work), work);
  } catch (refusal) {
    if (!(refusal instanceof Refused)) throw refusal;
    work.problems[field.slot] = refusal.code;
  }
}

// A valid answer, unless the constraint says otherwise: it sees the answer as if it were kept already.
function keep(field, kept, work) {
  if (kept === null) return;
  const { slot, constraint } = field;
  work.live[slot] = field.compared(kept);
  if (constraint === null || constraint(work.live)) {
    work.kept[slot] = kept;
  } else {
    work.live[slot] = null;
    work.problems[slot] ??= "constraint_failed";
  }
}

// The options of the dependencies that match, in order and without repeats, or else the field's own; of either those
// whose own condition holds.
function offered(field, work) {
  const matching = field.offers.filter((offer) => offer.when(work.live));
  const listed = (matching.length ? matching : [field.own]).flatMap((offer) => offer.options);
  const open = new Map();
  for (const option of listed) {
    if (!open.has(option.value) && (option.test === null || option.test(work.live))) open.set(option.value, option);
  }
  return open;
}

// The part of a choice that is offered now; what is not is reported, never dropped in silence.
function stillOffered(field, kept, work) {
  const offer = work.offered[field.slot];
  if (offer === null) return kept;
  const left = [kept].flat().filter((value) => offer.has(value));
  if (left.length === [kept].flat().length) return kept;
  work.problems[field.slot] = "option_not_available";
  return Array.isArray(kept) && left.length ? left : null;
}
