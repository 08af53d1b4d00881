// Numbers as decimals, never as binary fractions: a whole number that a double holds is a JavaScript number, every other
// value a `Decimal` of so many digits and places. One value has one form, so equal values look alike.

import { Refused, isObject, member } from "./values.js";

export const SAFE = 2 ** 53;
const MOST_PLACES = 30;
const LONGEST = 100;
const NUMERAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;
const POWERS = [1n];

export class Decimal {
  constructor(digits, places) {
    this.digits = digits;
    this.places = places;
  }
}

export function power(places) {
  while (POWERS.length <= places) POWERS.push(POWERS.at(-1) * 10n);
  return POWERS[places];
}

export const BIGGEST = power(30);

// The value `digits / 10 ** places` in its one form.
export function decimal(digits, places) {
  if (places < 0) return decimal(digits * power(-places), 0);
  if (digits === 0n) return 0;
  let [left, kept] = [digits, places];
  while (kept > 0 && left % 10n === 0n) [left, kept] = [left / 10n, kept - 1];
  return kept === 0 && left <= SAFE && left >= -SAFE ? Number(left) : new Decimal(left, kept);
}

export const digitsOf = (value) => (value instanceof Decimal ? value.digits : BigInt(value));
export const placesOf = (value) => (value instanceof Decimal ? value.places : 0);

// Digits of two values at the places of the finer one, and those places.
export function aligned(left, right) {
  const places = Math.max(placesOf(left), placesOf(right));
  const raised = (value) => digitsOf(value) * power(places - placesOf(value));
  return [raised(left), raised(right), places];
}

// Below, at, or above zero, as a sort function; of numbers, or of texts that sort as what they mean.
export function order(left, right) {
  if (typeof left === typeof right && typeof left !== "object") return left < right ? -1 : left > right ? 1 : 0;
  const [one, other] = aligned(left, right);
  return one < other ? -1 : one > other ? 1 : 0;
}

export function isWithin(value) {
  return typeof value === "number" || (value.digits < BIGGEST * power(value.places) && value.digits > -BIGGEST * power(value.places));
}

// Any accepted spelling of a number as an exact value; anything else is refused.
export function exact(value) {
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new Refused("not_a_number");
    return Number.isInteger(value) && Math.abs(value) <= SAFE ? value + 0 : bounded(parsed(String(value)));
  }
  if (value instanceof Decimal) return bounded(value);
  if (typeof value !== "string") throw new Refused("wrong_type");
  return bounded(value.length <= LONGEST ? parsed(value.trim()) : parsed(""));
}

// `[digits, places]` unbounded: a numeral may say `1e999`.
function parsed(numeral) {
  const [, sign, whole, fraction = "", exponent = "0"] = NUMERAL.exec(numeral) ?? [];
  if (!(whole || fraction)) throw new Refused("not_a_number");
  return decimal(BigInt(`${sign === "-" ? "-" : ""}${whole}${fraction}`), fraction.length - Number(exponent));
}

function bounded(value) {
  if (!isWithin(value) || placesOf(value) > MOST_PLACES) throw new Refused("value_too_large");
  return value;
}

// Plain decimals: no exponent, no needless zeros.
export function spelled(value) {
  if (typeof value === "number") return String(value);
  const { digits, places } = value;
  const figures = String(digits < 0n ? -digits : digits).padStart(places + 1, "0");
  const point = figures.length - places;
  return `${digits < 0n ? "-" : ""}${figures.slice(0, point)}${places ? `.${figures.slice(point)}` : ""}`;
}

// As JSON keeps it: a number where a double holds it exactly, else decimal text.
export function stored(value) {
  if (typeof value === "number" || placesOf(value) === 0) return typeof value === "number" ? value : spelled(value);
  const near = Number(spelled(value));
  return alike(parsed(String(near)), value) ? near : spelled(value);
}

// Whether two live values are one: texts, numbers, sets, the rows of a table, lists of these, or nothing.
export function alike(left, right) {
  if (left === right) return true;
  if (left instanceof Set) return right instanceof Set && left.size === right.size && isWhollyIn(left, right);
  if (Array.isArray(left)) return Array.isArray(right) && left.length === right.length && left.every((each, at) => alike(each, right[at]));
  if (isObject(left) && isObject(right) && !(left instanceof Decimal)) {
    const names = Object.keys(left);
    return names.length === Object.keys(right).length && names.every((name) => left[name] === member(right, name));
  }
  return left instanceof Decimal && right instanceof Decimal && left.places === right.places && left.digits === right.digits;
}

export function isWhollyIn(part, whole) {
  for (const each of part) if (!whole.has(each)) return false;
  return true;
}
