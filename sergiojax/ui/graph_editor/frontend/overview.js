/* A network that is too large to be edited by hand: it is only shown. Genes are dots, edges are
   straight lines without heads, and names appear where there is room for them. With the editor's own
   styles, 1200 genes with 2700 edges would take three times as long to draw. */

const OVERVIEW_ZOOM = { least: 0.02, close: 0.45, names: 0.38 };
const OVERVIEW_MARGIN = 16; // pixels on the screen
const DOT = 60; // pixels, more than the radius of a gene
const HUBS = 12; // genes whose names are always readable
const HUB_DEGREE = 4;
const HUB_PX = 12;
const MOST_NAMED = 40; // neighbours that get a readable name

const isOverview = (ed) => Boolean(ed.data.overview);

/* The genes with the most interactions, far enough apart that their names do not overlap. */
function chooseHubs(degree, x, y) {
  const reach = (values) => Math.max(...values) - Math.min(...values) || 1;
  const [wide, high] = [reach(x) * 0.11, reach(y) * 0.06];
  const order = degree.map((_, rank) => rank).sort((a, b) => degree[b] - degree[a]);
  const hubs = [];
  for (const rank of order) {
    if (hubs.length === HUBS || degree[rank] < HUB_DEGREE) break;
    const isFree = (hub) => Math.abs(x[hub] - x[rank]) > wide || Math.abs(y[hub] - y[rank]) > high;
    if (hubs.every(isFree)) hubs.push(rank);
  }
  return new Set(hubs);
}

/* Columns are sent: a record per gene would repeat its keys a thousand times. */
function overviewElements({ name, x, y, source, target, sign }) {
  const attrs = {};
  const degree = new Array(name.length).fill(0);
  source.forEach((from, edge) => {
    degree[from] += 1;
    if (from !== target[edge]) degree[target[edge]] += 1;
  });
  const hubs = chooseHubs(degree, x, y);
  const nodes = name.map((text, rank) => ({
    group: "nodes",
    data: { id: text, name: text, attrs, rank, degree: degree[rank] },
    position: { x: x[rank], y: y[rank] },
    classes: hubs.has(rank) ? "hub" : "",
    pannable: true, // a drag that begins on a gene also moves the view
  }));
  const edges = source.map((from, rank) => {
    const [start, end] = [name[from], name[target[rank]]];
    const strength = { "+": 1, "-": -1, 0: 0 }[sign[rank]];
    const data = { id: edgeId(start, end), source: start, target: end, strength, attrs, rank };
    return { group: "edges", data };
  });
  return [...nodes, ...edges];
}

/* After a slider has moved, Python sends the same picture again: then nothing is done. */
function loadOverview(ed, { overview, rev }) {
  if (ed.loadedRev === rev) return;
  ed.loadedRev = rev;
  const text = JSON.stringify(overview);
  if (text === ed.overviewText) return;
  ed.overviewText = text;
  const { cy } = ed;
  const before = new Set(genes(ed).map((node) => node.id()));
  const chosen = cy.elements(":selected").map((element) => element.id());
  cy.batch(() => { // together with the colours, so that no gene is styled twice
    cy.elements().remove();
    cy.add(overviewElements(overview));
    chosen.forEach((id) => cy.getElementById(id).select());
    refreshFinder(ed);
  });
  const kept = overview.name.filter((name) => before.has(name)).length;
  if (2 * kept < Math.max(before.size, overview.name.length)) fit(ed, { animate: false });
}

/* What matters keeps its size on the screen, whatever the zoom: names of hubs and neighbours, and the
   neighbours' interactions. Everything else would take too long to restyle. */
const onScreen = (ed, pixels, least) => () => Math.max(least, pixels / ed.cy.zoom());

function rescaleNear(ed) {
  if (ed.rescaling) return;
  ed.rescaling = true;
  requestAnimationFrame(() => {
    ed.rescaling = false;
    if (!ed.cy.destroyed()) ed.cy.elements(".hub, .named, .near").updateStyle();
  });
}

/* Only close genes in view get names: measuring a thousand takes a second. */
function nameInView(ed) {
  clearTimeout(ed.namingTimer);
  ed.namingTimer = setTimeout(() => {
    if (ed.cy.destroyed() || ed.cy.zoom() < OVERVIEW_ZOOM.names) return;
    const { x1, y1, x2, y2 } = ed.cy.extent();
    ed.cy.nodes().filter((node) => {
      const { x, y } = node.position();
      return x > x1 && x < x2 && y > y1 && y < y2;
    }).addClass("legible");
  }, 80);
}

/* cytoscape would measure every gene with its name and halo; the places are enough. */
function fitOverview(ed) {
  const { cy } = ed;
  const { x, y } = ed.data.overview;
  const [left, top] = [Math.min(...x) - DOT, Math.min(...y) - DOT];
  const [wide, high] = [Math.max(...x) + DOT - left, Math.max(...y) + DOT - top];
  const room = [cy.width() - 2 * OVERVIEW_MARGIN, cy.height() - 2 * OVERVIEW_MARGIN];
  const fitting = Math.min(room[0] / wide, room[1] / high, MAX_FIT_ZOOM);
  const zoom = Math.max(cy.minZoom(), fitting);
  const pan = {
    x: cy.width() / 2 - zoom * (left + wide / 2),
    y: cy.height() / 2 - zoom * (top + high / 2),
  };
  cy.viewport({ zoom, pan });
}

function dotStyles(ed) {
  const { theme } = ed;
  const size = (node) => 56 + 6 * Math.sqrt(node.data("degree"));
  return [
    {
      selector: GENE,
      style: {
        width: size,
        height: size,
        "background-color": theme.line,
        "border-width": 0,
        "border-color": theme.background,
        color: theme.text,
        "font-family": theme.font,
        "font-size": LABEL_PX + 4,
        "font-weight": 600,
        "text-valign": "bottom",
        "text-margin-y": 2,
        "text-outline-color": theme.background,
        "text-outline-width": 3,
        "z-index": (node) => Math.min(100, node.data("degree")),
      },
    },
    { selector: "node.legible", style: { label: "data(name)", "min-zoomed-font-size": 7 } },
    {
      selector: "node.hub, node.named",
      style: {
        label: "data(name)",
        "font-size": onScreen(ed, HUB_PX, LABEL_PX),
        "text-outline-width": onScreen(ed, 2.5, 3),
        "text-valign": "center",
        "min-zoomed-font-size": 0,
        "z-index": 200,
      },
    },
    { selector: "node.hover", style: { "border-color": theme.text, "border-width": 6 } },
    {
      selector: "node:selected",
      style: { "border-color": theme.text, "border-width": 10, "z-index": 300 },
    },
  ];
}

function lineStyles(ed) {
  const { theme } = ed;
  return [
    {
      selector: "edge",
      style: {
        "curve-style": "straight",
        width: 4, // thinner than a pixel from afar, so the opacity decides how dark it is
        "line-color": theme.line,
        "line-opacity": theme.dark ? 0.7 : 0.6,
        "arrow-scale": 2.5,
      },
    },
    ...[1, -1].map((sign) => ({
      selector: sign > 0 ? "edge.near[strength >= 0]" : "edge.near[strength < 0]",
      style: {
        width: onScreen(ed, 2, 4),
        "line-opacity": 1,
        "line-color": signColor(ed, sign),
        "target-arrow-color": signColor(ed, sign),
        "target-arrow-shape": headOf(sign),
        "z-index": 50,
      },
    })),
    { selector: "edge:selected, edge.hover", style: { width: onScreen(ed, 3, 8), "line-opacity": 1 } },
  ];
}

const overviewStyles = (ed) => [...dotStyles(ed), ...lineStyles(ed)];
