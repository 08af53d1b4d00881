// The instances of a repeating section: how many there are, by which keys, what the answers hold for each, and what is
// wrong with the repeat itself. What does not fit is a finding, never an exception.

import { floor, truncated } from "./arithmetic.js";
import { order } from "./decimal.js";
import { byCodePoint, isEmpty, isObject, member, printable } from "./values.js";

const MOST = 200;

export const isKeyed = ({ kind }) => kind === "for_each" || kind === "items";

export function instances(repeat, raw, live) {
  if (isKeyed(repeat)) {
    const keys = chosen(repeat, live);
    return { keys, rows: keys.map((key) => rowOf(isObject(raw) ? member(raw, key) : null)) };
  }
  const listed = Array.isArray(raw) ? raw : [], count = repeat.kind === "count" ? counted(repeat, live) : opened(repeat, raw);
  const keys = Array.from({ length: count }, (_, at) => String(at));
  return { keys, rows: keys.map((_, at) => rowOf(listed[at])) };
}

const rowOf = (value) => (isObject(value) ? value : {});

function chosen(repeat, live) {
  const held = repeat.source === null ? null : live[repeat.source];
  return repeat.keys.filter((key) => repeat.source === null || held?.has(key)).slice(0, MOST);
}

function counted(repeat, live) {
  const count = floor(repeat.count(live));
  if (count === null || order(count, 0) < 0) return 0;
  return Math.min(truncated(count), repeat.max);
}

function opened(repeat, raw) {
  return Array.isArray(raw) ? Math.min(raw.length, repeat.max) : repeat.start;
}

// `[path, code]` of everything that is wrong with a repeat, apart from the answers in it.
export function faults(repeat, raw, keys) {
  if (isEmpty(raw) && !Array.isArray(raw)) return [];
  if (isKeyed(repeat) ? !isObject(raw) : !Array.isArray(raw)) return isEmpty(raw) ? [] : [[[], "wrong_type"]];
  if (Array.isArray(raw)) return [...sizeFaults(repeat, raw.length), ...keys.flatMap((key, at) => (at < raw.length ? rowFaults(repeat, key, raw[at]) : []))];
  const strange = unknown(Object.keys(raw).filter((key) => !repeat.keys.includes(key)), "unknown_instance");
  return [...strange, ...keys.flatMap((key) => rowFaults(repeat, key, member(raw, key)))];
}

function sizeFaults(repeat, count) {
  if (repeat.kind !== "open") return [];
  return [...(count > repeat.max ? [[[], "too_many_instances"]] : []), ...(count < repeat.min ? [[[], "too_few_instances"]] : [])];
}

function rowFaults(repeat, key, row) {
  if (row === null || row === undefined) return [];
  if (!isObject(row)) return [[[key], "wrong_type"]];
  const strange = Object.keys(row).filter((name) => !repeat.names.has(name));
  return unknown(strange, "unknown_field").map(([path, code]) => [[key, ...path], code]);
}

const unknown = (names, code) => names.map(printable).sort(byCodePoint).map((name) => [[name], code]);

// The code for which the server would not keep the answer of a repeat, null when it would; `refusal` judges a field's.
export function repeatRefusal(repeat, value, refusal) {
  if (isEmpty(value) && !(repeat.kind === "open" && Array.isArray(value))) return null;
  if (isKeyed(repeat) ? !isObject(value) : !Array.isArray(value)) return "wrong_type";
  if (Array.isArray(value) && value.length > MOST) return "too_many_instances";
  const told = Object.entries(value).map(([key, row]) => {
    if (isKeyed(repeat) && !repeat.keys.includes(key)) return "unknown_instance";
    if (row === null) return null;
    if (!isObject(row)) return "wrong_type";
    return Object.entries(row).map(([name, given]) => (repeat.names.has(name) ? refusal(name, given) : "unknown_field")).find(Boolean);
  });
  return told.find(Boolean) ?? null;
}
