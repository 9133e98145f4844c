/* Keys. They work wherever the focus is inside the editor, except in a text box. */

const NUDGE = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const LETTERS = {
  n: addGeneNearby,
  w: writeNearby,
  a: (ed) => setMode(ed, "activate"),
  r: (ed) => setMode(ed, "repress"),
  v: (ed) => setMode(ed, "move"),
  t: flipSelected,
  m: ACTIONS["menu-motif"],
  g: toggleSnap,
  delete: removeSelected,
  backspace: removeSelected,
};

const VIEW_LETTERS = {
  f: (ed) => fit(ed),
  "?": ACTIONS.help,
  "/": (ed) => ed.parts.search.focus(),
  b: toggleNeighbours,
};

function listenToKeys(ed) {
  const { editor } = ed.parts;
  const signal = ed.abort.signal;
  editor.addEventListener("keydown", (event) => onKey(ed, event), { signal });
  // Streamlit listens on the document: R would rerun the app and C open "clear caches".
  for (const type of ["keydown", "keyup", "keypress"]) {
    editor.addEventListener(type, (event) => event.stopPropagation(), { signal });
  }
}

function onKey(ed, event) {
  const isTyping = event.target.matches("input, select, textarea") || ed.parts.help.open;
  if (isTyping || event.altKey) return;
  const handled =
    event.ctrlKey || event.metaKey ? onCommandKey(ed, event) : onPlainKey(ed, event);
  if (handled) event.preventDefault();
}

function onCommandKey(ed, event) {
  if (ed.data.read_only) return false;
  const key = event.key.toLowerCase();
  if (key === "z") (event.shiftKey ? redo : undo)(ed);
  else if (key === "y") redo(ed);
  else if (key === "a") selectAll(ed);
  else if (key === "d") duplicateSelected(ed);
  else return false;
  return true;
}

function onPlainKey(ed, event) {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (key === "Escape") return stepBack(ed);
  if (ed.root.activeElement !== ed.parts.stage && roveToolbar(ed, key)) return true;
  const action = VIEW_LETTERS[key] ?? (ed.data.read_only ? null : LETTERS[key.toLowerCase()]);
  if (action) {
    action(ed);
    return true;
  }
  return ed.root.activeElement === ed.parts.stage && onStageKey(ed, event);
}

function onStageKey(ed, event) {
  const chosen = ed.cy.elements(":selected");
  if (event.key === "Tab") return cycle(ed, event.shiftKey ? -1 : 1);
  if (ed.data.read_only) return false;
  if (event.key === "Enter" && chosen.length === 1 && chosen.isNode()) {
    (chosen.is(GENE) ? openRename : openWriting)(ed, chosen);
    return true;
  }
  if (!NUDGE[event.key] || chosen.nodes().empty()) return false;
  const step = nudgeStep(event.shiftKey);
  nudge(ed, ...NUDGE[event.key].map((direction) => direction * step));
  if (!event.shiftKey) snap(ed, chosen.nodes());
  return true;
}

/* Escape cancels one thing at a time: menu, line being drawn, mode, selection. */
function stepBack(ed) {
  if (closeMenu(ed)) return true;
  if (ed.handles?.active) cancelDrawing(ed);
  else if (ed.mode !== "move") setMode(ed, "move");
  else ed.cy.elements(":selected").unselect();
  return true;
}

/* Without a target, ending the gesture draws nothing. */
function cancelDrawing(ed) {
  const { handles } = ed;
  if (handles.targetNode.nonempty()) handles.unpreview(handles.targetNode);
  handles.stop();
}

/* Tab walks through genes, then interactions, then texts, and leaves the canvas at both ends (no trap). */
function cycle(ed, direction) {
  const order = [...genes(ed).sort(byRank), ...interactions(ed).sort(byRank), ...texts(ed).sort(byRank)];
  const chosen = ed.cy.elements(":selected");
  const index = chosen.length === 1 ? order.findIndex((element) => element.same(chosen)) : -1;
  const next = index < 0 && direction < 0 ? -1 : index + direction;
  if (next < 0 || next >= order.length) {
    chosen.unselect();
    return false;
  }
  selectOnly(ed, order[next]);
  if (!isInView(ed, order[next])) ed.cy.center(order[next]);
  say(ed, `${describe(ed, order[next])}, ${next + 1} of ${order.length}`);
  return true;
}
