// Nodes of the compiled JSON to functions of `live`, the list of typed values by field; behind them stand the day of today,
// the instance that is being decided, and the keys of each section's instances. A field of a repeat has a list of values.
// A survey is turned into functions once; deciding then only calls them.

import { matcher } from "./automaton.js";
import { alike, exact, isWhollyIn, order } from "./decimal.js";
import { CHOICES } from "./families.js";
import { ASKED_OF_FILES } from "./files.js";
import { FUNCTIONS, inInstance, inItem } from "./functions.js";

const opposite = (of) => (left, right) => !of(left, right);
const both = (of) => (left, right) => left !== null && right !== null && of(left, right);
const shares = (set, others) => {
  for (const each of others) if (set.has(each)) return true;
  return false;
};

const equals = both(alike);
const contains = both((left, right) => (left instanceof Set ? left.has(right) : left.includes(right)));
const anyOf = both(shares);

const COMPARISONS = {
  equals,
  not_equals: opposite(equals),
  less_than: both((left, right) => order(left, right) < 0),
  less_or_equal: both((left, right) => order(left, right) <= 0),
  greater_than: both((left, right) => order(left, right) > 0),
  greater_or_equal: both((left, right) => order(left, right) >= 0),
  contains,
  not_contains: opposite(contains),
  starts_with: both((left, right) => left.startsWith(right)),
  ends_with: both((left, right) => left.endsWith(right)),
  any_of: anyOf,
  none_of: opposite(anyOf),
  all_of: both((left, right) => isWhollyIn(right, left)),
};

// What a `test` asks of a value that is there, beside the orders.
const ASKED = {
  equals: alike,
  in: (value, listed) => listed.some((each) => alike(value, each)),
  between: (value, [low, high]) => order(low, value) <= 0 && order(value, high) <= 0,
  contains: (value, parts) => parts.some((part) => value.includes(part)),
  starts_with: (value, part) => value.startsWith(part),
  ends_with: (value, part) => value.endsWith(part),
};
const ASKED_OF_SETS = {
  equals: alike,
  in: shares,
  contains: shares,
  all_of: (set, listed) => isWhollyIn(listed, set),
};

const FILES = ["file", "multiple files"];

// Where everything stands: `slots` has the number of each field by its name, `homes` the section of each field of a repeat.
export class Layout {
  constructor(json) {
    const repeats = json.sections.map((section) => section.repeat !== undefined);
    this.slots = new Map(json.fields.map((field, slot) => [field.name, slot]));
    this.families = json.fields.map((field) => field.family);
    this.homes = json.fields.map((field) => (repeats[field.section] ? field.section : null));
    this.today = json.fields.length;
    this.cursor = this.today + 1;
  }

  keys(section) {
    return this.cursor + 1 + section;
  }
}

// The functions of a survey, inside the section of a repeat or outside.
export class Nodes {
  constructor(layout, section = null) {
    this.layout = layout;
    this.section = section;
  }

  condition(node) {
    return this[`_${node[0]}`](...node.slice(1));
  }

  conditionOrNull(node) {
    return node === undefined ? null : this.condition(node);
  }

  _all(...nodes) {
    const parts = nodes.map((node) => this.condition(node));
    return (live) => parts.every((part) => part(live));
  }

  _any(...nodes) {
    const parts = nodes.map((node) => this.condition(node));
    return (live) => parts.some((part) => part(live));
  }

  _not(node) {
    const part = this.condition(node);
    return (live) => !part(live);
  }

  _compare(kind, operator, one, other) {
    const compare = COMPARISONS[operator], left = this.value(one), right = this.value(other);
    return (live) => compare(left(live), right(live));
  }

  _filled(node) {
    const part = this.value(node);
    return (live) => part(live) !== null;
  }

  _matches(node, automaton) {
    const part = this.value(node), matches = matcher(automaton);
    return (live) => {
      const text = part(live);
      return text !== null && matches(text);
    };
  }

  _test(field, operator, given) {
    const { slots, families } = this.layout, family = families[slots.get(field)], value = this._answer(slots.get(field));
    if (operator === "is_empty") return (live) => value(live) === null;
    if (operator.startsWith("not_") || operator === "is_not_empty") {
      const part = this._test(field, operator === "is_not_empty" ? "is_empty" : operator.slice(4), given);
      return (live) => !part(live);
    }
    const asks = family === CHOICES ? ASKED_OF_SETS : FILES.includes(family) ? ASKED_OF_FILES : ASKED;
    const asked = asks[operator] ?? COMPARISONS[operator], operand = typed(family, operator, given);
    return (live) => {
      const there = value(live);
      return there !== null && asked(there, operand);
    };
  }

  value(node) {
    const [kind, first, ...rest] = node;
    if (kind === "answer") return this._answer(this.layout.slots.get(first));
    if (kind === "if") return this._if(first, ...rest);
    if (kind === "word") return this._word(first);
    if (kind === "call") return this._call(first, rest);
    if (kind === "at") return this._at(this.layout.slots.get(first), ...rest);
    if (kind === "place") return this._place(first);
    if (kind === "instances") return this._instances(first);
    const value = constant(kind, node);
    return () => value;
  }

  _answer(slot) {
    const { cursor, homes } = this.layout;
    return homes[slot] === null ? (live) => live[slot] : (live) => live[slot][live[cursor]];
  }

  _at(slot, by, node) {
    const place = this.value(node), keys = this.layout.keys(this.layout.homes[slot]);
    return by === "number" ? (live) => inInstance(live[slot], place(live)) : (live) => inItem(live[slot], live[keys], place(live));
  }

  _place(what) {
    const { cursor } = this.layout, keys = this.layout.keys(this.section);
    return what === "number" ? (live) => live[cursor] + 1 : (live) => live[keys][live[cursor]];
  }

  _instances(section) {
    const keys = this.layout.keys(section);
    return (live) => live[keys].length;
  }

  _if(condition, one, other) {
    const holds = this.condition(condition), then = this.value(one), otherwise = this.value(other);
    return (live) => (holds(live) ? then : otherwise)(live);
  }

  _word(node) {
    const holds = this.condition(node);
    return (live) => (holds(live) ? "yes" : "no");
  }

  _call(name, nodes) {
    if (name === "today") return (live) => live[this.layout.today];
    const work = FUNCTIONS[name], parts = nodes.map((node) => this._argument(node));
    const spread = nodes.map(([kind]) => kind === "values");
    if (spread.includes(true)) return (live) => work(...parts.flatMap((part, at) => (spread[at] ? part(live) : [part(live)])));
    return (live) => work(...parts.map((part) => part(live)));
  }

  // The values of a field of a repeat stand for as many arguments.
  _argument(node) {
    const [kind, field, read] = node;
    if (kind !== "values") return this.value(node);
    const slot = this.layout.slots.get(field), work = read && FUNCTIONS[read];
    return work ? (live) => live[slot].map((value) => work(value)) : (live) => live[slot];
  }
}

function constant(kind, [, value, ...more]) {
  if (kind === "empty") return null;
  if (kind === "list") return new Set(value === undefined ? [] : [value, ...more]);
  return kind === "number" ? exact(value) : value;
}

// A rule's value as its operator compares with it.
function typed(family, operator, given) {
  if (family === CHOICES && operator === "equals") return new Set(given);
  if (family !== "number") return given;
  return Array.isArray(given) ? given.map(exact) : exact(given);
}
