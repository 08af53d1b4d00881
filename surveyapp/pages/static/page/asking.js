// What only the respondent can decide: a question in a box, and a button for each answer.

import { controls, said, worded } from "./form.js";

function box(words, acts) {
  const made = Object.assign(document.createElement("div"), { className: "conflict" }), buttons = document.createElement("div");
  made.setAttribute("role", "alert");
  buttons.className = "buttons";
  buttons.append(...Object.entries(acts).map(([key, act]) => button(key, act)));
  made.append(...words, buttons);
  return made;
}

function button(key, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: said(key) });
  made.addEventListener("click", act);
  return made;
}

// Which of two answers to a question holds: that of this window or that of another.
export function choose(block, theirs, acts) {
  block.querySelector(".conflict")?.remove();
  const quote = Object.assign(document.createElement("q"), { textContent: worded(block, theirs) });
  (block.querySelector(".choices, .matrix") ?? controls(block)[0]).before(box([`${said("elsewhere")} `, quote], acts));
}

// Something about a whole instance. The buttons say by themselves what they are about.
export function ask(instance, words, acts) {
  instance.querySelector(".sure")?.remove();
  const asked = box([said(words)], acts);
  asked.classList.add("sure");
  for (const each of asked.querySelectorAll("button")) each.setAttribute("aria-describedby", instance.getAttribute("aria-labelledby"));
  instance.querySelector(".head").after(asked);
  return asked;
}
