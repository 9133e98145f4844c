/* Undo, redo, and the protocol with Python.

   Python owns the graph and an integer `rev`; the canvas owns what is drawn. Every edit sends the
   whole graph with a rising `seq` and the `base_rev` it was made on. The canvas reloads only when
   `rev` changes, and Python drops states whose `base_rev` is old. Every edit is also kept in this
   browser at once, see `browser_store`. */

const UNDO_STEPS = 100;
const FIRST_PATIENCE_MS = 1500;
const LONG_PATIENCE_MS = 3000; // after that, the user is told

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
    STORE.histories.set(userKey, { undo: [], redo: [], graph: null, known: null, rev: null, group: null, sent: null });
  }
  return STORE.histories.get(userKey);
}

function pushUndo(history, graph, label) {
  history.undo.push({ graph, label });
  if (history.undo.length > UNDO_STEPS) history.undo.shift();
  history.redo = [];
}

/* `graph` is on the canvas now. `known` is the last one that Python has for certain. */
function setGraph(history, graph) {
  if (!isUnseen(history)) history.known = history.graph;
  history.graph = graph;
}

function send(ed) {
  const { history, data } = ed;
  history.sent = { ...history.graph, seq: nextSequence(), base_rev: history.rev };
  if (data.document) keepEdit(data.document, history.sent);
  post(ed, FIRST_PATIENCE_MS);
}

function isUnseen({ sent, rev }) {
  return sent?.base_rev === rev && sent.seq > (globalThis.__sergiojaxSeen ?? 0);
}

/* An edit can be lost: a state that reaches Python while the callback of the previous one asks for a
   rerun gives way to the older one, a page that is just being drawn may have no callback yet, and
   Python may be away. So it is sent again, each time after twice the wait, until seen.js says that
   Python has it. With the same `seq` it is not news to a Python that already has it. Off the page, or
   on the way to another, nothing is sent: it would bring the user back to this one. */
function post(ed, patience) {
  clearTimeout(ed.repeatTimer);
  if (!ed.host.isConnected) return;
  // A state value, not a trigger: triggers reset after one run and can be lost while mounting.
  if (!isLeaving()) ed.component.setStateValue("graph", ed.history.sent);
  ed.repeatTimer = setTimeout(() => postUnseen(ed, 2 * patience), patience);
}

const isLeaving = () => Boolean(globalThis.__sergiojaxPageChange?.to);

function postUnseen(ed, patience = FIRST_PATIENCE_MS) {
  const waits = isUnseen(ed.history);
  if (waits) post(ed, patience);
  if (!waits || patience > LONG_PATIENCE_MS) tellConnection(waits);
}

const tellConnection = (waits) =>
  window.dispatchEvent(new CustomEvent("sergiojax-drawing", { detail: { waits } }));

/* Make what is on the canvas the current state. `merge` joins it to the step before. */
function commit(ed, label, { merge = false } = {}) {
  clearTimeout(ed.nudgeTimer);
  ed.nudgeTimer = null;
  settle(ed);
  const { history } = ed;
  const graph = takeSnapshot(ed);
  if (sameGraph(graph, history.graph)) return;
  if (!merge) pushUndo(history, history.graph, label);
  setGraph(history, graph);
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
  setGraph(history, entry.graph);
  history.group = null;
  showGraph(ed, entry.graph);
  send(ed);
  refresh(ed);
  say(ed, `${verb}: ${entry.label}`);
}

const undo = (ed) => step(ed, "undo", "redo", "Undone");
const redo = (ed) => step(ed, "redo", "undo", "Done again");

/* Show what Python sent, if it is new. It becomes one undo step; consecutive loads with the same
   `undo_group` (a slider being dragged) share one. A drawing that Python does not have yet stays
   (if the page is back before Python saw it) or is moved onto the new graph. */
function load(ed, { graph, rev, undo_group: group }) {
  const { history } = ed;
  if (ed.loadedRev === rev) return;
  const waiting = isUnseen(history) ? history.graph : null;
  const isSame = history.rev === rev;
  const drawn = waiting && (isSame ? waiting : carryOver(history.known, waiting, graph));
  if (history.graph !== null && !isSame) {
    const joins = group !== null && group === history.group;
    if (!joins && !drawn && !sameGraph(history.graph, graph)) {
      pushUndo(history, history.graph, "change from outside the drawing");
    }
    history.group = group;
  }
  const before = new Set(genes(ed).map((node) => node.id()));
  showGraph(ed, drawn ?? graph);
  if (!isSame) history.known = graph;
  history.graph = takeSnapshot(ed);
  history.rev = rev;
  ed.loadedRev = rev;
  revealAfterLoad(ed, before);
  if (drawn && isSame) post(ed, FIRST_PATIENCE_MS);
  else if (drawn) send(ed);
}

/* Keep the view when mostly the same genes come back; show everything when they are different, or
   when a new one would be out of sight. */
function revealAfterLoad(ed, before) {
  const nodes = genes(ed);
  const added = nodes.filter((node) => !before.has(node.id()));
  const kept = nodes.length - added.length;
  const isOther = 2 * kept < Math.max(nodes.length, before.size);
  if (isOther || added.some((node) => !isInView(ed, node))) fit(ed, { animate: before.size > 0 });
}

/* Selections are sent to Python late and without undo, and only if the page asked for them. */
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
    if (text === ed.sentSelection || !ed.host.isConnected || isLeaving()) return;
    ed.sentSelection = text;
    ed.component.setStateValue("selection", selection);
  }, 150);
}
