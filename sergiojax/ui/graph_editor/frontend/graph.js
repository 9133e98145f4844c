/* The network as plain data, and the canvas as a picture of it.
   `attrs` (kinetic parameters) is opaque here: it is carried by reference and never read. */

const GENE = "node[name]"; // excludes the ghost node that edgehandles adds while drawing
const INTERACTION = "edge[attrs]"; // excludes its ghost and preview edges
const MAX_NAME = 24;

const genes = (ed) => ed.cy.nodes(GENE);
const interactions = (ed) => ed.cy.edges(INTERACTION);
const nameOf = (ed, id) => ed.cy.getElementById(id).data("name");
const oneDecimal = (value) => Math.round(value * 10) / 10;

/* One id per ordered pair makes parallel edges impossible. */
const edgeId = (source, target) => `edge:${JSON.stringify([source, target])}`;

/* `rank` keeps the order of genes through delete and undo: the order of columns depends on it. */
const byRank = (a, b) => a.data("rank") - b.data("rank");
const nextRank = (elements) => Math.max(-1, elements.max((one) => one.data("rank")).value) + 1;

function takeSnapshot(ed) {
  return {
    nodes: genes(ed).sort(byRank).map((node) => ({
      id: node.id(),
      name: node.data("name"),
      x: oneDecimal(node.position("x")),
      y: oneDecimal(node.position("y")),
      attrs: node.data("attrs"),
    })),
    edges: interactions(ed).sort(byRank).map((edge) => ({
      source: edge.data("source"),
      target: edge.data("target"),
      strength: edge.data("strength"),
      attrs: edge.data("attrs"),
    })),
    texts: texts(ed).sort(byRank).filter((node) => node.data("text").trim()).map((node) => ({
      id: node.id(),
      text: node.data("text"),
      x: oneDecimal(node.position("x")),
      y: oneDecimal(node.position("y")),
    })),
  };
}

const sameGraph = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/* Change the canvas into `graph` in place: elements that stay keep their selection, hover and the
   gesture in progress, so a load from Python in the middle of a drag disturbs nothing. */
function showGraph(ed, graph) {
  const { cy, handles } = ed;
  settle(ed);
  const keptNodes = new Set(graph.nodes.map((node) => node.id));
  const keptTexts = new Set(graph.texts.map((text) => text.id));
  const isKept = (node) => keptTexts.has(node.id()) || node.same(ed.writing ?? cy.collection());
  const keptEdges = new Set(graph.edges.map((edge) => edgeId(edge.source, edge.target)));
  if (handles?.active && !keptNodes.has(handles.sourceNode.id())) handles.stop();
  cy.batch(() => {
    interactions(ed).filter((edge) => !keptEdges.has(edge.id())).remove();
    genes(ed).filter((node) => !keptNodes.has(node.id())).remove();
    texts(ed).filter((node) => !isKept(node)).remove();
    graph.texts.forEach((text, rank) => showText(cy, text, rank));
    graph.nodes.forEach((node, rank) => showNode(cy, node, rank));
    graph.edges.forEach((edge, rank) => showEdge(cy, edge, rank));
  });
  if (ed.renaming?.node.removed()) closeRename(ed, { save: false });
}

function showNode(cy, { id, name, x, y, attrs }, rank) {
  const node = cy.getElementById(id);
  if (node.empty()) {
    cy.add({ group: "nodes", data: { id, name, attrs, rank }, position: { x, y } });
    return;
  }
  node.data({ name, attrs, rank });
  if (!node.grabbed()) node.position({ x, y });
}

function showEdge(cy, { source, target, strength, attrs }, rank) {
  const edge = cy.getElementById(edgeId(source, target));
  if (edge.nonempty()) {
    edge.data({ strength, attrs, rank });
    return;
  }
  const data = { id: edgeId(source, target), source, target, strength, attrs, rank };
  cy.add({ group: "edges", data });
}

function freshName(ed) {
  const taken = new Set(genes(ed).map((node) => node.data("name")));
  let number = 1;
  while (taken.has(`G${number}`)) number += 1;
  return `G${number}`;
}

function freshId(ed) {
  let id;
  do {
    id = `n${nextSequence().toString(36)}`;
  } while (ed.cy.getElementById(id).nonempty());
  return id;
}

/* The nearest place on a spiral around (x, y) where a new gene covers no other one. */
function freeSpot(ed, { x, y }) {
  const covered = (spot) =>
    genes(ed).some((node) => {
      const { x: nodeX, y: nodeY } = node.position();
      return Math.abs(nodeX - spot.x) < 110 && Math.abs(nodeY - spot.y) < 60;
    });
  for (let turn = 0; turn < 400; turn += 1) {
    const radius = 22 * Math.sqrt(turn);
    const spot = { x: x + radius * Math.cos(turn * 2.4), y: y + radius * Math.sin(turn * 2.4) };
    if (!covered(spot)) return spot;
  }
  return { x, y };
}

const plural = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;

function sentenceOf(ed, edge) {
  const { source, target, strength } = edge.data();
  const verb = strength < 0 ? "represses" : "activates";
  const object = source === target ? "itself" : nameOf(ed, target);
  return `${nameOf(ed, source)} ${verb} ${object}`;
}

function describe(ed, element) {
  if (element.is(WORDS)) return `Text: ${element.data("text")}`;
  if (element.isEdge()) return sentenceOf(ed, element);
  const targets = element.outgoers(INTERACTION).length;
  const regulators = element.incomers(INTERACTION).length;
  return `Gene ${element.data("name")}, regulates ${targets}, regulated by ${regulators}`;
}

function summary(ed) {
  const counts = [plural(genes(ed).length, "gene"), plural(interactions(ed).length, "interaction")];
  return counts.join(", ");
}

const LOOP_REACH = 130; // to the sides, the loop of a wider gene would be inside it

/* Between the directions of the other genes, which are sorted. */
function widestGap(angles) {
  if (angles.length === 0) return "-45deg";
  const gaps = angles.map((angle, i) => (angles[i + 1] ?? angles[0] + 2 * Math.PI) - angle);
  const widest = gaps.indexOf(Math.max(...gaps));
  return `${angles[widest] + gaps[widest] / 2}rad`;
}

const upOrDown = (angles) =>
  (angles.reduce((sum, angle) => sum + Math.cos(angle), 0) > 0 ? "180deg" : "0deg");

/* Let every self loop point into the widest gap between the gene's other interactions. */
function aimLoops(ed) {
  for (const loop of ed.cy.edges(":loop")) {
    const node = loop.source();
    const angles = node.neighborhood(GENE).not(node).map((other) => {
      const { x, y } = node.position();
      return Math.atan2(other.position("x") - x, y - other.position("y")); // clockwise from the top
    });
    angles.sort((a, b) => a - b);
    const away = node.width() > LOOP_REACH ? upOrDown(angles) : widestGap(angles);
    if (loop.scratch("away") !== away) loop.scratch("away", away).updateStyle();
  }
}
