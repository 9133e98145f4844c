/* The motif palette: small circuits that recur in gene networks, inserted with one click. If one gene
   is selected, it becomes the motif's first. Python gives the parameters, as for anything drawn. */

/* `at`: places in grid steps, the first gene at the origin; `wires`: from, to, sign. */
const MOTIFS = {
  toggle: {
    title: "Toggle switch",
    story: "Two genes repress each other: one of two states wins.",
    at: [[0, 0], [7, 0]],
    wires: [[0, 1, -1], [1, 0, -1]],
  },
  repressilator: {
    title: "Repressilator",
    story: "Three genes repress each other in a ring: their levels oscillate in turn.",
    at: [[0, 0], [5, 7], [-5, 7]],
    wires: [[0, 1, -1], [1, 2, -1], [2, 0, -1]],
  },
  negative: {
    title: "Negative autoregulation",
    story: "A gene represses itself: a fast, steady level.",
    at: [[0, 0]],
    wires: [[0, 0, -1]],
  },
  positive: {
    title: "Positive autoregulation",
    story: "A gene activates itself: it is slow to start, and may stay on.",
    at: [[0, 0]],
    wires: [[0, 0, 1]],
  },
  coherent: {
    title: "Coherent feed-forward loop",
    story: "Directly and through a helper, one gene activates another: short pulses are ignored.",
    at: [[0, 0], [5, 5], [10, 0]],
    wires: [[0, 1, 1], [1, 2, 1], [0, 2, 1]],
  },
  incoherent: {
    title: "Incoherent feed-forward loop",
    story: "One gene activates another and its repressor: the response is a pulse.",
    at: [[0, 0], [5, 5], [10, 0]],
    wires: [[0, 1, 1], [1, 2, -1], [0, 2, 1]],
  },
  module: {
    title: "Single-input module",
    story: "One gene activates several: they respond in the order of their thresholds.",
    at: [[0, 0], [-6, 6], [0, 6], [6, 6]],
    wires: [[0, 1, 1], [0, 2, 1], [0, 3, 1]],
  },
  cascade: {
    title: "Cascade",
    story: "Each gene activates the next: a delay.",
    at: [[0, 0], [7, 0], [14, 0]],
    wires: [[0, 1, 1], [1, 2, 1]],
  },
};

/* The gene with which a motif begins, if exactly one is selected. */
function motifRoot(ed) {
  const chosen = ed.cy.elements(":selected");
  return chosen.length === 1 && chosen.is(GENE) ? chosen : null;
}

function motifExcerpt(ed, { at, wires }) {
  return {
    nodes: at.map(([x, y]) => ({ name: null, x: x * GRID_PX, y: y * GRID_PX, attrs: {} })),
    edges: wires.map(([source, target, sign]) => (
      { source, target, strength: sign * ed.data.default_strength, attrs: {} }
    )),
  };
}

function insertMotif(ed, kind) {
  const motif = MOTIFS[kind];
  const root = motifRoot(ed);
  if (!hasRoomFor(ed, motif.at.length - (root ? 1 : 0))) return;
  closeRename(ed, { save: true });
  settle(ed);
  const excerpt = motifExcerpt(ed, motif);
  const label = `Added motif: ${motif.title.toLowerCase()}`;
  if (root && motif.at.length === 1) {
    connect(ed, root.id(), root.id(), motif.wires[0][2]); // it may already regulate itself
    ed.parts.stage.focus({ preventScroll: true });
  } else if (root) {
    const nodes = turnedToRoom(ed, excerpt.nodes, root);
    const added = insertExcerpt(ed, { ...excerpt, nodes }, { shift: root.position(), root });
    finishInsert(ed, added.nodes().union(root), `${label}, starting from ${root.data("name")}`);
  } else {
    const shifts = shiftsAroundMiddle(ed, excerpt.nodes);
    const shift = bestShift(ed, excerpt.nodes, shifts);
    finishInsert(ed, insertExcerpt(ed, excerpt, { shift }).nodes(), label);
  }
}

/* Around a gene of the canvas: turned, then also stretched, until nothing is covered. */
function turnedToRoom(ed, points, root) {
  const turns = [[1, 0], [0, 1], [-1, 0], [0, -1]];
  const ways = [1, 1.5, 2, 3].flatMap((size) => turns.map(([cos, sin]) =>
    points.map((point) => ({
      ...point,
      x: size * (cos * point.x - sin * point.y),
      y: size * (sin * point.x + cos * point.y),
    }))));
  const isFree = (way) => isFreeFor(ed, way.slice(1))(root.position());
  return ways.find(isFree) ?? ways[0];
}

/* One entry per motif, with its picture drawn from the same places and wires. */
function fillPalette(ed) {
  ed.parts.motifs.append(...Object.entries(MOTIFS).map(([kind, motif]) => {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", tabIndex: -1, title: motif.story });
    button.setAttribute("role", "menuitem");
    button.dataset.motif = kind;
    button.append(motifPicture(motif), motif.title);
    return button;
  }));
}

function svgPart(name, attributes) {
  const part = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) part.setAttribute(key, value);
  return part;
}

function motifPicture({ at, wires }) {
  const viewBox = at.length === 1 ? "-10 -15 36 24" : "-18 -12 36 24"; // the loop is to its right
  const svg = svgPart("svg", { viewBox, class: "motif", "aria-hidden": "true" });
  const box = boxAround(at.map(([x, y]) => ({ x, y })));
  const scale = Math.min(28 / (box.width || 1), 16 / (box.height || 1));
  const spots = at.map(([x, y]) => [(x - box.x) * scale, (y - box.y) * scale]);
  const twice = ([from, to]) => wires.some((other) => other[0] === to && other[1] === from);
  for (const wire of wires) {
    const [from, to, sign] = wire;
    const d = from === to ? loopPath(sign) : wirePath(spots[from], spots[to], sign, twice(wire));
    svg.append(svgPart("path", { d, class: sign < 0 ? "represses" : "activates" }));
  }
  svg.append(...spots.map(([cx, cy]) => svgPart("circle", { cx, cy, r: 2.2, class: "solid" })));
  return svg;
}

/* A line with an open arrowhead or a bar; two opposite lines each keep to their side. */
function wirePath([x1, y1], [x2, y2], sign, isDouble) {
  const length = Math.hypot(x2 - x1, y2 - y1);
  const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length];
  const aside = isDouble ? 2.8 : 0;
  const point = (along, across) =>
    `${x1 + ux * along - uy * (across + aside)} ${y1 + uy * along + ux * (across + aside)}`;
  const end = length - 4;
  const head = sign < 0
    ? `M${point(end, -3)}L${point(end, 3)}`
    : `M${point(end - 3, -2.6)}L${point(end, 0)}L${point(end - 3, 2.6)}`;
  return `M${point(4, 0)}L${point(end, 0)}${head}`;
}

/* Out of the only gene, which is at the origin, and back from the right. */
const loopPath = (sign) => {
  const head = sign < 0 ? "M5.5-3.5L5.5 3.5" : "M9-2.8L5 0L9 2.8";
  return `M-3-3C-9-13 22-13 19-4C18-1 12 0 ${sign < 0 ? "5.5" : "5"} 0${head}`;
};
