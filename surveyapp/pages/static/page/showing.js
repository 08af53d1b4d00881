// What the page looks like after a change: `effects` come from the server with every save, or from the engine here.

import { blocks, controls, grow, read } from "./form.js";
import { offer } from "./offering.js";

// Groups of controls of which neither can be said that they are required, nor that they are invalid.
const GROUPS = ["checkbox", "ranking", "matrix"];

// The questions that somebody has left: only of those a mistake is told.
export const touched = new WeakSet();

export function show(effects) {
  const visible = new Set(effects.visible), required = new Set(effects.required);
  for (const [name, block] of blocks) {
    if (effects.options[name] && offer(block, effects.options[name], effects.markers[name])) touched.add(block);
    appear(block, visible.has(name));
    demand(block, required.has(name));
    complain(block, touched.has(block) ? effects.errors[name] ?? "" : null, read(block));
    advise(block, effects.guidance);
    if (name in effects.calculated) put(block.querySelector("output"), effects.calculated[name]);
  }
  for (const [id, words] of Object.entries(effects.texts)) put(document.getElementById(id), words);
  document.getElementById("progress").value = effects.progress;
  put(document.getElementById("place"), effects.place);
  document.getElementById("next").hidden = effects.is_last;
  for (const id of ["submit", "review"]) document.getElementById(id).hidden = !effects.is_last;
}

// Only what differs is written: a screen reader repeats whatever is.
export function put(place, words) {
  if (place && place.textContent !== words) place.textContent = words;
}

function appear(block, visible) {
  if (block.hidden === !visible) return;
  block.hidden = !visible;
  block.classList.toggle("appears", visible);
  for (const control of block.querySelectorAll("input, select, textarea")) control.disabled = !visible;
  if (visible) grow(block);
}

function demand(block, required) {
  const control = block.querySelector("fieldset") ?? controls(block)[0];
  if (!control) return;
  block.querySelector(".optional").hidden = required;
  if (GROUPS.includes(block.dataset.control)) return;
  if (required) control.setAttribute("aria-required", "true");
  else control.removeAttribute("aria-required");
}

// null: the engine has nothing to say yet; an old complaint about a missing answer goes once there is one.
function complain(block, message, value) {
  const place = block.querySelector(".error");
  if (message === null && (place.hidden || !value.length)) return;
  const words = message ?? "";
  put(place, words);
  place.hidden = !words;
  const control = GROUPS.includes(block.dataset.control) ? null : block.querySelector("fieldset") ?? controls(block)[0];
  if (words) control?.setAttribute("aria-invalid", "true");
  else control?.removeAttribute("aria-invalid");
}

// Guidance is the server's to tell; without a word from it what stands stays.
export function advise(block, guidance) {
  const place = block.querySelector(".guidance");
  if (!guidance || !place) return;
  const words = guidance[block.dataset.field] ?? "";
  put(place, words);
  place.hidden = !words;
}

// While the server cannot be asked, guidance that hangs on an answer must not speak of another one.
export function unadvise(block) {
  const place = block.querySelector(".guidance[data-own]");
  if (place) place.hidden = true;
}
