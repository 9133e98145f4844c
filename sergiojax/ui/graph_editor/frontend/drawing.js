/* Drawing with the pointer: adding genes, dragging interactions, moving, flipping, deleting. */

const SNAP_PX = 18; // releasing this close to a gene still hits it
const LEFT_PX = 10; // the pointer has left a gene when it is this far outside

function isInside(node, { x, y }, margin = 0) {
  const box = node.boundingBox({ includeLabels: false, includeOverlays: false });
  const inX = x >= box.x1 - margin && x <= box.x2 + margin;
  return inX && y >= box.y1 - margin && y <= box.y2 + margin;
}

function startDrawing(ed) {
  const { cy } = ed;
  // Before edgehandles registers its own listeners: it asks canConnect in the same event.
  cy.on("tapstart", () => { ed.leftSource = false; });
  cy.on("tapdrag", ({ position }) => {
    if (!ed.handles.active || ed.leftSource) return;
    ed.leftSource = !isInside(ed.handles.sourceNode, position, LEFT_PX);
  });
  ed.handles = cy.edgehandles({
    snap: true,
    snapThreshold: SNAP_PX,
    hoverDelay: 0,
    canConnect: (source, target) => canConnect(ed, source, target),
    edgeParams: () => ({ data: { strength: ed.drawSign } }),
  });
  cy.on("ehcomplete", (event, source, target, added) => {
    // edgehandles adds an edge of its own: replace it, else the same pair gets two.
    added.remove();
    connect(ed, source.id(), target.id(), ed.drawSign);
  });
  cy.on("ehstart", (event, source) => { if (!source.is(GENE)) ed.handles.stop(); });
  // It leaves its preview behind when the last canConnect of a gesture returns false.
  cy.on("ehstop", () => cy.edges(".eh-preview").remove());
}

/* A self loop needs a drag out and back: just clicking a gene must not draw one. */
function canConnect(ed, source, target) {
  if (target.empty()) return true; // edgehandles asks this when the drag ends on nothing
  if (!target.is(GENE)) return false;
  if (!source.same(target)) return true;
  const isShown = ed.handles.targetNode.same(target);
  return ed.leftSource && (isShown || isInside(target, ed.handles.mp()));
}

function setMode(ed, mode) {
  ed.mode = mode;
  ed.drawSign = mode === "repress" ? -1 : 1;
  setDrawMode(ed, mode !== "move");
  refresh(ed);
}

/* Calling enableDrawMode() twice would store "ungrabbable" as the state to return to: genes would
   freeze. */
function setDrawMode(ed, on) {
  if (!ed.handles || ed.handles.drawMode === on) return;
  if (on) ed.handles.enableDrawMode();
  else ed.handles.disableDrawMode();
}

/* Shift-drag draws in Move mode. Draw mode is switched on for this one gesture, already at mousedown:
   later, cytoscape would have grabbed the gene and would move it. */
function drawWhileShift(ed) {
  const signal = ed.abort.signal;
  ed.parts.stage.addEventListener(
    "mousedown",
    (event) => {
      if (ed.mode !== "move" || !event.shiftKey || event.button !== 0) return;
      setDrawMode(ed, true);
      const release = () => setTimeout(() => setDrawMode(ed, ed.mode !== "move"));
      window.addEventListener("mouseup", release, { once: true, signal });
    },
    { capture: true, signal },
  );
}

function connect(ed, source, target, sign) {
  const { cy } = ed;
  const existing = cy.getElementById(edgeId(source, target));
  if (existing.nonempty()) {
    const strength = existing.data("strength");
    if (strength * sign > 0) {
      say(ed, `${sentenceOf(ed, existing)} already`);
      return;
    }
    existing.data("strength", strength === 0 ? sign * ed.data.default_strength : -strength);
    commit(ed, sentenceOf(ed, existing));
    return;
  }
  const strength = sign * ed.data.default_strength;
  const rank = nextRank(interactions(ed));
  const data = { id: edgeId(source, target), source, target, strength, attrs: {}, rank };
  const edge = cy.add({ group: "edges", data });
  commit(ed, sentenceOf(ed, edge));
}

function addGene(ed, position) {
  if (ed.data.read_only) return;
  closeRename(ed, { save: true });
  if (!hasRoomFor(ed, 1)) return;
  const name = freshName(ed);
  const data = { id: freshId(ed), name, attrs: {}, rank: nextRank(genes(ed)) };
  const node = ed.cy.add({ group: "nodes", data, position: onGrid(ed, position) });
  selectOnly(ed, node);
  commit(ed, `Added gene ${name}`);
  openRename(ed, node, { isNew: true });
}

/* For the button and the N key: under the pointer if it is over the canvas, else in the middle. */
function addGeneNearby(ed) {
  const { x1, x2, y1, y2 } = ed.cy.extent();
  const middle = { x: (x1 + x2) / 2, y: (y1 + y2) / 2 };
  addGene(ed, freeSpot(ed, ed.pointer ?? middle));
}

function selectOnly(ed, elements) {
  ed.cy.batch(() => {
    ed.cy.elements(":selected").not(elements).unselect();
    elements.select();
  });
}

function selectAll(ed) {
  selectOnly(ed, placed(ed));
  say(ed, `Selected ${plural(genes(ed).length, "gene")}`);
}

function removeSelected(ed) {
  const nodes = genes(ed).filter(":selected");
  const edges = interactions(ed).filter(":selected").union(nodes.connectedEdges(INTERACTION));
  const written = texts(ed).filter(":selected");
  if (nodes.empty() && edges.empty() && written.empty()) {
    say(ed, "Select a gene or an interaction first.");
    return;
  }
  const label = nodes.length === 1 ? `gene ${nodes[0].data("name")}` : plural(nodes.length, "gene");
  const parts = [];
  if (nodes.nonempty()) parts.push(label);
  if (edges.nonempty()) parts.push(plural(edges.length, "interaction"));
  if (written.nonempty()) parts.push(plural(written.length, "text"));
  nodes.union(edges).union(written).remove();
  commit(ed, `Deleted ${parts.join(" and ")}`);
}

function flip(ed, edges) {
  if (edges.empty()) {
    say(ed, "Select an interaction first.");
    return;
  }
  edges.forEach((edge) => edge.data("strength", -edge.data("strength")));
  const many = `Flipped the sign of ${plural(edges.length, "interaction")}`;
  commit(ed, edges.length === 1 ? sentenceOf(ed, edges[0]) : many);
}

const flipSelected = (ed) => flip(ed, interactions(ed).filter(":selected"));

/* Arrow keys move in small steps, which a pause joins into one edit. */
function nudge(ed, dx, dy) {
  const chosen = placed(ed).filter(":selected");
  chosen.shift({ x: dx, y: dy });
  clearTimeout(ed.nudgeTimer);
  ed.nudgeTimer = setTimeout(() => commit(ed, movedLabel(chosen)), 400);
}

function movedLabel(nodes) {
  const [genesOnly, only] = [nodes.filter(GENE), nodes.length === 1];
  if (genesOnly.empty()) return only ? "Moved a text" : `Moved ${plural(nodes.length, "text")}`;
  return `Moved ${only ? nodes.data("name") : plural(genesOnly.length, "gene")}`;
}

/* cytoscape takes any two quick clicks for a double click, wherever they are: picking genes one after
   the other with Shift would rename the second. */
function isDoubleClick([first, second]) {
  if (first?.target !== second.target) return false;
  const { shiftKey, ctrlKey, metaKey } = second.originalEvent;
  if (shiftKey || ctrlKey || metaKey) return false;
  const [from, to] = [first.renderedPosition, second.renderedPosition];
  return Math.hypot(to.x - from.x, to.y - from.y) < SNAP_PX;
}

function listenToPointer(ed) {
  const { cy, parts } = ed;
  cy.on("mouseover", "node, edge", ({ target }) => {
    target.addClass("hover");
    parts.stage.dataset.over = target.group();
  });
  cy.on("mouseout", "node, edge", ({ target }) => {
    target.removeClass("hover");
    delete parts.stage.dataset.over;
  });
  cy.on("mousemove", ({ position }) => { ed.pointer = position; });
  parts.stage.addEventListener("mouseleave", () => {
    ed.pointer = null;
    cy.elements(".hover").removeClass("hover"); // cytoscape reports no mouseout here
    delete parts.stage.dataset.over;
  }, { signal: ed.abort.signal });
  cy.on("tap", (event) => { ed.taps = [ed.taps?.[1], event]; });
  cy.on("dbltap", (event) => {
    if (ed.data.read_only || !isDoubleClick(ed.taps)) return;
    if (event.target === cy) addGene(ed, event.position);
    else if (event.target.is(GENE)) openRename(ed, event.target);
    else if (event.target.is(WORDS)) openWriting(ed, event.target);
    else flip(ed, event.target);
  });
  cy.on("grab", () => settle(ed));
  // There is one event per gene of a moved group: the first one after the release commits them all.
  cy.on("dragfree", `${GENE}, ${WORDS}`, ({ target }) => {
    const moved = target.selected() ? placed(ed).filter(":selected") : target;
    setTimeout(() => {
      snap(ed, moved);
      commit(ed, movedLabel(moved));
    });
  });
}
