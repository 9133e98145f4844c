/* Where things are: fitting the view, arranging the genes, the picture to download. */

const ANIMATION_MS = 260;
const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/* Fitted twice: labels grow to stay readable when the first fit zooms out. */
function fitClosely(ed) {
  const { cy } = ed;
  const network = placed(ed).union(interactions(ed));
  for (let pass = 0; pass < 2; pass += 1) {
    cy.fit(network, 32);
    if (cy.zoom() > MAX_FIT_ZOOM) cy.zoom(MAX_FIT_ZOOM);
    cy.center(network);
    rescale(ed);
  }
}

/* Show the whole network. The final viewport is computed first, so that the zoom can be capped. */
function fit(ed, { animate = true } = {}) {
  const { cy } = ed;
  if (genes(ed).empty() || cy.width() === 0) return;
  const before = { zoom: cy.zoom(), pan: { ...cy.pan() } };
  if (isOverview(ed)) fitOverview(ed);
  else fitClosely(ed);
  if (!animate || still()) return;
  const after = { zoom: cy.zoom(), pan: { ...cy.pan() } };
  cy.viewport(before);
  cy.stop().animate({ ...after, duration: ANIMATION_MS, easing: "ease-out" });
}

function isInView(ed, element) {
  const { x1, x2, y1, y2 } = element.renderedBoundingBox();
  return x1 >= 0 && y1 >= 0 && x2 <= ed.cy.width() && y2 <= ed.cy.height();
}

function rescale(ed) {
  const scale = labelScale(ed);
  if (scale === ed.scale) return;
  ed.scale = scale;
  ed.cy.style().update();
}

function zoomBy(ed, factor) {
  const { cy } = ed;
  const renderedPosition = { x: cy.width() / 2, y: cy.height() / 2 };
  cy.zoom({ level: cy.zoom() * factor, renderedPosition });
}

const isTop = (node) => node.incomers(INTERACTION).sources().not(node).empty();

/* Genes without a regulator are at the top. In a part that is a closed loop, its first gene is, and
   layers then count steps in either direction: otherwise the loop would be a line. */
function layers(ed) {
  const parts = genes(ed).union(interactions(ed)).components();
  const tops = parts.map((part) => part.nodes().filter(isTop));
  const roots = tops.map((top, i) => (top.empty() ? parts[i].nodes().sort(byRank)[0] : top));
  return {
    name: "breadthfirst",
    directed: tops.every((top) => top.nonempty()),
    roots: roots.reduce((all, some) => all.union(some), ed.cy.collection()),
  };
}

/* Three rings, by number of interactions. */
function rings(ed) {
  const most = genes(ed).maxDegree();
  return {
    name: "concentric",
    minNodeSpacing: 50,
    concentric: (node) => node.degree(),
    levelWidth: () => Math.max(1, most / 2),
  };
}

const LAYOUTS = {
  circle: (ed) => ({ name: "circle", radius: Math.max(110, genes(ed).length * 22) }),
  grid: () => ({ name: "grid", avoidOverlapPadding: 50, condense: true }),
  layers,
  rings,
  springs: () => ({ name: "cose", randomize: true, idealEdgeLength: 110, nodeRepulsion: 90000 }),
};

/* Arrange all genes: one undo step, shown as a short glide. */
function arrange(ed, kind) {
  const nodes = genes(ed);
  if (nodes.empty()) return;
  settle(ed);
  const from = new Map(nodes.map((node) => [node.id(), { ...node.position() }]));
  const options = { animate: false, fit: false, avoidOverlap: true, spacingFactor: 1.15 };
  nodes.union(interactions(ed)).layout({ ...options, ...LAYOUTS[kind](ed) }).run();
  commit(ed, `Arranged: ${kind}`);
  fit(ed);
  if (still()) return;
  ed.settling = new Map(nodes.map((node) => [node.id(), { ...node.position() }]));
  nodes.forEach((node) => {
    node.position(from.get(node.id()));
    node.animate({ position: ed.settling.get(node.id()), duration: ANIMATION_MS });
  });
}

/* End a glide at once. cytoscape's own stop(…, jumpToEnd) only acts in the next frame. */
function settle(ed) {
  if (!ed.settling) return;
  genes(ed).stop(true);
  genes(ed).forEach((node) => {
    const position = ed.settling.get(node.id());
    if (position) node.position(position);
  });
  ed.settling = null;
}

const PICTURE = { output: "blob-promise", full: true, scale: 3, maxWidth: 8000, maxHeight: 8000 };
const PICTURE_MARGIN = 60;

async function downloadPicture(ed) {
  if (genes(ed).empty()) {
    say(ed, "There is nothing to save yet.");
    return;
  }
  settle(ed);
  const chosen = ed.cy.elements(":selected").unselect(); // no selection halo in the picture
  const drawn = await createImageBitmap(await ed.cy.png(PICTURE));
  chosen.select();
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await frame(drawn, ed.theme.background));
  link.download = "network.png";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  say(ed, "Picture saved as network.png");
}

/* cytoscape cuts the picture at the outermost gene: give it a margin. */
function frame(drawn, background) {
  const canvas = new OffscreenCanvas(
    drawn.width + 2 * PICTURE_MARGIN,
    drawn.height + 2 * PICTURE_MARGIN,
  );
  const context = canvas.getContext("2d");
  context.fillStyle = background;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(drawn, PICTURE_MARGIN, PICTURE_MARGIN);
  return canvas.convertToBlob({ type: "image/png" });
}
