// What each family of fields takes, keeps and limits: `normalize` gives an answer as it is stored or refuses its shape,
// `limit` names the limit that a normalized one breaks, `compared` is the value that conditions see.

import { isDay } from "./calendar.js";
import { exact, order, placesOf, spelled, stored } from "./decimal.js";
import { Refused, characters, isStorable } from "./values.js";

const WORDS = ["yes", "no", "na"];

const asItIs = (kept) => kept;
const noLimit = () => null;

function textual(value, code = "wrong_type") {
  if (typeof value !== "string") throw new Refused(code);
  return value;
}

function oneOf(known, value, code) {
  if (!known.has(textual(value))) throw new Refused(code);
  return value;
}

function text({ limits }) {
  const { min_length: least = 0, max_length: most = limits.longest, longest } = limits;
  return {
    normalize(value) {
      if (characters(textual(value)).length > longest) throw new Refused("value_too_large");
      if (!isStorable(value)) throw new Refused("text_not_storable");
      return value.replaceAll("\r\n", "\n");
    },
    limit(kept) {
      const { length } = characters(kept);
      return length > most ? "text_too_long" : length < least ? "text_too_short" : null;
    },
    compared: (kept) => kept.trim(),
  };
}

function number({ limits }) {
  const [low, high] = [limits.min_value, limits.max_value].map((each) => (each === undefined ? null : exact(each)));
  const places = limits.decimal_places ?? Infinity;
  return {
    normalize: (value) => stored(exact(value)),
    limit(kept) {
      const value = exact(kept);
      if (low !== null && order(value, low) < 0) return "number_too_small";
      if (high !== null && order(value, high) > 0) return "number_too_large";
      return placesOf(value) > places ? "too_many_decimal_places" : null;
    },
    compared: exact,
  };
}

// A date as its format writes it, or as ISO 8601 does.
function date({ limits: { min_date: first, max_date: last, format } }) {
  const written = format && new RegExp(`^${format.replace(/[./]/g, "\\$&").replace("YYYY", "(?<y>\\d{4})").replace("MM", "(?<m>\\d\\d)").replace("DD", "(?<d>\\d\\d)")}$`);
  return {
    normalize(value) {
      const { y, m, d } = (written && written.exec(textual(value).trim())?.groups) ?? {};
      const day = y ? `${y}-${m}-${d}` : textual(value).trim();
      if (!isDay(day)) throw new Refused("not_a_date");
      return day;
    },
    limit: (kept) => (first && kept < first ? "date_too_early" : last && kept > last ? "date_too_late" : null),
    compared: asItIs,
  };
}

function boolean() {
  const known = new Set(WORDS);
  const normalize = (value) => (typeof value === "boolean" ? WORDS[value ? 0 : 1] : oneOf(known, value, "not_a_boolean"));
  return { normalize, limit: noLimit, compared: asItIs };
}

function singleChoice({ known }) {
  return { normalize: (value) => oneOf(known, value, "unknown_option"), limit: noLimit, compared: asItIs };
}

function multipleChoice({ known }) {
  return {
    normalize(value) {
      if (!Array.isArray(value)) throw new Refused("wrong_type");
      return [...new Set(value.map((each) => oneOf(known, each, "unknown_option")))];
    },
    limit: noLimit,
    compared: (kept) => new Set(kept),
  };
}

export const FAMILIES = { text, number, date, boolean, "single choice": singleChoice, "multiple choice": multipleChoice };
export const CHOICES = "multiple choice";

// A live number as an answer: text where no JavaScript number says it.
export const asAnswer = (value) => (typeof value === "object" && value !== null ? spelled(value) : value);
