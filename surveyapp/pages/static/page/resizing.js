// Instances of an open repeat come and go without another page: what the buttons of the form do, by their names there.

import { ask } from "./asking.js";
import { questions, read, said } from "./form.js";
import { forget, hold } from "./held.js";
import { firstControl, instances, isAnswered, legend, make, mayGrow, mayShrink, near, refresh, remove } from "./instances.js";
import { put } from "./showing.js";

// For those who do not see it happen.
export function announce(key, ...names) {
  if (names.length) put(document.getElementById("told"), said(key).replace("%(name)s", names.join(", ")));
}

// `done` is what the page does once its instances are others.
export const resizing = {
  done: null,

  add() {
    if (!mayGrow()) return;
    const made = make();
    for (const block of questions(made)) hold(block, read(block));
    resizing.done();
    firstControl(made).focus();
    announce("added", legend(made));
  },

  // Whoever was answered is asked about before they go.
  remove(instance) {
    if (!isAnswered(instance)) return resizing.removed(instance);
    const asked = ask(instance, "sure", { yes: () => resizing.removed(instance), keep: () => resizing.keep(instance) });
    refresh();
    asked.querySelector("button").focus();
  },

  keep(instance) {
    instance.querySelector(".sure")?.remove();
    refresh();
    instance.focus();
  },

  removed(instance) {
    if (!mayShrink()) return resizing.keep(instance);
    const at = instances().indexOf(instance), name = legend(instance);
    forget(instance);
    remove(instance);
    resizing.done();
    near(at).focus();
    announce("removed", name);
  },
};
