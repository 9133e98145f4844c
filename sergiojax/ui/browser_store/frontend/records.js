/* Designs in this browser's local storage, one record per document; `../__init__.py` has the
   protocol. This text is part of the store and of the canvas's library: either may come first. */
const RECORDS = "sergiojax.design.";
const FORMER = "sergiojax.design"; // one text, written by earlier versions
const RELOADED = { current: "sergiojax.document", visitor: "sergiojax.visitor" };
const MOST_RECORDS = 20;
const MOST_NAMES = 5;
const MEMORY = (globalThis.__sergiojaxMemory ??= takeOver());

/* Storage may be full or switched off: the design then lives as long as the page. */
function attempt(action) {
  try {
    return action();
  } catch {
    return undefined;
  }
}

/* The document that this tab showed before it was reloaded, and its visitor's token. They are in the
   session storage between two pages of a tab only, so a duplicated tab finds none. */
function takeOver() {
  const kept = Object.entries(RELOADED);
  const leave = () =>
    kept.forEach(([name, key]) => MEMORY[name] && sessionStorage.setItem(key, MEMORY[name]));
  const forget = () => kept.forEach(([, key]) => sessionStorage.removeItem(key));
  window.addEventListener("pagehide", () => attempt(leave));
  window.addEventListener("pageshow", () => attempt(forget)); // back from the browser's page cache
  const read = ([name, key]) => [name, attempt(() => sessionStorage.getItem(key)) ?? null];
  const before = Object.fromEntries(kept.map(read));
  attempt(forget);
  return before;
}

function readRecord(id) {
  const text = attempt(() => localStorage.getItem(RECORDS + id));
  const record = text && attempt(() => JSON.parse(text));
  return record ? { ...record, id } : null;
}

/* All records, newest first. */
function allRecords() {
  const keys = attempt(() => Object.keys(localStorage)) ?? [];
  const own = keys.filter((key) => key.startsWith(RECORDS));
  const records = own.map((key) => readRecord(key.slice(RECORDS.length)));
  return records.filter(Boolean).sort((a, b) => b.saved - a.saved);
}

function forgetOldest(most, kept) {
  const others = allRecords().filter(({ id }) => id !== kept);
  const oldest = others.slice(Math.max(0, most));
  for (const { id } of oldest) localStorage.removeItem(RECORDS + id);
  return oldest.length > 0;
}

/* Returns whether it is kept. If there is no room, the oldest documents are deleted. */
function writeRecord(id, record) {
  const text = JSON.stringify({ ...record, saved: Date.now() });
  const put = () => localStorage.setItem(RECORDS + id, text) ?? true;
  const makeRoom = () => forgetOldest(allRecords().length - 2, id);
  MEMORY.current = id;
  attempt(() => forgetOldest(MOST_RECORDS - 1, id));
  MEMORY.keeps = attempt(put) ?? false;
  while (!MEMORY.keeps && attempt(makeRoom)) MEMORY.keeps = attempt(put) ?? false;
  if (MEMORY.keeps) document.cookie = "sergiojax_keeps=1; max-age=31536000; path=/; samesite=lax";
  return MEMORY.keeps;
}

const isNewer = (one, { rev, seq }) => one.rev > rev || (one.rev === rev && one.seq > seq);

/* Keep an edit at once: `id` and `text` belong to the design that it was drawn on. */
function keepEdit({ id, text }, { seq, base_rev: rev, ...graph }) {
  const kept = readRecord(id);
  if (kept && isNewer(kept, { rev, seq })) return;
  const base = kept?.rev === rev ? kept.text : text;
  const names = graph.nodes.map(({ name }) => name).slice(0, MOST_NAMES);
  if (base) writeRecord(id, { rev, seq, text: base, graph, names });
}

/* Keep a design from Python, unless there is a drawing that Python has not taken yet. */
function keepDesign({ id, text, names }, { rev, seq }) {
  const kept = readRecord(id);
  if (!kept || !isNewer(kept, { rev, seq })) writeRecord(id, { rev, seq, text, graph: null, names });
  MEMORY.current = id;
}

function takeFormer() {
  const text = localStorage.getItem(FORMER);
  if (!text) return;
  const record = { rev: 0, seq: 0, text, graph: null, names: [], saved: 0 };
  localStorage.setItem(`${RECORDS}former`, JSON.stringify(record));
  localStorage.removeItem(FORMER);
}

/* What comes back when a session begins: the document of this tab, else the newest one. */
function recordToReport() {
  attempt(takeFormer);
  const own = MEMORY.current && readRecord(MEMORY.current);
  const record = own || allRecords()[0] || null;
  if (!record) document.cookie = "sergiojax_keeps=; max-age=0; path=/; samesite=lax";
  return record && { ...record, is_own: record === own };
}
