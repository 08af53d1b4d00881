// The law of arithmetic in GRAMMAR.md: null in gives null out, sums and products keep 34 digits, division 15, rounded half
// to even; a result beyond 30 digits before the point is null, one beyond 30 places is rounded.

import { aligned, decimal, digitsOf, isWithin, order, placesOf, power } from "./decimal.js";

const EXACT = 34;
const SHORT = 15;
const MOST_PLACES = 30;

const magnitude = (digits) => (digits < 0n ? -digits : digits);
const isMissing = (...values) => values.some((value) => value === null);

// Whether a quotient is rounded up, `half` being -1 where what is left is below half of the divisor, 0 at it, 1 above.
const HALF_EVEN = (quotient, half) => half > 0 || (half === 0 && quotient % 2n === 1n);
const HALF_UP = (quotient, half) => half >= 0;

// `digits / divisor` as a whole number; signs apart.
function quotient(digits, divisor, up = HALF_EVEN) {
  const of = magnitude(digits), whole = of / divisor, twice = (of % divisor) * 2n;
  const half = twice < divisor ? -1 : twice === divisor ? 0 : 1;
  const nearest = up(whole, half) ? whole + 1n : whole;
  return digits < 0n ? -nearest : nearest;
}

function toPlaces(digits, places, wanted, up) {
  return places <= wanted ? [digits, places] : [quotient(digits, power(places - wanted), up), wanted];
}

// At most so many significant digits.
function toDigits(digits, places, most) {
  const beyond = String(magnitude(digits)).length - most;
  if (beyond <= 0) return [digits, places];
  return [quotient(digits, power(beyond)), places - beyond];
}

function settled([digits, places]) {
  const value = decimal(...toPlaces(digits, places, MOST_PLACES));
  return isWithin(value) ? value : null;
}

export function add(...terms) {
  if (isMissing(...terms)) return null;
  let total = 0;
  for (const term of terms) total = added(total, term);
  return settled([digitsOf(total), placesOf(total)]);
}

function added(left, right) {
  if (typeof left === "number" && typeof right === "number" && Number.isSafeInteger(left + right)) return left + right;
  const [one, other, places] = aligned(left, right);
  return decimal(...(places ? toDigits(one + other, places, EXACT) : [one + other, 0]));
}

export function negative(value) {
  if (value === null) return null;
  return typeof value === "number" ? 0 - value : decimal(-value.digits, value.places);
}

export function multiply(left, right) {
  if (isMissing(left, right)) return null;
  if (Number.isSafeInteger(left * right)) return left * right + 0;
  const digits = digitsOf(left) * digitsOf(right), places = placesOf(left) + placesOf(right);
  return settled(places ? toDigits(digits, places, EXACT) : [digits, 0]);
}

// One digit more than is kept, and a last one that says whether anything was left, so that halves are told apart.
export function divide(left, right) {
  if (isMissing(left, right) || right === 0) return null;
  const over = digitsOf(left), under = digitsOf(right);
  const spare = Math.max(0, SHORT + 2 + String(magnitude(under)).length - String(magnitude(over)).length);
  const raised = magnitude(over) * power(spare), whole = raised / magnitude(under);
  const sticky = whole * 10n + (raised % magnitude(under) ? 1n : 0n);
  const sign = over < 0n === under < 0n ? 1n : -1n;
  return settled(toDigits(sign * sticky, placesOf(left) - placesOf(right) + spare + 1, SHORT));
}

// With the sign of the left side.
export function remainder(left, right) {
  if (isMissing(left, right) || right === 0) return null;
  const [one, other, places] = aligned(left, right);
  return settled([one % other, places]);
}

export const total = (...values) => add(...present(values));

export function average(...values) {
  const listed = present(values);
  return divide(add(...listed), listed.length);
}

export function rounded(value, places = 0) {
  if (isMissing(value, places)) return null;
  return settled(toPlaces(digitsOf(value), placesOf(value), Math.min(10, Math.max(0, truncated(places))), HALF_UP));
}

export function floor(value) {
  if (value === null || typeof value === "number") return value;
  const unit = power(value.places), whole = value.digits / unit;
  return settled([whole - (value.digits % unit < 0n ? 1n : 0n), 0]);
}

export function ceil(value) {
  return negative(floor(negative(value)));
}

export function absolute(value) {
  return value !== null && order(value, 0) < 0 ? negative(value) : value;
}

// The whole part as a number, good enough to count characters, days and places by.
export function truncated(value) {
  return typeof value === "number" ? value : Number(value.digits / power(value.places));
}

export const present = (values) => values.filter((value) => value !== null);
