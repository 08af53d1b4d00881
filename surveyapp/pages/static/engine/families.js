// What each family of fields takes, keeps and limits: `normalize` gives an answer as it is stored or refuses its shape,
// `lenient` reads before that what only other engines take (raw), `limit` names the limit that a normalized one breaks,
// `compared` is the value that conditions see, `words` what a respondent reads.

import { clock, isDay, moment } from "./calendar.js";
import { exact, order, placesOf, spelled, stored } from "./decimal.js";
import { file, multipleFiles } from "./files.js";
import { Refused, characters, isEmpty, isObject, isStorable, textual } from "./values.js";

const WORDS = ["yes", "no", "na"];

const asItIs = (kept) => kept;
const noLimit = () => null;

// A JSON number or boolean as the text that is spelled so, anything else as it is.
const spelling = (value) => (typeof value === "number" ? spelled(exact(value)) : typeof value === "boolean" ? String(value) : value);

function option(known, value) {
  const named = textual(spelling(value));
  if (!known.has(named)) throw new Refused("unknown_option");
  return named;
}

const labelled = (kept, labels) => [kept].flat().map((value) => labels(value) ?? value);

function text({ limits }) {
  const { min_length: least = 0, max_length: most = limits.longest, longest } = limits;
  return {
    lenient: spelling,
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
    words: (kept) => [spelled(exact(kept))],
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
  };
}

function boolean({ limits }) {
  const known = new Set(limits.has_na === false ? WORDS.slice(0, 2) : WORDS);
  return {
    normalize(value) {
      if (typeof value === "boolean") return WORDS[value ? 0 : 1];
      if (!known.has(textual(value))) throw new Refused("not_a_boolean");
      return value;
    },
  };
}

function singleChoice({ known }) {
  return { normalize: (value) => option(known, value) };
}

function multipleChoice({ known }) {
  return {
    normalize(value) {
      if (!Array.isArray(value)) throw new Refused("wrong_type");
      return [...new Set(value.map((each) => option(known, each)))];
    },
    compared: (kept) => new Set(kept),
  };
}

// Times and moments, which sort as the texts they are.
function onTheClock(family, shortest) {
  return ({ limits: { [`min_${family}`]: first, [`max_${family}`]: last } }) => ({
    normalize(value) {
      const kept = shortest(textual(value));
      if (kept === null) throw new Refused(`not_a_${family}`);
      return kept;
    },
    limit: (kept) => (first && kept < first ? `${family}_too_early` : last && kept > last ? `${family}_too_late` : null),
  });
}

// `{row: option}`; rows without an answer are left out.
function matrix({ known, rows, limits }) {
  const named = new Map(rows.map(({ value, label }) => [value, label]));
  return {
    normalize(value) {
      if (!isObject(value)) throw new Refused("wrong_type");
      if (!Object.keys(value).every((row) => named.has(row))) throw new Refused("unknown_row");
      const answered = [...named.keys()].filter((row) => Object.hasOwn(value, row) && !isEmpty(value[row]));
      return Object.fromEntries(answered.map((row) => [row, option(known, value[row])]));
    },
    isPartial: (live) => !limits.any_row && Object.keys(live).length < named.size,
    words: (kept, labels) => [...named].filter(([row]) => Object.hasOwn(kept, row)).map(([row, label]) => `${label}: ${labels(kept[row]) ?? kept[row]}`),
  };
}

function note() {
  return {
    normalize() {
      throw new Refused("not_answerable");
    },
  };
}

const FAMILIES = {
  text, number, date, boolean, matrix, file, note,
  time: onTheClock("time", clock),
  datetime: onTheClock("datetime", moment),
  "single choice": singleChoice,
  "multiple choice": multipleChoice,
  "multiple files": multipleFiles,
};
const CHOOSING = ["single choice", "multiple choice", "matrix"];
export const CHOICES = "multiple choice";

// All that a family says of a field with these limits, known options and rows.
export function familyOf(name, told) {
  const common = { lenient: asItIs, limit: noLimit, compared: asItIs, words: labelled, isPartial: () => false };
  return { ...common, ...FAMILIES[name](told), hasOptions: CHOOSING.includes(name), isNote: name === "note" };
}

// A live number as an answer: text where no JavaScript number says it.
export const asAnswer = (value) => (typeof value === "object" && value !== null ? spelled(value) : value);
