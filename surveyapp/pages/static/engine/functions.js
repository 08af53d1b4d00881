// What the functions of expressions do with live values: null in where a value is missing, null out where there is no
// result, never an exception. The names are those of `surveyapp/logic/functions.py`.

import { absolute, add, average, ceil, divide, floor, multiply, negative, present, remainder, rounded, total, truncated } from "./arithmetic.js";
import { addDays, age, clock, daysBetween, isDay, moment } from "./calendar.js";
import { Decimal, exact, order, spelled } from "./decimal.js";
import { Refused, characters, cut, member } from "./values.js";

const LONGEST = 100_000;

const filled = (text) => text.trim() || null;
const sizeOf = (value) => (value instanceof Set ? value.size : characters(value).length);
const isWhole = (value) => typeof value === "number" && Number.isInteger(value);
const extreme = (sign) => (...values) =>
  present(values).reduce((best, each) => (best === null || order(each, best) * sign > 0 ? each : best), null);

// A function that is null as soon as an argument is.
const strict = (work) => (...values) => (values.includes(null) ? null : work(...values));

function number(text) {
  try {
    return exact(text);
  } catch (refusal) {
    if (refusal instanceof Refused) return null;
    throw refusal;
  }
}

function date(text) {
  const day = text.trim();
  return isDay(day) ? day : null;
}

function join(...texts) {
  const whole = cut(present(texts).join(""), 0, LONGEST);
  return whole.trim() ? whole : null;
}

function substr(text, start, length = LONGEST) {
  const begin = order(start, 0) >= 0 ? truncated(start) : Math.max(0, characters(text).length + truncated(start));
  return filled(cut(text, begin, begin + Math.max(0, truncated(length))));
}

// How many things a value is: the elements of a set, the rows of a table, files; anything else is one.
function countOf(value) {
  if (value instanceof Set) return value.size;
  if (Array.isArray(value)) return value.length;
  return typeof value === "object" && !(value instanceof Decimal) ? Object.keys(value).length : 1;
}

function setOf(...values) {
  const united = new Set(present(values).flatMap((value) => (value instanceof Set ? [...value] : [value])));
  return united.size ? united : null;
}

// The value in the instance of this number, or with this key; null where there is none.
export const inInstance = (values, number) => (isWhole(number) ? values[number - 1] ?? null : null);
export const inItem = (values, keys, key) => values[keys.indexOf(key)] ?? null;

export const FUNCTIONS = {
  add, negative, multiply, divide, remainder, sum: total, avg: average, round: rounded, floor, ceil, abs: absolute,
  min: extreme(-1),
  max: extreme(1),
  count: (...values) => present(values).reduce((sum, value) => sum + countOf(value), 0),
  join,
  trim: strict(filled),
  number: strict(number),
  text: strict(spelled),
  date: strict(date),
  time: strict(clock),
  datetime: strict(moment),
  set: setOf,
  cell: strict((rows, row) => member(rows, row) ?? null),
  add_days: strict((day, count) => addDays(day, truncated(count))),
  days: strict(daysBetween),
  age: strict(age),
  year: strict((day) => Number(day.slice(0, 4))),
  month: strict((day) => Number(day.slice(5, 7))),
  day: strict((day) => Number(day.slice(8, 10))),
  length: (value) => (value === null ? 0 : sizeOf(value)),
  lower: strict((text) => text.toLowerCase()),
  upper: strict((text) => text.toUpperCase()),
  substr: strict(substr),
};
