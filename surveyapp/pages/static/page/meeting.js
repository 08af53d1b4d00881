// Another window has changed the same response. What only they changed is taken over, what only we changed stays ours and
// is sent again; where both changed the same answer the respondent chooses. Of an open repeat the server tells who is who,
// since numbers move when somebody goes: what was typed here never ends up with another person unless the respondent says so.

import { ask, choose } from "./asking.js";
import { blocks, nothing, questions, read, same, write } from "./form.js";
import { conflicts, edited, forget, hold, holds, isUnsaved, server, unsaved } from "./held.js";
import { instances, isOpen, legend, make, nameAt, near, remove } from "./instances.js";

// Whether what the server holds is this very change: its reply was lost.
export function isThere(batch, answers) {
  const names = new Map([...batch.blocks].map(([name, block]) => [block, name]));
  const sent = (block) => (names.has(block) ? batch.answers[names.get(block)] : holds(block));
  const listed = batch.instances.flatMap((instance, at) => questions(instance).map((block) => [nameAt(at, block), sent(block)]));
  return listed.length === Object.keys(answers).length && listed.every(([name, value]) => name in answers && same(value, answers[name]));
}

// `stale` is what the server holds now, `acts` what the buttons of a question do. Gives the names of the instances that have
// come and gone.
export function meet(stale, acts) {
  const told = isOpen ? matched(stale.origins, acts) : { added: [], removed: [] };
  if (isOpen) server.instances.forEach((instance, at) => mergeAll(instance, at, stale.answers, acts));
  else for (const [name, block] of blocks) merge(block, stale.answers[name], true, acts);
  for (const block of unsaved()) edited.add(block);
  return told;
}

function matched(origins, acts) {
  const before = server.instances, own = instances().find((each) => !before.includes(each));
  const known = origins.map((was) => (was === null ? make(own) : before[was]));
  const removed = before.filter((each) => each.isConnected && !known.includes(each)).filter((each) => lose(each, acts)).map(legend);
  server.instances = known;
  return { added: known.filter((each) => !before.includes(each)), removed };
}

// Somebody is gone in the other window. Who was changed here meanwhile stays, as somebody new, until the respondent decides.
function lose(instance, acts) {
  if (!questions(instance).some(isUnsaved)) {
    const at = instances().indexOf(instance), wasHere = instance.contains(document.activeElement);
    forget(instance);
    remove(instance);
    if (wasHere) near(at).focus();
    return true;
  }
  for (const block of questions(instance)) hold(block, "filled" in block.dataset ? read(block) : nothing(block));
  ask(instance, "absent", { yes: () => acts.drop(instance), keep: () => acts.stay(instance) });
  return false;
}

// Beyond doubt the same: nothing was changed there, or of what was answered nothing was.
function mergeAll(instance, at, answers, acts) {
  if (!instance.isConnected) return;
  const pairs = questions(instance).map((block) => [holds(block), answers[nameAt(at, block)] ?? holds(block)]);
  const answered = pairs.filter(([before]) => before.length > 0), kept = ([before, now]) => same(before, now);
  const isCertain = pairs.every(kept) || (answered.length > 0 && answered.every(kept));
  for (const block of questions(instance)) merge(block, answers[nameAt(at, block)], isCertain, acts);
}

function merge(block, theirs, isCertain, acts) {
  if (theirs === undefined) return;
  const mine = read(block), before = holds(block);
  hold(block, theirs);
  delete block.dataset.filled;
  if (same(mine, theirs)) return;
  if (same(mine, before)) return write(block, theirs);
  if (isCertain && same(theirs, before)) return;
  conflicts.add(block);
  choose(block, theirs, { take: () => acts.take(block, theirs), mine: () => acts.resolve(block) });
}
