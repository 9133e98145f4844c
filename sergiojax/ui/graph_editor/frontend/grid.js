/* Tidying by hand: snapping to the painted grid, and selected genes in a row or a column. */

const APART = { x: 144, y: 96 }; // least distance of neighbours in a row and in a column

/* Snapping is a habit of the user and not part of the network: the page remembers it. */
function toggleSnap(ed) {
  STORE.snaps = !STORE.snaps;
  refresh(ed);
  say(ed, STORE.snaps ? "Snap is on: genes that you move snap to the grid." : "Snap is off.");
}

const onGrid = (ed, { x, y }) =>
  (STORE.snaps ? { x: roundOff(x), y: roundOff(y) } : { x, y });

/* On release: the pointer would override a position changed during the drag. */
function snap(ed, nodes) {
  if (STORE.snaps) nodes.positions((node) => onGrid(ed, node.position()));
}

/* Arrow keys go from grid line to grid line. */
function nudgeStep(isFine) {
  if (isFine) return 1;
  return STORE.snaps ? GRID_PX : 10;
}

/* Evenly spaced on one line, in their present order. */
function lineUp(ed, axis) {
  const nodes = genes(ed).filter(":selected").sort((a, b) => a.position(axis) - b.position(axis));
  if (nodes.length < 2) {
    say(ed, "Select two or more genes first.");
    return;
  }
  settle(ed);
  const other = axis === "x" ? "y" : "x";
  const places = nodes.map((node) => ({ ...node.position() }));
  const level = places.reduce((sum, place) => sum + place[other], 0) / places.length;
  const [first, last] = [places[0][axis], places.at(-1)[axis]];
  const gap = Math.max(APART[axis], (last - first) / (nodes.length - 1));
  const start = (first + last - gap * (nodes.length - 1)) / 2;
  nodes.forEach((node, index) => {
    node.position(onGrid(ed, { [axis]: start + index * gap, [other]: level }));
  });
  commit(ed, `${plural(nodes.length, "gene")} in a ${axis === "x" ? "row" : "column"}`);
  bringIntoView(ed, nodes);
}
