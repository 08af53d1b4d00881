// What a question offers, made anew when it changes. A choice that is no longer on offer stays on the page, and stored, until
// another is made.

import { controls, mark, read, said, worded, write } from "./form.js";

const MAKE = { select: listed, ranking: ranked, matrix: tabled };

// Says whether something that was chosen is gone. The marker tells the server what was asked.
export function offer(block, options, marker) {
  const hidden = block.querySelector('[name="shown"]');
  if (hidden.value === marker) return false;
  hidden.value = marker;
  const before = read(block), gone = withdrawn(block, before, new Set(options.map(([value]) => value)));
  (MAKE[block.dataset.control] ?? boxed)(block, [...options, ...gone]);
  write(block, before);
  return gone.size > 0;
}

// In a ranking and a table a choice says as well where it is.
const isPlaced = (block) => ["ranking", "matrix"].includes(block.dataset.control);

function withdrawn(block, chosen, now) {
  const parted = [chosen].flat().filter(Boolean).map((each) => [isPlaced(block) ? each.slice(each.indexOf(".") + 1) : each, each]);
  return new Map(parted.filter(([value]) => !now.has(value)).map(([value, each]) => [value, marked(label(block, each))]));
}

function label(block, value) {
  const cell = block.dataset.control === "matrix" && block.querySelector(`[value="${CSS.escape(value)}"] + span`);
  return cell ? cell.textContent : worded(block, value);
}

function marked(words) {
  const gone = ` ${said("gone")}`;
  return words.endsWith(gone) ? words : words + gone;
}

function listed(block, options) {
  controls(block)[0].replaceChildren(new Option(said("choose"), ""), ...options.map(([value, words]) => new Option(words, value)));
}

function boxed(block, options) {
  const type = block.dataset.control === "checkbox" ? "checkbox" : "radio", place = block.querySelector(".choices");
  place.classList.toggle("even", block.dataset.control === "radio" && isOneLine(options));
  place.replaceChildren(...options.map(([value, words], at) => {
    return line(named(make("input", { type, value }), block, at), words);
  }));
}

// As `Question.is_one_line` says it of a page that is made on the server.
function isOneLine(options) {
  const longest = Math.max(...options.map(([, words]) => [...words].length));
  return options.length * (longest + 8) <= 84;
}

function ranked(block, options) {
  block.querySelector(".choices").replaceChildren(...options.map(([value, words], at) => {
    const places = options.map((_, place) => new Option(place + 1, `${place + 1}.${value}`));
    for (const place of places) place.dataset.words = words;
    const select = named(make("select", {}), block, at);
    select.append(new Option("\u2013", ""), ...places);
    return line(select, words);
  }));
}

function tabled(block, options) {
  const [head, ...rows] = block.querySelectorAll("tr");
  head.replaceChildren(head.firstElementChild, ...options.map(([, words]) => make("th", { scope: "col", textContent: words })));
  rows.forEach((row, at) => {
    const asked = row.firstElementChild, cells = options.map(([value, words], place) => cell(block, at, asked.textContent, value, words, place));
    row.replaceChildren(asked, ...cells);
  });
}

function cell(block, at, asked, value, words, place) {
  const input = named(make("input", { type: "radio", value: `${at}.${value}` }), block, at + place), row = make("label", {});
  input.name = `a.${block.dataset.field}.${at}`;
  input.setAttribute("aria-label", input.dataset.words = `${asked}: ${words}`);
  const seen = make("span", { textContent: words }), made = make("td", {});
  seen.setAttribute("aria-hidden", "true");
  row.append(input, seen);
  made.append(row);
  return made;
}

const make = (tag, has) => Object.assign(document.createElement(tag), has);

// The first control of a question is where links lead.
function named(control, block, at) {
  if (at === 0) control.id = `f-${mark(block.dataset.field)}`;
  return Object.assign(control, { name: `a.${block.dataset.field}`, disabled: block.hidden });
}

function line(control, words) {
  const made = make("label", { className: "choice" });
  made.append(control, make("span", { textContent: words }));
  return made;
}
