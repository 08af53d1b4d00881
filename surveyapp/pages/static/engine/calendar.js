// Days of the calendar from 0001-01-01 to 9999-12-31, as texts that sort as the days do.

const DAY = 86_400_000;
const MOST_DAYS = 4_000_000;
const LONG_MONTHS = [1, 3, 5, 7, 8, 10, 12];

const numbered = (day) => Math.round(Date.parse(`${day}T00:00:00Z`) / DAY);

const FIRST = numbered("0001-01-01");
const LAST = numbered("9999-12-31");

export function isDay(text) {
  const [, year, month, day] = (/^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? []).map(Number);
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= longest(year, month);
}

function longest(year, month) {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return LONG_MONTHS.includes(month) ? 31 : 30;
}

// A time of day in its shortest spelling, null for what is none.
export function clock(text) {
  const [, minutes, seconds = ""] = /^((?:[01]\d|2[0-3]):[0-5]\d)(?::00|(:[0-5]\d))?$/.exec(text.trim()) ?? [];
  return minutes ? minutes + seconds : null;
}

// A day, `T` and a time in their shortest spelling, null for what is none.
export function moment(text) {
  const [day, ...rest] = text.trim().split("T"), time = clock(rest.join("T"));
  return isDay(day) && time ? `${day}T${time}` : null;
}

export function addDays(day, count) {
  if (!(Math.abs(count) < MOST_DAYS)) return null;
  const number = numbered(day) + count;
  return number < FIRST || number > LAST ? null : new Date(number * DAY).toISOString().slice(0, 10);
}

export const daysBetween = (first, last) => numbered(last) - numbered(first);

// Completed years; null for a day still to come.
export function age(born, today) {
  if (born > today) return null;
  return Number(today.slice(0, 4)) - Number(born.slice(0, 4)) - (today.slice(5) < born.slice(5) ? 1 : 0);
}
