// What a form's text means for a field, as `surveyapp/pages/service/answers.py` reads it; null where nothing was given.

const GROUPED = /^[+-]?\d{1,3}([ \u00a0\u202f']\d{3})+([.,]\d+)?$/;
const COMMA = /^[+-]?\d*,\d+$/;
const ZEROS = [0x660, 0x6f0];

export function typed(field, given) {
  if (field.rows) return given.length ? Object.fromEntries(given.map(parted).map(([row, value]) => [field.rows[row].value, value])) : null;
  if (field.ordered && given.length) return given.map(parted).sort(([one], [other]) => one - other).map(([, value]) => value);
  if (Array.isArray(given)) return given.length ? given : null;
  if (field.family === "number") return numeral(given) || null;
  return given.trim() ? given.replaceAll("\r\n", "\n") : null;
}

// The place or row that a choice is for, and its option.
function parted(choice) {
  const at = choice.indexOf(".");
  return [Number(choice.slice(0, at)), choice.slice(at + 1)];
}

// `1 234,5` and `١٢` as the engine reads them; anything doubtful is left for it to refuse.
function numeral(text) {
  const digits = (digit) => String(ZEROS.map((zero) => digit.charCodeAt(0) - zero).find((value) => value >= 0 && value < 10));
  const tidy = text.trim().replace(/[\u0660-\u0669\u06f0-\u06f9]/g, digits).replaceAll("\u066b", ".").replaceAll("\u2212", "-");
  const whole = GROUPED.test(tidy) ? tidy.replace(/[ \u00a0\u202f']/g, "") : tidy;
  return COMMA.test(whole) ? whole.replace(",", ".") : whole;
}
