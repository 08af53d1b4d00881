// Answers to decisions: every step once, in order, or after a change only the steps that it reaches. The law is that of
// `surveyapp/logic/evaluate.py`, step by step; nothing here raises, whatever the answers.

import { alike } from "./decimal.js";
import { asAnswer } from "./families.js";
import { instances } from "./instances.js";
import { Refused, isEmpty, isObject, member } from "./values.js";

const LISTS = ["shown", "live", "kept", "problems", "offered"];

// What an evaluation has decided, one list per question, numbered like the sections and fields. A field's place in `live`
// is what conditions see: null when it is empty, hidden, faulty, or not offered. A field of a repeat has a list there, and
// in every other place, with one element for each instance; `rows` has the answers of a section's instances.
export class Work {
  constructor(sections, fields, today) {
    this.open = Array(sections).fill(true);
    this.rows = Array(sections).fill([]);
    for (const list of LISTS) this[list] = Array(fields).fill(list === "shown" ? false : null);
    this.live.push(today, 0, ...this.rows);
  }

  copy() {
    const twin = Object.create(Work.prototype);
    for (const list of Object.keys(this)) twin[list] = this[list].slice();
    return twin;
  }
}

export function whole(survey, answers, reveal, today) {
  const work = new Work(survey.sections.length, survey.fields.length, today);
  for (const step of survey.steps) settle(step, work, answers, reveal);
  return work;
}

export function cascade(survey, before, answers, reveal, changed) {
  const work = before.copy(), waiting = new Set(changed);
  for (let at = Math.min(...changed); waiting.size; at++) {
    if (waiting.delete(at) && differs(survey.steps[at], work, answers, reveal)) {
      for (const follower of survey.feeds[at]) waiting.add(follower);
    }
  }
  return work;
}

// Settles a step again and says whether anything that others see of it has changed.
function differs(step, work, answers, reveal) {
  const was = seen(step, work);
  settle(step, work, answers, reveal);
  return !alike(seen(step, work), was);
}

function seen(step, work) {
  if (step.isSection) return [work.open[step.slot], work.live[step.keys]];
  return Array.isArray(step) ? step.map(({ slot }) => work.live[slot]) : work.live[step.slot];
}

function settle(step, work, answers, reveal) {
  if (step.isSection) settleSection(step, work, answers, reveal);
  else if (Array.isArray(step)) settleEach(step, work, reveal);
  else if (step.repeat) settleEach([step], work, reveal);
  else settleOnce(step, work, answers, reveal);
}

function settleOnce(field, work, answers, reveal) {
  for (const list of LISTS) work[list][field.slot] = list === "shown" ? false : null;
  decide(field, member(answers, field.name), work, reveal);
}

function settleSection(section, work, answers, reveal) {
  const holds = section.condition === null || section.condition(work.live);
  work.open[section.slot] = holds;
  if (!section.repeat) return;
  const found = holds || reveal ? instances(section.repeat, member(answers, section.name), work.live) : { keys: [], rows: [] };
  work.rows[section.slot] = found.rows;
  work.live[section.keys] = found.keys;
}

// The fields of a round, most often one, in each instance, decided as any field is.
function settleEach(fields, work, reveal) {
  const [{ section, cursor }] = fields, rows = work.rows[section];
  for (const list of LISTS) for (const { slot } of fields) work[list][slot] = Array(rows.length).fill(list === "shown" ? false : null);
  rows.forEach((row, at) => {
    work.live[cursor] = at;
    for (const field of fields) decide(field, member(row, field.name), work, reveal);
  });
}

// What stands for a field in a list, of a repeat for the instance that is being decided.
function get(list, field, work) {
  return field.repeat ? work[list][field.slot][work.live[field.cursor]] : work[list][field.slot];
}

function set(list, field, work, value) {
  if (field.repeat) work[list][field.slot][work.live[field.cursor]] = value;
  else work[list][field.slot] = value;
}

function decide(field, given, work, reveal) {
  const shows = work.open[field.section] && (field.condition === null || field.condition(work.live));
  set("shown", field, work, shows);
  if (shows || reveal) take(field, given, work, reveal);
}

function take(field, given, work, reveal) {
  if (field.isDriven) set("offered", field, work, offered(field, work));
  const formula = field.calculate ?? (given === undefined ? field.default : null);
  const raw = formula ? workedOut(field, formula(work.live)) : given;
  if (isEmpty(raw)) return;
  const answer = read(field, raw, work, reveal);
  if (reveal && answer !== null && get("problems", field, work)) set("live", field, work, field.compared(answer));
}

// A calculated value as an answer; the elements of a set in the order of the options.
function workedOut(field, value) {
  return value instanceof Set ? [...field.known].filter((each) => value.has(each)).concat(strangers(field, value)) : asAnswer(value);
}

const strangers = (field, value) => [...value].filter((each) => !field.known.has(each));

// Judges an answer and gives it as it would be stored, null where it has not even the shape.
function read(field, raw, work, reveal) {
  try {
    const given = field.normalize(reveal ? field.lenient(raw) : raw), broken = field.limit(given);
    if (broken) set("problems", field, work, broken);
    else keep(field, stillOffered(field, given, work), work);
    return given;
  } catch (refusal) {
    if (!(refusal instanceof Refused)) throw refusal;
    set("problems", field, work, refusal.code);
    return null;
  }
}

function keep(field, kept, work) {
  if (isEmpty(kept)) return;
  set("kept", field, work, kept);
  set("live", field, work, field.compared(kept));
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
  const offer = get("offered", field, work), chosen = isObject(kept) ? Object.values(kept) : [kept].flat();
  if (offer === null || chosen.every((value) => offer.has(value))) return kept;
  set("problems", field, work, "option_not_available");
  if (isObject(kept)) return Object.fromEntries(Object.entries(kept).filter(([, value]) => offer.has(value)));
  return Array.isArray(kept) ? kept.filter((value) => offer.has(value)) : null;
}
