// The page works without this file. With it, answers are saved as they are given and the page follows them.
//
// Who decides what shows is behind `decide(answers)`: today the server, in the reply to every save. A local evaluator
// can take its place without a change to the rest.

const form = document.getElementById("form");
const saved = document.getElementById("saved");

const PAUSE = { typing: 900, choosing: 60 };
const RETRY = [1, 2, 4, 8, 15, 30].map((seconds) => seconds * 1000);
const GIVE_UP = 15000;
const PATIENCE = 12000;
const SLOW = 1500;

// ---- what the form holds ----

const blocks = new Map([...document.querySelectorAll("[data-field]")].map((block) => [block.dataset.field, block]));

const controls = (block) => [...block.querySelectorAll(`[name="${CSS.escape(`a.${block.dataset.field}`)}"]`)];

function read(block) {
  const found = controls(block);
  if (block.dataset.control === "checkbox") return found.filter((box) => box.checked).map((box) => box.value);
  if (found[0]?.type === "radio") return found.find((box) => box.checked)?.value ?? "";
  return found[0]?.value ?? "";
}

function write(block, value) {
  for (const control of controls(block)) {
    if (control.type === "checkbox" || control.type === "radio") control.checked = [value].flat().includes(control.value);
    else control.value = value;
  }
}

const text = (value) => JSON.stringify(Array.isArray(value) ? [...value].sort() : value.replace(/\r\n/g, "\n"));
const same = (one, other) => text(one) === text(other);

// ---- what is stored, and what is on its way ----

const field = (name) => form.elements.namedItem(name);
const said = (key) => form.dataset[key];

let base, revision, sending = null, failed = null, timer = null, slow = null, failures = 0, leaving = false, ended = false;
const conflicts = new Set();
const refused = new Map();
const touched = new Set();

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
  const words = key ? said(key) : "";
  if (saved.textContent !== words) saved.textContent = words;
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
  remember(effects.revision);
  show(effects);
  waiting(null);
  document.getElementById("later").hidden = false;
  if (unsaved().length) schedule(PAUSE.choosing);
  else if (effects.refused.length) clearTimeout(slow);
  else tell("saved");
  return true;
}

// Somebody saved in another window. What only they changed is taken over, what only we changed is sent again; where
// both changed the same answer, the respondent chooses.
function rebase(stale) {
  for (const [name, theirs] of Object.entries(stale.answers)) {
    const block = blocks.get(name);
    if (!block) continue;
    const mine = read(block), before = base[name] ?? "";
    base[name] = theirs;
    if (same(mine, theirs)) continue;
    if (same(mine, before)) write(block, theirs);
    else if (!same(theirs, before)) choose(block, theirs);
  }
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

function worded(block, value) {
  const label = (each) => {
    const control = controls(block).find((one) => one.value === each);
    const row = control?.closest("label");
    return (row ?? [...(controls(block)[0].options ?? [])].find((one) => one.value === each))?.textContent.trim() ?? each;
  };
  return [value].flat().map(label).join(", ") || said("none");
}

// ---- what the page looks like after a change ----

function show(effects) {
  const visible = new Set(effects.visible), required = new Set(effects.required);
  for (const [name, block] of blocks) {
    if (effects.options[name]) offer(block, effects.options[name], effects.markers[name]);
    appear(block, visible.has(name));
    demand(block, required.has(name));
    complain(block, touched.has(name) ? effects.errors[name] ?? "" : null, read(block));
  }
  document.getElementById("progress").value = effects.progress;
  document.getElementById("place").textContent = effects.place;
  document.getElementById("next").hidden = effects.is_last;
  for (const id of ["submit", "review"]) document.getElementById(id).hidden = !effects.is_last;
}

function appear(block, visible) {
  if (block.hidden === !visible) return;
  block.hidden = !visible;
  block.classList.toggle("appears", visible);
  for (const control of block.querySelectorAll("input, select, textarea")) control.disabled = !visible;
  if (visible) grow(block);
}

function demand(block, required) {
  block.querySelector(".optional").hidden = required;
  const control = block.querySelector("fieldset") ?? controls(block)[0];
  if (block.dataset.control === "checkbox") return;
  if (required) control.setAttribute("aria-required", "true");
  else control.removeAttribute("aria-required");
}

// null: the engine has nothing to say yet; an old complaint about a missing answer goes once there is one.
function complain(block, message, value) {
  const place = block.querySelector(".error");
  if (message === null && (place.hidden || !value.length)) return;
  const said = message ?? "";
  if (place.textContent !== said) place.textContent = said;
  place.hidden = !said;
  const control = block.dataset.control === "checkbox" ? null : block.querySelector("fieldset") ?? controls(block)[0];
  if (said) control?.setAttribute("aria-invalid", "true");
  else control?.removeAttribute("aria-invalid");
}

// A choice that is no longer on offer stays on the page, and stored, until another is made.
function offer(block, options, marker) {
  const hidden = block.querySelector('[name="shown"]');
  if (hidden.value === marker) return;
  hidden.value = marker;
  const name = block.dataset.field, before = read(block), now = new Set(options.map(([value]) => value));
  const gone = [before].flat().filter((value) => value && !now.has(value)).map((value) => [value, `${worded(block, value)} ${said("gone")}`]);
  if (gone.length) touched.add(name);
  const all = [...options, ...gone];
  if (block.dataset.control === "select") {
    controls(block)[0].replaceChildren(new Option(said("choose"), ""), ...all.map(([value, label]) => new Option(label, value)));
  } else {
    const kind = block.dataset.control === "checkbox" ? "checkbox" : "radio";
    block.querySelector(".choices").replaceChildren(...all.map(([value, label], at) => choice(name, kind, value, label, at)));
  }
  write(block, before);
}

function choice(name, kind, value, label, at) {
  const input = Object.assign(document.createElement("input"), { type: kind, name: `a.${name}`, value });
  if (at === 0) input.id = `f-${name}`;
  const words = Object.assign(document.createElement("span"), { textContent: label });
  const row = Object.assign(document.createElement("label"), { className: "choice" });
  row.append(input, words);
  return row;
}

// Text areas grow with their text where the browser does not do it by itself.
function grow(block) {
  if (CSS.supports("field-sizing", "content")) return;
  for (const area of block.querySelectorAll("textarea")) {
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight + 2}px`;
  }
}

function waiting(key) {
  const place = document.getElementById("waiting");
  const words = key ? said(key) : "";
  if (place.textContent !== words) place.textContent = words;
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
  clearTimeout(slow);
  if (!failures) saved.textContent = "";
  schedule(typing && event.target.tagName !== "SELECT" ? PAUSE.typing : PAUSE.choosing);
}

function start() {
  document.documentElement.classList.add("live");
  base = JSON.parse(field("base").value);
  revision = Number(field("revision").value) || null;
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", leave);
  addEventListener("online", () => schedule(0));
  document.addEventListener("visibilitychange", () => { if (document.hidden && !leaving) save(); });
  addEventListener("pagehide", () => { if (!leaving) save(true); });
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  addEventListener("beforeunload", (event) => {
    if (!leaving && !ended && failures && unsaved().length) event.preventDefault();
  });
  blocks.forEach(grow);
  if (unsaved().length) schedule(PAUSE.typing);
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

document.getElementById("summary")?.focus();
copying();
if (form) start();
