// What every module means by the same words: empty, blank, a character, an answer that is refused.
//
// JavaScript's `trim` takes exactly the white space that `surveyapp/logic/values.py` spells out. Lengths and places count
// code points, as Python does, never the halves of a surrogate pair.

export class Refused extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

export function isEmpty(value) {
  if (value === null || value === undefined) return true;
  if (typeof value === "string") return value.trim() === "";
  return typeof value === "object" && Object.keys(value).length === 0;
}

export function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function textual(value) {
  if (typeof value !== "string") throw new Refused("wrong_type");
  return value;
}

// A text of one character a code point; those without surrogates, nearly all, are their own list of characters.
export function characters(text) {
  return /[\ud800-\udfff]/.test(text) ? [...text] : text;
}

export function cut(text, begin, end) {
  const listed = characters(text).slice(begin, end);
  return typeof listed === "string" ? listed : listed.join("");
}

// No NUL and no lone half of a surrogate pair, which no UTF-8 text has.
export function isStorable(text) {
  return !/[\0\p{Cs}]/u.test(text);
}

// A member of an object that came from outside: what it inherits is none of its answers.
export function member(object, name) {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

const QUOTED = 80;

// A text that always encodes, cut to a length fit for a message or a pointer.
export function printable(text) {
  const shown = characters(text).length > QUOTED ? `${cut(text, 0, QUOTED)}...` : text;
  return shown.replace(/\p{Cs}/gu, "?").replaceAll("\0", "\ufffd");
}

export function pointer(...path) {
  return path.map((token) => `/${printable(token).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

export function byCodePoint(one, other) {
  const left = [...one], right = [...other];
  const at = left.findIndex((each, place) => each !== right[place]);
  if (at < 0) return left.length - right.length;
  return at < right.length ? left[at].codePointAt(0) - right[at].codePointAt(0) : 1;
}
