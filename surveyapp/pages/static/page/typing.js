// What a form's text means for a field, as `surveyapp/pages/service/answers.py` reads it; null where nothing was given.

const GROUPED = /^[+-]?\d{1,3}([ \u00a0\u202f']\d{3})+([.,]\d+)?$/;
const COMMA = /^[+-]?\d*,\d+$/;
const ZEROS = [0x660, 0x6f0];

export function typed(family, given) {
  if (Array.isArray(given)) return given.length ? given : null;
  if (family === "number") return numeral(given) || null;
  return given.trim() ? given.replaceAll("\r\n", "\n") : null;
}

// `1 234,5` and `١٢` as the engine reads them; anything doubtful is left for it to refuse.
function numeral(text) {
  const digits = (digit) => String(ZEROS.map((zero) => digit.charCodeAt(0) - zero).find((value) => value >= 0 && value < 10));
  const tidy = text.trim().replace(/[\u0660-\u0669\u06f0-\u06f9]/g, digits).replaceAll("\u066b", ".").replaceAll("\u2212", "-");
  const whole = GROUPED.test(tidy) ? tidy.replace(/[ \u00a0\u202f']/g, "") : tidy;
  return COMMA.test(whole) ? whole.replace(",", ".") : whole;
}
