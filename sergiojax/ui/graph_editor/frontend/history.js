/* Undo, redo, and the protocol with Python.

   Python owns the graph and an integer `rev`; the canvas owns what is drawn. Every edit sends the
   whole graph with a rising `seq` and the `base_rev` it was made on. The canvas reloads only when
   `rev` changes, and Python drops states whose `base_rev` is old. */

const UNDO_STEPS = 100;
const PATIENCES_MS = [1500, 3000, 6000];

/* The store outlives the component: a page switch unmounts it, and undo must survive that. */
const STORE = (globalThis.__sergiojaxGraphEditorStore ??= {
  editors: new WeakMap(),
  histories: new Map(),
  sequence: 0,
});

/* Monotonic across remounts and reloads, else the first edit after coming back could look old. */
function nextSequence() {
  STORE.sequence = Math.max(STORE.sequence + 1, Date.now());
  return STORE.sequence;
}

function historyOf(userKey) {
  if (!STORE.histories.has(userKey)) {
    STORE.histories.set(userKey, { undo: [], redo: [], graph: null, rev: null, group: null, sent: null });
  }
  return STORE.histories.get(userKey);
}

function pushUndo(history, graph, label) {
  history.undo.push({ graph, label });
  if (history.undo.length > UNDO_STEPS) history.undo.shift();
  history.redo = [];
}

function send(ed) {
  const { graph, rev } = ed.history;
  ed.history.sent = { ...graph, seq: nextSequence(), base_rev: rev };
  post(ed, PATIENCES_MS);
}

function isUnseen({ sent, rev }) {
  return sent?.base_rev === rev && sent.seq > (globalThis.__sergiojaxSeen ?? 0);
}

/* An edit can be lost: a state that reaches Python while the callback of the one before asks for a
   rerun gives way to the older one, and a page that is just being drawn may have no callback yet.
   So it goes out again, each time with more patience, until seen.js says that Python has it. With
   the same `seq` it is no news to a Python that has it already. */
function post(ed, [patience, ...patiences]) {
  // A state value, not a trigger: triggers reset after one run and can be lost while mounting.
  ed.component.setStateValue("graph", ed.history.sent);
  clearTimeout(ed.repeatTimer);
  if (patience === undefined) return;
  ed.repeatTimer = setTimeout(() => {
    if (isUnseen(ed.history)) post(ed, patiences);
  }, patience);
}

/* Make what is on the canvas the current state. `merge` joins it to the step before. */
function commit(ed, label, { merge = false } = {}) {
  clearTimeout(ed.nudgeTimer);
  ed.nudgeTimer = null;
  settle(ed);
  const { history } = ed;
  const graph = takeSnapshot(ed);
  if (sameGraph(graph, history.graph)) return;
  if (!merge) pushUndo(history, history.graph, label);
  history.graph = graph;
  history.group = null;
  send(ed);
  refresh(ed);
  say(ed, label);
}

function step(ed, from, to, verb) {
  if (ed.nudgeTimer) commit(ed, "Moved");
  const { history } = ed;
  const entry = history[from].pop();
  if (!entry) {
    say(ed, `Nothing to ${from}`);
    return;
  }
  history[to].push({ graph: history.graph, label: entry.label });
  history.graph = entry.graph;
  history.group = null;
  showGraph(ed, entry.graph);
  send(ed);
  refresh(ed);
  say(ed, `${verb}: ${entry.label}`);
}

const undo = (ed) => step(ed, "undo", "redo", "Undone");
const redo = (ed) => step(ed, "redo", "undo", "Done again");

/* Show what Python sent, if it is new. It becomes one undo step; loads in a row with the same
   `undo_group` (a slider being dragged) share one. */
function load(ed, { graph, rev, undo_group: group }) {
  const { history } = ed;
  const isFirst = history.graph === null;
  if (ed.loadedRev === rev) return;
  if (!isFirst && history.rev !== rev) {
    const joins = group !== null && group === history.group;
    if (!joins && !sameGraph(history.graph, graph)) {
      pushUndo(history, history.graph, "change from outside the drawing");
    }
    history.group = group;
  }
  const before = new Set(genes(ed).map((node) => node.id()));
  const isBehind = history.rev === rev && isUnseen(history); // back on the page before Python saw
  showGraph(ed, isBehind ? history.graph : graph);
  history.graph = takeSnapshot(ed);
  history.rev = rev;
  ed.loadedRev = rev;
  revealAfterLoad(ed, before);
  if (isBehind) post(ed, PATIENCES_MS);
}

/* Keep the view when mostly the same genes come back; show everything when they are others, or
   when a new one would be out of sight. */
function revealAfterLoad(ed, before) {
  const nodes = genes(ed);
  const added = nodes.filter((node) => !before.has(node.id()));
  const kept = nodes.length - added.length;
  const isOther = 2 * kept < Math.max(nodes.length, before.size);
  if (isOther || added.some((node) => !isInView(ed, node))) fit(ed, { animate: before.size > 0 });
}

/* Selections are told to Python late and without undo; only if the page asked for them. */
function sendSelection(ed) {
  if (!ed.data.report_selection) return;
  clearTimeout(ed.selectionTimer);
  ed.selectionTimer = setTimeout(() => {
    const selection = {
      nodes: genes(ed).filter(":selected").map((node) => node.id()),
      edges: interactions(ed)
        .filter(":selected")
        .map((edge) => [edge.data("source"), edge.data("target")]),
    };
    const text = JSON.stringify(selection);
    if (text === ed.sentSelection) return;
    ed.sentSelection = text;
    ed.component.setStateValue("selection", selection);
  }, 150);
}
