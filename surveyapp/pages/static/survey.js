// The page works without this file. With it the page follows the answers at once, and they are saved as they are given.
//
// What shows is decided twice: here, by the engine, while somebody types, and by the server, in the reply to every save.
// The server's word stands.

import { decider } from "./page/deciding.js";
import { blocks, controls, field, form, grow, nothing, read, said, same, write } from "./page/form.js";
import { base, conflicts, edited, gather, hold, holds, isLike, isPending, isUnsaved, numbered, remember, rows, server, settled, unsaved } from "./page/held.js";
import { instances, isOpen, legend, refresh } from "./page/instances.js";
import { isThere, meet } from "./page/meeting.js";
import { announce, resizing } from "./page/resizing.js";
import { advise, put, show, touched, unadvise } from "./page/showing.js";

const saved = document.getElementById("saved");
const PAUSE = { typing: 900, choosing: 60 };
const RETRY = [1, 2, 4, 8, 15, 30].map((seconds) => seconds * 1000);
const GIVE_UP = 15000;
const PATIENCE = 12000;
const SLOW = 1500;

// ---- what is on its way ----

let survey = null, decide = null, decided = [], sending = null, failed = null, timer = null, slow = null, failures = 0, leaving = false, ended = false;
let pressed = false, postponed = false;

// Read aloud as it changes, so it says as little as it can: nothing while all goes well and quickly.
function tell(key) {
  clearTimeout(slow);
  put(saved, key ? said(key) : "");
  if (!key) slow = setTimeout(tell, SLOW, "saving");
}

function schedule(pause) {
  clearTimeout(timer);
  if (!ended) timer = setTimeout(save, pause);
}

// The respondent has changed something: what was said of saving no longer holds.
function due(pause) {
  clearTimeout(slow);
  if (!failures) saved.textContent = "";
  schedule(pause);
}

// One save at a time: a batch that failed is sent again as it was, under the same id, so that a lost reply does no harm.
function save(keepalive = false) {
  clearTimeout(timer);
  if (sending && !keepalive) return sending;
  const batch = failed ?? gather();
  if (!batch || ended) return Promise.resolve(!ended);
  sending = attempt(batch, keepalive === true).finally(() => { sending = null; });
  return sending;
}

// A default stands in the control as the server has it, until somebody changes or clears it. Such a control counts as saved.
function fill(defaults) {
  for (const [name, block] of blocks) {
    const before = holds(block), value = defaults[name] ?? (Array.isArray(before) ? [] : "");
    if (!(name in defaults) && !("filled" in block.dataset)) continue;
    if (same(value, before) || !same(read(block), before)) continue;
    hold(block, value);
    write(block, value);
    block.toggleAttribute("data-filled", name in defaults);
  }
}

async function attempt(batch, keepalive) {
  if (!failures) tell(null);
  const reply = await post(batch, keepalive);
  failed = reply === null || reply.status === 429 || reply.status >= 500 ? batch : null;
  if (failed) return retry(reply);
  failures = 0;
  if (reply.ok) return settle(batch, await reply.json());
  const problem = await reply.json().catch(() => ({}));
  if (problem.code === "revision_is_stale") return rebase(batch, problem, keepalive);
  if (problem.code === "transaction_conflict" || problem.code === "conflict") return retry(reply);
  ended = true;
  if (reply.status === 403) waiting("expired");
  else location.reload();
  return false;
}

async function post(batch, keepalive) {
  const body = {
    revision: server.revision, version: Number(said("version")), mutation: batch.id, section: field("section").value,
    language: said("language"), answers: batch.answers, order: batch.order, base: batch.base,
  };
  try {
    return await fetch(said("autosave"), {
      method: "PATCH", credentials: "same-origin", keepalive, signal: AbortSignal.timeout(GIVE_UP),
      headers: { "Content-Type": "application/json", "X-CSRF-Token": field("csrf").value }, body: JSON.stringify(body),
    });
  } catch {
    return null;
  }
}

function retry(reply) {
  const asked = Number(reply?.headers.get("Retry-After")) * 1000 || 0;
  const pause = RETRY[Math.min(failures++, RETRY.length - 1)] * (0.75 + Math.random() / 2);
  tell("offline");
  unsaved().forEach(unadvise);
  schedule(Math.max(asked, pause));
  return false;
}

async function settle(batch, effects) {
  settled(batch, effects.refused);
  if (!isPending() || (!decide && isLike(batch.instances))) apply(effects);
  else if (isLike(batch.instances)) counsel(effects.guidance);
  remember(effects.revision);
  waiting(null);
  document.getElementById("later").hidden = false;
  if (isPending()) schedule(PAUSE.choosing);
  else if (effects.refused.length) clearTimeout(slow);
  else tell("saved");
  return true;
}

// Of what was changed again meanwhile the next reply tells.
function counsel(guidance) {
  for (const block of blocks.values()) if (!isUnsaved(block)) advise(block, guidance);
}

// Somebody saved in another window. Where instances may have moved the server is asked again who is who.
async function rebase(batch, stale, keepalive) {
  if (isOpen && isThere(batch, stale.answers)) settled(batch, []);
  else if (isOpen && !stale.origins) return attempt({ ...batch, base: rows() }, keepalive);
  else {
    const { added, removed } = meet(stale, { take, resolve, stay: resizing.keep, drop: resizing.removed });
    announce("added", ...added.map(legend));
    announce("removed", ...removed);
    decide = stale.stored && decider(survey, field("section").value, stale.stored, said("today") || null);
    decided = server.instances;
    refresh();
  }
  remember(stale.revision);
  follow();
  counsel(stale.guidance);
  if (isPending()) schedule(PAUSE.choosing);
  else tell(conflicts.size ? null : "saved");
  if (conflicts.size) clearTimeout(slow);
  return false;
}

function take(block, theirs) {
  write(block, theirs);
  resolve(block);
}

function resolve(block) {
  conflicts.delete(block);
  block.querySelector(".conflict")?.remove();
  controls(block)[0]?.focus();
  edited.add(block);
  follow();
  due(PAUSE.choosing);
}

function apply(effects) {
  show(effects);
  fill(effects.defaults);
}

// While a finger or button is down nothing moves, or what it presses would slip away from under it.
function press(event) {
  pressed = event.type === "pointerdown";
  if (!pressed && postponed) setTimeout(follow);
}

// The page as the engine here sees it. Should that ever fail, the server's replies are enough.
function follow() {
  postponed = pressed;
  if (pressed) return;
  try {
    if (decide) apply(decisions());
  } catch {
    decide = null;
  }
}

function decisions() {
  if (!isLike(decided)) decide.arrange(numbered(decided));
  decided = instances();
  return decide.effects(Object.fromEntries([...edited].map((block) => [block.dataset.field, read(block)])), base());
}

function waiting(key) {
  put(document.getElementById("waiting"), key ? said(key) : "");
}

// ---- leaving the page ----

// Everything is saved before the form goes, so that a bad line is met here, with the answers still on the screen. The form
// is sent from a task of its own: while the event that asked for it is under way, a second request is ignored.
async function leave(event) {
  if (leaving) return;
  event.preventDefault();
  if (form.getAttribute("aria-busy") === "true" || resizes(event.submitter)) return;
  form.setAttribute("aria-busy", "true");
  const arrived = await within(PATIENCE, reachable());
  await new Promise((done) => setTimeout(done));
  form.removeAttribute("aria-busy");
  if (!arrived) return waiting(ended ? "expired" : "waiting");
  leaving = true;
  clearTimeout(timer);
  form.requestSubmit(event.submitter);
}

async function reachable() {
  if (sending) await sending;
  for (let tries = 0; tries < 3 && isPending() && !ended; tries++) {
    if (await save()) continue;
    if (failures) return false;
  }
  return !ended && (navigator.onLine || !failures);
}

// Whether a button is one that changes only this page.
function resizes(button) {
  const act = isOpen && button?.name === "action" ? resizing[button.value.split(".")[0]] : null;
  act?.(button.closest(".instance"));
  return Boolean(act);
}

// Instances have come or gone.
function resized() {
  follow();
  due(PAUSE.choosing);
}

function within(limit, promise) {
  return Promise.race([promise, new Promise((done) => setTimeout(done, limit, false))]);
}

function changed(event) {
  const block = event.target.closest("[data-field]");
  if (!block) return;
  const typing = event.type === "input" && !["radio", "checkbox"].includes(event.target.type);
  if (conflicts.delete(block)) block.querySelector(".conflict")?.remove();
  if (!typing || event.target.tagName === "SELECT") touched.add(block);
  if (typing) grow(block);
  edited.add(block);
  delete block.dataset.filled;
  follow();
  due(typing && event.target.tagName !== "SELECT" ? PAUSE.typing : PAUSE.choosing);
}

function begin(told) {
  document.documentElement.classList.add("live");
  const stored = JSON.parse(field("base").value);
  for (const [name, block] of blocks) hold(block, stored[name] ?? nothing(block));
  server.revision = Number(field("revision").value) || null;
  server.instances = decided = instances();
  survey = told;
  decide = decider(told, field("section").value, JSON.parse(document.getElementById("answers").textContent), said("today") || null);
  resizing.done = resized;
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", leave);
  for (const kind of ["pointerdown", "pointerup", "pointercancel"]) addEventListener(kind, press, true);
  addEventListener("online", () => schedule(0));
  document.addEventListener("visibilitychange", () => { if (document.hidden && !leaving) save(); });
  addEventListener("pagehide", () => { if (!leaving) save(true); });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  addEventListener("beforeunload", (event) => {
    if (!leaving && !ended && failures && isPending()) event.preventDefault();
  });
  blocks.forEach(grow);
  const waiting = unsaved();
  if (!waiting.length) return;
  waiting.forEach((block) => edited.add(block));
  follow();
  schedule(PAUSE.typing);
}

function copying() {
  const copy = document.getElementById("copy"), address = document.getElementById("resume");
  address?.addEventListener("focus", () => address.select());
  if (!copy || !navigator.clipboard) return;
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(address.value);
    copy.textContent = copy.dataset.done;
  });
}

// `told` is the survey as `surveyapp/pages/service/script.py` writes it, null on a page that asks nothing.
export function start(told) {
  document.getElementById("summary")?.focus();
  copying();
  if (form?.dataset.autosave) begin(told);
}
