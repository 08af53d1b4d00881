// What the form holds: its questions, their controls, and what they say.

export const form = document.getElementById("form");

// The questions by their names, in the order of the page.
export const blocks = new Map();

export const questions = (part) => [...part.querySelectorAll("[data-field]")];

// Reads them again, after instances of a repeat have come or gone.
export function index() {
  blocks.clear();
  for (const block of questions(document)) blocks.set(block.dataset.field, block);
}

index();

export const field = (name) => form.elements.namedItem(name);
export const said = (key) => form.dataset[key];

export const controls = (block) => [...block.querySelectorAll('[name^="a."]')];

export function read(block) {
  const found = controls(block);
  if (["checkbox", "matrix"].includes(block.dataset.control)) return found.filter((box) => box.checked).map((box) => box.value);
  if (block.dataset.control === "ranking") return found.map((place) => place.value).filter(Boolean);
  if (found[0]?.type === "radio") return found.find((box) => box.checked)?.value ?? "";
  return found[0]?.value ?? "";
}

export function write(block, value) {
  for (const control of controls(block)) {
    if (control.type === "checkbox" || control.type === "radio") control.checked = [value].flat().includes(control.value);
    else if (block.dataset.control === "ranking") control.value = value.find((each) => [...control.options].some((one) => one.value === each)) ?? "";
    else control.value = value;
  }
}

// No answer, as `read` gives it.
export const nothing = (block) => (["checkbox", "matrix", "ranking"].includes(block.dataset.control) ? [] : "");

export const text = (value) => JSON.stringify(Array.isArray(value) ? [...value].sort() : value.replace(/\r\n/g, "\n"));
export const same = (one, other) => text(one) === text(other);

// An answer in the words of its controls.
export function worded(block, value) {
  const label = (each) => {
    const marked = block.querySelector(`[data-words][value="${CSS.escape(each)}"]`);
    if (marked) return marked.dataset.words;
    const control = controls(block).find((one) => one.value === each);
    const row = control?.closest("label");
    return (row ?? [...(controls(block)[0].options ?? [])].find((one) => one.value === each))?.textContent.trim() ?? each;
  };
  return [value].flat().map(label).join(", ") || said("none");
}

// A name as an id of the page, in which nothing may break a line.
export const mark = (name) => name.replace(/[\t\n\f\r %]/g, (found) => `%${found.charCodeAt(0).toString(16)}`);

// Text areas grow with their text where the browser does not do it by itself.
export function grow(block) {
  if (CSS.supports("field-sizing", "content")) return;
  for (const area of block.querySelectorAll("textarea")) {
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight + 2}px`;
  }
}
