// The instances of an open repeat on the page. Their numbers follow their order; who is who is told by the elements
// themselves, so that whatever is known of a question stays with it when an instance before it goes.

import { field, form, index, questions, read } from "./form.js";
import { put } from "./showing.js";

const another = document.getElementById("another");
const NAMED = ["id", "name", "for", "aria-labelledby", "aria-describedby", "data-field"];
const NAMES = NAMED.map((name) => `[${name}]`).join();

// Whether respondents say here how many there are.
export const isOpen = another !== null;

export const instances = () => (isOpen ? [...form.querySelectorAll(".instance")] : []);
const heading = (instance) => instance.querySelector(".head :is(h2, h3)");
export const legend = (instance) => heading(instance).textContent;
export const fieldOf = (block) => block.dataset.field.slice(block.dataset.field.lastIndexOf("].") + 2);

// The name that a question has in the instance of this number.
export const nameAt = (at, block) => `${field("section").value}[${at}].${fieldOf(block)}`;

// Whether somebody has answered anything in it.
export const isAnswered = (instance) => questions(instance).some((block) => !("filled" in block.dataset) && read(block).length > 0);

// A new one, after all others or before one of them.
export function make(before = null) {
  const made = another.content.firstElementChild.cloneNode(true);
  made.classList.add("appears");
  (before ?? adding()).before(made);
  arrange();
  return made;
}

export function remove(instance) {
  instance.remove();
  document.getElementById("summary")?.remove();
  arrange();
}

export const mayGrow = () => instances().length < Number(another.dataset.max);
export const mayShrink = () => instances().length > Number(another.dataset.min);

// Where to look after the one in this place has gone.
export function near(at) {
  const left = instances();
  return left[Math.min(at, left.length - 1)] ?? adding().querySelector("button");
}

export const firstControl = (instance) => instance.querySelector(":is(input, select, textarea):not([type=hidden], :disabled)") ?? instance;

const adding = () => form.querySelector(".add");

// Numbers, names and buttons as the order has them. Whoever takes a number comes after whoever had it: of two groups of
// radio buttons with one name the browser would let only one keep its answer.
function arrange() {
  const listed = instances(), moved = listed.map((each, at) => [each, at]).filter(([each, at]) => Number(each.dataset.key) !== at);
  if (moved.some(([each, at]) => Number(each.dataset.key) < at)) moved.reverse();
  for (const [each, at] of moved) rename(each, at);
  index();
  limit(listed);
}

function rename(instance, key) {
  const section = field("section").value, before = `${section}[${instance.dataset.key}]`, now = `${section}[${key}]`;
  for (const element of [instance, ...instance.querySelectorAll(NAMES)]) {
    for (const name of NAMED) {
      const value = element.getAttribute(name);
      if (value?.includes(before)) element.setAttribute(name, value.replaceAll(before, now));
    }
  }
  for (const marker of instance.querySelectorAll("[name=shown]")) marker.value = marker.value.replace(before, now);
  for (const button of instance.querySelectorAll("[name=action]")) button.value = button.value.replace(/[^.]*$/, key);
  instance.dataset.key = key;
}

function limit(listed) {
  const { title } = another.dataset, isFew = !mayShrink();
  listed.forEach((each, at) => {
    if (title) put(heading(each), `${title} ${at + 1}`);
    each.querySelector(".head button").hidden = isFew || each.querySelector(".sure") !== null;
  });
  adding().hidden = !mayGrow();
  put(adding().querySelector(".words"), form.dataset[listed.length ? "another" : "add"]);
  document.getElementById("full").hidden = mayGrow() || isFew;
  document.getElementById("counted")?.remove();
}

// The buttons again, after something was asked about an instance or answered.
export function refresh() {
  if (isOpen) limit(instances());
}
