/* Excerpts: some genes with the interactions among them, apart from any canvas. Copying, duplicating
   and the motif palette all insert one. Its genes are numbered from 0, so that they can get new ids
   and names wherever it is inserted. */

const GRID_PX = 24; // distance of the painted dots
const GAP = { x: 48, y: 24 }; // free space around an inserted gene (pixels)
const MOST_TRIES = 12; // places tried in each direction before genes may cover each other

function excerptOf(ed, chosen) {
  const nodes = chosen.sort(byRank);
  const place = new Map(nodes.map((node, index) => [node.id(), index]));
  const inner = interactions(ed).sort(byRank).map((edge) => edge.data());
  return {
    nodes: nodes.map((node) => ({
      name: node.data("name"),
      x: oneDecimal(node.position("x")),
      y: oneDecimal(node.position("y")),
      attrs: node.data("attrs"),
    })),
    edges: inner
      .filter(({ source, target }) => place.has(source) && place.has(target))
      .map(({ source, target, strength, attrs }) => (
        { source: place.get(source), target: place.get(target), strength, attrs }
      )),
  };
}

/* "LacI" becomes "LacI 2", and "LacI 2" becomes "LacI 3". */
function copyName(ed, name) {
  const taken = new Set(genes(ed).map((node) => node.data("name")));
  if (!taken.has(name)) return name;
  const stem = name.replace(/ \d+$/, "");
  for (let number = 2; ; number += 1) {
    const ending = ` ${number}`;
    const kept = [...stem].slice(0, MAX_NAME - ending.length).join("").trimEnd();
    if (!taken.has(kept + ending)) return kept + ending;
  }
}

/* Insert at `shift` and return the new elements. `root` is a gene of the canvas that takes the place
   of the first one. Genes without a name get the next free one. */
function insertExcerpt(ed, { nodes, edges }, { shift, root = null }) {
  const { cy } = ed;
  let added = cy.collection();
  const ids = nodes.map(({ name, x, y, attrs }, index) => {
    if (root && index === 0) return root.id();
    const data = {
      id: freshId(ed),
      name: name ? copyName(ed, name) : freshName(ed),
      attrs,
      rank: nextRank(genes(ed)),
    };
    const position = onGrid(ed, { x: x + shift.x, y: y + shift.y });
    added = added.union(cy.add({ group: "nodes", data, position }));
    return data.id;
  });
  const rank = nextRank(interactions(ed));
  edges.forEach(({ source: from, target: to, strength, attrs }, index) => {
    const [source, target] = [ids[from], ids[to]];
    const data = { id: edgeId(source, target), source, target, strength, attrs };
    added = added.union(cy.add({ group: "edges", data: { ...data, rank: rank + index } }));
  });
  return added;
}

function hasRoomFor(ed, count) {
  const most = ed.data.max_nodes;
  if (genes(ed).length + count <= most) return true;
  say(ed, `This canvas holds at most ${most} genes.`, { isProblem: true });
  return false;
}

function boxAround(points) {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const [width, height] = [Math.max(...xs) - left, Math.max(...ys) - top];
  return { width, height, x: left + width / 2, y: top + height / 2 };
}

const roundUp = (length) => Math.ceil(length / GRID_PX) * GRID_PX;
const roundOff = (length) => Math.round(length / GRID_PX) * GRID_PX;

/* A copy's name is longer by its number. */
const widthFor = (ed, { name }) => nodeWidth(ed, `${name ?? "G1"} 2`);
const heightOf = (ed) => LABEL_PX * ed.scale + 24;

/* In place, then to the right, below, to the left and above, farther and farther away. */
function shiftsBeside(ed, points) {
  const box = boxAround(points);
  const widest = Math.max(...points.map((point) => widthFor(ed, point)));
  const across = roundUp(box.width + widest + GAP.x);
  const down = roundUp(box.height + heightOf(ed) + GAP.y);
  const shifts = [{ x: 0, y: 0 }];
  for (let far = 1; far <= MOST_TRIES; far += 1) {
    const [x, y] = [far * across, far * down];
    shifts.push({ x, y: 0 }, { x: 0, y }, { x: -x, y: 0 }, { x: 0, y: -y });
  }
  return shifts;
}

/* In the middle of the view, then farther and farther from it on a spiral. */
function shiftsAroundMiddle(ed, points) {
  const box = boxAround(points);
  const { x1, x2, y1, y2 } = ed.cy.extent();
  return Array.from({ length: 200 }, (_, turn) => {
    const radius = 1.5 * GRID_PX * Math.sqrt(turn);
    return {
      x: roundOff((x1 + x2) / 2 - box.x + radius * Math.cos(turn * 2.4)),
      y: roundOff((y1 + y2) / 2 - box.y + radius * Math.sin(turn * 2.4)),
    };
  });
}

/* Whether a shift covers no gene of the canvas. */
function isFreeFor(ed, points) {
  const others = genes(ed).map((node) => ({ ...node.position(), half: node.width() / 2 + GAP.x }));
  const own = points.map((point) => ({ ...point, half: widthFor(ed, point) / 2 }));
  const down = heightOf(ed) + GAP.y;
  return ({ x, y }) => !own.some((point) => others.some((other) =>
    Math.abs(other.x - point.x - x) < point.half + other.half &&
    Math.abs(other.y - point.y - y) < down));
}

/* The first shift that covers nothing, if possible without leaving the view. */
function bestShift(ed, points, shifts) {
  const { x1, x2, y1, y2 } = ed.cy.extent();
  const isShown = (shift) => points.every(({ x, y }) =>
    x + shift.x > x1 + 40 && x + shift.x < x2 - 40 && y + shift.y > y1 + 24 && y + shift.y < y2 - 24);
  const free = shifts.filter(isFreeFor(ed, points));
  return free.find(isShown) ?? free[0] ?? shifts.at(-1);
}

/* Select what was inserted, make it one step, and show it together with what was in view before:
   undoing it must not leave an empty view behind. */
function finishInsert(ed, chosen, label) {
  selectOnly(ed, chosen);
  commit(ed, label);
  if (!chosen.every((node) => isInView(ed, node))) {
    const context = genes(ed).filter((node) => isInView(ed, node));
    bringIntoView(ed, context.union(chosen), { always: true });
  }
  ed.parts.stage.focus({ preventScroll: true });
}

function countedParts({ nodes, edges }) {
  const parts = [plural(nodes.length, "gene")];
  if (edges.length) parts.push(plural(edges.length, "interaction"));
  return parts.join(" and ");
}
