// The page works without this file. With it the page follows the answers at once, and they are saved as they are given.
//
// What shows is decided twice: here, by the engine, while somebody types, and by the server, in the reply to every save.
// The server's word stands.

import { decider } from "./page/deciding.js";
import { blocks, controls, field, form, grow, read, said, same, text, worded, write } from "./page/form.js";
import { put, show, touched } from "./page/showing.js";

const saved = document.getElementById("saved");
const PAUSE = { typing: 900, choosing: 60 };
const RETRY = [1, 2, 4, 8, 15, 30].map((seconds) => seconds * 1000);
const GIVE_UP = 15000;
const PATIENCE = 12000;
const SLOW = 1500;

// ---- what is stored, and what is on its way ----

let decide = null, base, revision, sending = null, failed = null, timer = null, slow = null, failures = 0, leaving = false, ended = false;
let pressed = false, postponed = false;
const conflicts = new Set();
const refused = new Map();
const edited = new Set();

function unsaved() {
  const waits = (name, value) => !conflicts.has(name) && refused.get(name) !== text(value) && !same(value, base[name] ?? "");
  return [...blocks].filter(([name, block]) => waits(name, read(block))).map(([name]) => name);
}

function remember(now) {
  revision = now;
  field("revision").value = now ?? "";
  field("base").value = JSON.stringify(base);
}

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

function unique() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
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
    const before = base[name] ?? "", value = defaults[name] ?? (Array.isArray(before) ? [] : "");
    if (!(name in defaults) && !("filled" in block.dataset)) continue;
    if (same(value, before) || !same(read(block), before)) continue;
    write(block, base[name] = value);
    block.toggleAttribute("data-filled", name in defaults);
  }
}

function gather() {
  const names = unsaved();
  return names.length ? { id: unique(), answers: Object.fromEntries(names.map((name) => [name, read(blocks.get(name))])) } : null;
}

async function attempt(batch, keepalive) {
  if (!failures) tell(null);
  const reply = await post(batch, keepalive);
  failed = reply === null || reply.status === 429 || reply.status >= 500 ? batch : null;
  if (failed) return retry(reply);
  failures = 0;
  if (reply.ok) return settle(batch, await reply.json());
  const problem = await reply.json().catch(() => ({}));
  if (problem.code === "revision_is_stale") return rebase(problem);
  if (problem.code === "transaction_conflict" || problem.code === "conflict") return retry(reply);
  ended = true;
  if (reply.status === 403) waiting("expired");
  else location.reload();
  return false;
}

async function post(batch, keepalive) {
  const body = {
    revision, version: Number(said("version")), mutation: batch.id, section: field("section").value,
    language: said("language"), answers: batch.answers,
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
  schedule(Math.max(asked, pause));
  return false;
}

async function settle(batch, effects) {
  for (const [name, value] of Object.entries(batch.answers)) {
    if (effects.refused.includes(name)) refused.set(name, text(value));
    else base[name] = value;
  }
  if (!decide || !unsaved().length) apply(effects);
  remember(effects.revision);
  waiting(null);
  document.getElementById("later").hidden = false;
  if (unsaved().length) schedule(PAUSE.choosing);
  else if (effects.refused.length) clearTimeout(slow);
  else tell("saved");
  return true;
}

// Somebody saved in another window. What only they changed is taken over, what only we changed is sent again; where
// both changed the same answer, the respondent chooses. What they changed in other sections only the server knows.
function rebase(stale) {
  for (const [name, theirs] of Object.entries(stale.answers)) {
    const block = blocks.get(name);
    if (!block) continue;
    const mine = read(block), before = base[name] ?? "";
    base[name] = theirs;
    delete block.dataset.filled;
    if (same(mine, theirs)) continue;
    if (same(mine, before)) write(block, theirs);
    else if (!same(theirs, before)) choose(block, theirs);
  }
  decide = null;
  remember(stale.revision);
  schedule(PAUSE.choosing);
  return false;
}

function choose(block, theirs) {
  conflicts.add(block.dataset.field);
  block.querySelector(".conflict")?.remove();
  const box = Object.assign(document.createElement("div"), { className: "conflict" });
  box.setAttribute("role", "alert");
  const quote = Object.assign(document.createElement("q"), { textContent: worded(block, theirs) });
  const buttons = Object.assign(document.createElement("div"), { className: "buttons" });
  buttons.append(button("take", () => { write(block, theirs); resolve(block); }), button("keep", () => resolve(block)));
  box.append(`${said("elsewhere")} `, quote, buttons);
  (block.querySelector(".choices") ?? controls(block)[0]).before(box);
}

function button(key, act) {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: said(key) });
  made.addEventListener("click", act);
  return made;
}

function resolve(block) {
  conflicts.delete(block.dataset.field);
  block.querySelector(".conflict")?.remove();
  controls(block)[0]?.focus();
  schedule(PAUSE.choosing);
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
    if (decide) apply(decide.effects(Object.fromEntries([...edited].map((name) => [name, read(blocks.get(name))])), base));
  } catch {
    decide = null;
  }
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
  if (form.getAttribute("aria-busy") === "true") return;
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
  for (let tries = 0; tries < 3 && unsaved().length && !ended; tries++) {
    if (await save()) continue;
    if (failures) return false;
  }
  return !ended && (navigator.onLine || !failures);
}

function within(limit, promise) {
  return Promise.race([promise, new Promise((done) => setTimeout(done, limit, false))]);
}

function changed(event) {
  const block = event.target.closest("[data-field]");
  if (!block) return;
  const name = block.dataset.field, typing = event.type === "input" && !["radio", "checkbox"].includes(event.target.type);
  if (conflicts.has(name)) {
    conflicts.delete(name);
    block.querySelector(".conflict")?.remove();
  }
  if (!typing || event.target.tagName === "SELECT") touched.add(name);
  if (typing) grow(block);
  edited.add(name);
  delete block.dataset.filled;
  follow();
  clearTimeout(slow);
  if (!failures) saved.textContent = "";
  schedule(typing && event.target.tagName !== "SELECT" ? PAUSE.typing : PAUSE.choosing);
}

function begin(told) {
  document.documentElement.classList.add("live");
  base = JSON.parse(field("base").value);
  revision = Number(field("revision").value) || null;
  decide = decider(told, field("section").value, JSON.parse(document.getElementById("answers").textContent), said("today") || null);
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", leave);
  for (const kind of ["pointerdown", "pointerup", "pointercancel"]) addEventListener(kind, press, true);
  addEventListener("online", () => schedule(0));
  document.addEventListener("visibilitychange", () => { if (document.hidden && !leaving) save(); });
  addEventListener("pagehide", () => { if (!leaving) save(true); });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  addEventListener("beforeunload", (event) => {
    if (!leaving && !ended && failures && unsaved().length) event.preventDefault();
  });
  blocks.forEach(grow);
  const waiting = unsaved();
  if (!waiting.length) return;
  waiting.forEach((name) => edited.add(name));
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
