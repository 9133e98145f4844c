/* A panel of sliders that sends values while the thumb moves.

   Back-pressure: only one message is under way at a time. Python answers with its `seq` as `ack` once
   the run that used it has reached this component; then the newest value is sent. Unthrottled
   messages would abort each other's runs, and nothing would be drawn until the release. */

/* Messages and answers can be lost: a message that meets a rerun of the whole page may find no
   fragment to run, and another widget may abort the run that would have answered. So an unanswered
   message is replaced by the newest one, or sent again, each time after a longer wait. */
const PATIENCES_MS = [1500, 3000, 6000];
const REMOUNT_MS = 1000; // if it takes longer, the user has left the panel
const THUMB = 18; // pixels, as in the style sheet

const STORE = (globalThis.__sergiojaxSliders ??= {
  panels: new WeakMap(), // by their root
  newest: new Map(), // by their key
  sequence: 0,
});

/* Monotonic across remounts and reloads: a new panel must not repeat numbers of the last one. */
function nextSequence() {
  STORE.sequence = Math.max(STORE.sequence + 1, Date.now());
  return STORE.sequence;
}

function send(panel) {
  if (panel.inFlight !== null || !panel.waiting) return;
  const { changed, final } = panel.waiting;
  panel.waiting = null;
  const values = Object.fromEntries([...panel.rows].map(([id, row]) => [id, row.value]));
  const seq = nextSequence();
  panel.inFlight = { values, changed, seq, final, base_rev: panel.rev };
  post(panel, PATIENCES_MS);
}

/* The same `seq` again is not news to Python, only a reason to answer. Off the page, or on the way to
   another, nothing is sent: it would bring the user back to this one, or leave both blank. */
function post(panel, [patience, ...patiences]) {
  clearTimeout(panel.timer);
  if (!isOnPage(panel)) return;
  if (!isLeaving()) panel.component.setStateValue("sliders", panel.inFlight);
  panel.timer = setTimeout(() => {
    if (panel.waiting || !patiences.length) release(panel);
    else post(panel, patiences);
  }, patience);
}

function release(panel) {
  clearTimeout(panel.timer);
  panel.inFlight = null;
  send(panel);
}

function change(panel, row, value, { final }) {
  row.value = value;
  showValue(row);
  panel.waiting = { changed: row.spec.id, final: final || Boolean(panel.waiting?.final) };
  send(panel);
}

function showValue(row) {
  const { range, exact, spec, value } = row;
  range.value = positionOf(spec, value);
  range.style.setProperty("--filled", `${100 * filledShare(spec, value)}%`);
  row.unit.textContent = unitText(spec, value);
  range.setAttribute("aria-valuetext", `${shownText(spec, value)} ${row.unit.textContent}`.trim());
  if (!row.isTyping) exact.value = shownText(spec, value);
}

function showProblem(row, text) {
  row.problem.textContent = text;
  row.exact.toggleAttribute("aria-invalid", false);
  if (text) row.exact.setAttribute("aria-invalid", "true");
}

function acceptTyped(panel, row) {
  if (!row.isTyping) return;
  row.isTyping = false;
  const { spec } = row;
  const typed = parseNumber(row.exact.value);
  if (Number.isNaN(typed)) {
    showProblem(row, `"${row.exact.value}" is not a number. It stays ${shownText(spec, row.value)}.`);
    showValue(row);
    return;
  }
  const wanted = typed * unitOf(spec);
  const value = Math.min(spec.max, Math.max(spec.min, wanted));
  const what = spec.spread ? "factor" : "value";
  if (value < wanted) showProblem(row, `The highest ${what} is ${shownText(spec, spec.max)}.`);
  else if (value > wanted) showProblem(row, `The lowest ${what} is ${shownText(spec, spec.min)}.`);
  else showProblem(row, "");
  if (value === row.value) showValue(row);
  else change(panel, row, value, { final: true });
}

function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

function makeRow(panel, spec) {
  const id = `slider-${panel.nextId++}`; // not the slider's own id, which may contain any character
  const row = { spec, value: spec.value, isMoved: false, isTyping: false };
  row.isDragging = row.isTorn = false;
  row.range = make("input", { type: "range", id });
  row.exact = make("input", { type: "text", inputMode: "decimal", autocomplete: "off" });
  row.label = make("label", { htmlFor: id });
  row.unit = make("span", { className: "unit" });
  row.note = make("p", { className: "note", id: `${id}-note`, hidden: true });
  row.problem = make("p", { className: "problem", id: `${id}-problem` });
  row.problem.setAttribute("role", "alert");
  row.help = make("button", { type: "button", className: "help", textContent: "?" });
  row.help.setAttribute("aria-expanded", "false");
  row.help.setAttribute("aria-controls", row.note.id);
  row.exact.setAttribute("aria-describedby", row.problem.id);
  const exact = make("span", { className: "exact" }, row.exact, row.unit);
  const head = make("div", { className: "head" }, row.label, row.help, exact);
  row.element = make("div", { className: "row" }, head, row.range, row.note, row.problem);
  row.element.dataset.slider = spec.id;
  listenToRow(panel, row);
  return row;
}

function listenToRow(panel, row) {
  const { range, exact, help, note } = row;
  const finish = () => {
    if (row.isMoved) change(panel, row, row.value, { final: true });
    row.isMoved = false;
  };
  range.addEventListener("input", () => {
    row.isMoved = true;
    showProblem(row, "");
    change(panel, row, valueAt(row.spec, range.valueAsNumber), { final: false });
  });
  range.addEventListener("change", finish);
  range.addEventListener("pointerdown", () => {
    row.isDragging = true;
    const drag = (event) => {
      if (!row.isTorn) return;
      row.isMoved = true;
      change(panel, row, valueUnder(row, event.clientX), { final: false });
    };
    const stop = () => {
      window.removeEventListener("pointermove", drag, { capture: true });
      row.isDragging = row.isTorn = false;
      finish(); // "change" does not come when the thumb returns to where the drag began
    };
    window.addEventListener("pointermove", drag, { capture: true });
    for (const type of ["pointerup", "pointercancel"]) {
      window.addEventListener(type, stop, { once: true, capture: true });
    }
  });
  exact.addEventListener("input", () => { row.isTyping = true; });
  exact.addEventListener("focus", () => row.isTyping || exact.select());
  exact.addEventListener("blur", () => acceptTyped(panel, row));
  exact.addEventListener("keydown", (event) => {
    if (event.key === "Escape") row.isTyping = false;
    if (event.key === "Enter") acceptTyped(panel, row);
    else if (event.key === "Escape") showValue(row);
    else return;
    exact.select();
  });
  help.addEventListener("click", () => {
    note.hidden = !note.hidden;
    help.setAttribute("aria-expanded", String(!note.hidden));
  });
}

/* Texts and limits may change with any rerun; the value only with a new `rev`. */
function describeRow(row, spec) {
  row.spec = spec;
  row.label.textContent = spec.label;
  row.help.hidden = !spec.help;
  row.help.setAttribute("aria-label", `About ${spec.label}`);
  row.note.textContent = spec.help ?? "";
  row.exact.setAttribute("aria-label", `${spec.label}, exact value`);
  Object.assign(row.range, rangeOf(spec));
}

/* Bring elements into the given order, touching only misplaced ones: moving an element in the page
   takes the focus and the drag from it. */
function place(parent, elements) {
  for (const child of [...parent.children]) if (!elements.includes(child)) child.remove();
  elements.forEach((element, i) => {
    if (parent.children[i] !== element) parent.insertBefore(element, parent.children[i] ?? null);
  });
}

/* A section is identified by its title, so that a new one above it does not take its rows. */
function sectionOf(panel, title, occurrence) {
  const name = `${occurrence} ${title}`;
  if (!panel.sections.has(name)) {
    const heading = make("h3", { id: `group-${panel.nextId++}`, textContent: title });
    const rows = make("div", { className: "rows" });
    const element = make("section", {}, heading, rows);
    element.setAttribute("aria-labelledby", heading.id);
    panel.sections.set(name, { element, rows });
  }
  return panel.sections.get(name);
}

function updatePanel(panel, { groups, ack, rev }) {
  const isNewRev = rev !== panel.rev;
  panel.rev = rev;
  const specs = groups.flatMap((group) => group.sliders);
  const wanted = new Set(specs.map((spec) => spec.id));
  for (const id of [...panel.rows.keys()]) if (!wanted.has(id)) panel.rows.delete(id);
  for (const spec of specs) updateRow(panel, spec, isNewRev);
  const shown = groups.map(({ title, sliders }, i) => {
    const occurrence = groups.slice(0, i).filter((group) => group.title === title).length;
    const { element, rows } = sectionOf(panel, title, occurrence);
    place(rows, sliders.map(({ id }) => panel.rows.get(id).element));
    return element;
  });
  place(panel.element, shown);
  if (panel.inFlight !== null && ack >= panel.inFlight.seq) release(panel);
}

function updateRow(panel, spec, isNewRev) {
  if (!panel.rows.has(spec.id)) panel.rows.set(spec.id, makeRow(panel, spec));
  const row = panel.rows.get(spec.id);
  describeRow(row, spec);
  if (isNewRev && !row.isDragging) {
    row.value = spec.value;
    showProblem(row, "");
  }
  showValue(row);
}

/* The browser ends the drag of a slider that leaves the page, even if it comes back at once. */
function valueUnder(row, x) {
  const { left, width } = row.range.getBoundingClientRect();
  const { min, max, step } = rangeOf(row.spec);
  const share = Math.min(1, Math.max(0, (x - left - THUMB / 2) / (width - THUMB)));
  const steps = Math.round((share * (max - min)) / step);
  return valueAt(row.spec, Math.min(max, min + steps * step));
}

function createPanel(root) {
  const element = root.querySelector('[data-part="panel"]');
  // Streamlit listens on the document: R would rerun the app and C open "clear caches".
  for (const type of ["keydown", "keyup", "keypress"]) {
    element.addEventListener(type, (event) => event.stopPropagation());
  }
  return {
    element,
    focused: null,
    rows: new Map(),
    sections: new Map(),
    nextId: 0,
    rev: null,
    inFlight: null,
    waiting: null,
  };
}

function keepFocus(panel) {
  panel.element.addEventListener("focusin", ({ target }) => { panel.focused = target; });
  panel.element.addEventListener("focusout", ({ target }) => setTimeout(() => {
    const isThere = panel.element.getRootNode().activeElement === target;
    if (panel.focused === target && isOnPage(panel) && !isThere) panel.focused = null;
  }));
}

/* When Python runs a fragment right after the whole page, Streamlit may take the panel away and
   mount it again. Values under way, a drag and the focus carry over to the new place. */
function moveTo(root, panel) {
  const { focused } = panel;
  root.querySelector('[data-part="panel"]').replaceWith(panel.element);
  for (const row of panel.rows.values()) row.isTorn = row.isDragging;
  if (document.activeElement === document.body) focused?.focus({ preventScroll: true });
  if (panel.inFlight !== null) post(panel, PATIENCES_MS);
}

const isOnPage = (panel) => panel.host.isConnected;

const isLeaving = () => Boolean(globalThis.__sergiojaxPageChange?.to);

function panelIn(root, component) {
  const { user_key: key } = component.data;
  const known = STORE.panels.get(root);
  if (known?.key === key) return Object.assign(known, { component });
  known?.element.replaceChildren();
  const before = STORE.newest.get(key);
  const isMoved = Boolean(before) && !isOnPage(before);
  const panel = isMoved ? before : { ...createPanel(root), key };
  Object.assign(panel, { component, host: root.host ?? root });
  STORE.panels.set(root, panel);
  STORE.newest.set(key, panel);
  if (isMoved) moveTo(root, panel);
  else keepFocus(panel);
  return panel;
}

function retire(panel) {
  clearTimeout(panel.timer);
  if (STORE.newest.get(panel.key) === panel) STORE.newest.delete(panel.key);
}

/* Streamlit calls this on mount and whenever data or theme change; the component's setters are new
   on every run. */
export default function (component) {
  const panel = panelIn(component.parentElement, component);
  updatePanel(panel, component.data);
  // Streamlit also calls the cleanup of a run that newer data has overtaken, while the element is
  // still on the page. Only a real unmount ends the panel.
  return () => setTimeout(() => {
    if (!isOnPage(panel)) retire(panel);
  }, REMOUNT_MS);
}
