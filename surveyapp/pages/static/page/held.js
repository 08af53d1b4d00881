// What the server holds of this page and what of the page it does not hold yet. Everything is known by the element of its
// question or instance: names change as instances come and go.

import { blocks, field, nothing, questions, read, same, text } from "./form.js";
import { instances, nameAt } from "./instances.js";

const answers = new WeakMap();

export const edited = new Set();
export const conflicts = new Set();
export const refused = new Map();

// `instances` are those that the server has, in its order; the page may have others by now.
export const server = { revision: null, instances: [] };

export const holds = (block) => answers.get(block) ?? nothing(block);
export const hold = (block, value) => answers.set(block, value);

// The answers that the server holds, by the names that the questions have now.
export const base = () => Object.fromEntries([...blocks].map(([name, block]) => [name, holds(block)]));

// The same by the names that they have on the server, also of instances that have left the page.
export function rows() {
  const listed = server.instances.flatMap((instance, at) => questions(instance).map((block) => [nameAt(at, block), holds(block)]));
  return Object.fromEntries(listed);
}

export const isUnsaved = (block) => !conflicts.has(block) && refused.get(block) !== text(read(block)) && !same(read(block), holds(block));
export const unsaved = () => [...blocks.values()].filter(isUnsaved);

// Whether the page has these instances in this order.
export function isLike(known) {
  const listed = instances();
  return known.length === listed.length && known.every((each, at) => each === listed[at]);
}

export const isPending = () => unsaved().length > 0 || !isLike(server.instances);

// The numbers that the instances of the page have in `known`, null for new ones.
export const numbered = (known) => instances().map((each) => known.indexOf(each)).map((at) => (at < 0 ? null : at));

export function remember(revision) {
  server.revision = revision;
  field("revision").value = revision ?? "";
  field("base").value = JSON.stringify(base());
}

// Everything that the server lacks, as one change; null where it has all.
export function gather() {
  if (!isPending()) return null;
  const named = [...blocks].filter(([, block]) => isUnsaved(block)), listed = instances();
  return {
    id: unique(), blocks: new Map(named), instances: listed,
    answers: Object.fromEntries(named.map(([name, block]) => [name, read(block)])),
    order: isLike(server.instances) ? undefined : numbered(server.instances).map((at) => (at === null ? null : String(at))),
  };
}

// A change has arrived, apart from the answers of these names.
export function settled(batch, without) {
  for (const [name, block] of batch.blocks) {
    if (without.includes(name)) refused.set(block, text(batch.answers[name]));
    else hold(block, batch.answers[name]);
  }
  server.instances = batch.instances;
}

// What has left the page is asked no more.
export function forget(instance) {
  for (const block of questions(instance)) for (const known of [edited, conflicts, refused]) known.delete(block);
}

function unique() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
