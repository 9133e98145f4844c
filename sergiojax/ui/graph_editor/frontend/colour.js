/* Colours genes by their role in the network. Degrees are counted here; the other groups come from
   Python, which is asked for them when they are chosen. The colours are those of the figures:
   _component.py puts `HOUSE_COLORS` before this text. */

const MOST_MODULES = 10; // more colours are hard to distinguish; smaller modules share a grey

const degreeOf = (node) => node.degree(true); // a self loop counts once

const COLOURINGS = {
  none: () => null,
  degree: (ed) => shades(ed, degreeOf, {
    position: (value, most) => Math.log1p(value) / Math.log1p(most),
    words: (most) => ["Few interactions", `${most}`],
  }),
  level: (ed) => shades(ed, (node) => groupOf(ed, node, "level"), {
    position: (value, most) => value / Math.max(1, most),
    words: (most) => ["Level 0: no regulator", `${most} steps below`],
  }),
  module: (ed) => modules(ed),
  cell_type: (ed) => cellTypes(ed),
};

function groupOf(ed, node, kind) {
  const { groups } = ed.data;
  return groups?.[kind]?.[ed.groupIndex.get(node.data("name"))];
}

/* Names, not ids: Python does not know the ids of newly drawn genes. */
function indexGroups(ed) {
  const names = ed.data.overview?.name ?? ed.data.groups?.name ?? [];
  ed.groupIndex = new Map(names.map((name, index) => [name, index]));
}

/* One colour per value, from the pale to the strong end of the figures' scale. */
function shades(ed, valueOf, { position, words }) {
  const scale = HOUSE_COLORS.scale[ed.theme.dark ? "dark" : "light"];
  const values = new Map(genes(ed).map((node) => [node, valueOf(node)]));
  const known = [...values.values()].filter((value) => value !== undefined);
  if (known.length === 0) return null;
  const most = Math.max(...known);
  const colorOf = (value) => scale[Math.round(position(value, most) * (scale.length - 1))];
  const [low, high] = words(most);
  const steps = [0, 0.2, 0.4, 0.6, 0.8, 1];
  return {
    color: (node) => (values.get(node) === undefined ? null : colorOf(values.get(node))),
    legend: [
      { text: low },
      { colors: steps.map((step) => scale[Math.round(step * (scale.length - 1))]) },
      { text: high },
    ],
  };
}

function modules(ed) {
  const sizes = [];
  genes(ed).forEach((node) => {
    const module = groupOf(ed, node, "module");
    if (module !== undefined) sizes[module] = (sizes[module] ?? 0) + 1;
  });
  if (sizes.length === 0) return null;
  const palette = HOUSE_COLORS.labels.slice(0, MOST_MODULES);
  const shown = sizes.slice(0, palette.length);
  const rest = sizes.slice(palette.length).reduce((sum, size) => sum + (size ?? 0), 0);
  const legend = [
    { text: `${plural(sizes.length, "module")} of genes that regulate each other:` },
    ...shown.map((size, module) => ({ colors: [palette[module]], text: `${size ?? 0}` })),
  ];
  if (rest) legend.push({ colors: [ed.theme.line], text: `${rest} in smaller modules` });
  return { color: (node) => palette[groupOf(ed, node, "module")] ?? null, legend };
}

/* The cell type in which a gene is highest, in the colours that the figures give the types. */
function cellTypes(ed) {
  const { groups } = ed.data;
  if (!groups?.cell_type) return null;
  const counts = groups.cell_types.map(() => 0);
  genes(ed).forEach((node) => {
    const type = groupOf(ed, node, "cell_type");
    if (type >= 0) counts[type] += 1;
  });
  const found = groups.cell_types.map(([name, color], type) => ({ name, color, count: counts[type] }));
  const shown = found.filter(({ count }) => count > 0);
  const legend = shown.map(({ name, color, count }) => ({ colors: [color], text: `${name}: ${count}` }));
  const alike = genes(ed).length - counts.reduce((sum, count) => sum + count, 0);
  if (alike) legend.push({ colors: [ed.theme.line], text: `${alike} equally high in all` });
  if (shown.length) legend.unshift({ text: "Genes highest in" });
  return {
    color: (node) => groups.cell_types[groupOf(ed, node, "cell_type")]?.[1] ?? null,
    legend: groups.cell_types.length > 1 ? legend : [{ text: "There is only one cell type." }],
  };
}

/* Repaint only what changed: with a thousand genes, every restyled one counts. */
function refreshColours(ed) {
  const { parts, cy } = ed;
  parts.colour.value = ed.colouring;
  const isKnown = ed.colouring !== "cell_type" || Boolean(ed.data.groups?.cell_type);
  const key = `${ed.colouring} ${ed.theme.dark} ${ed.loadedRev} ${isKnown}`;
  if (isOverview(ed) && key === ed.shownColours) return;
  ed.shownColours = key;
  const found = parts.finder.hidden ? null : COLOURINGS[ed.colouring](ed);
  cy.batch(() => genes(ed).forEach((node) => {
    const fill = found?.color(node) ?? null;
    if ((node.data("fill") ?? null) === fill) return;
    if (fill === null) node.removeData("fill");
    else node.data("fill", fill);
  }));
  const isWaiting = ed.colouring !== "none" && !found;
  showLegend(ed, found?.legend ?? (isWaiting ? [{ text: "Analysing the network …" }] : []));
}

function showLegend(ed, entries) {
  ed.parts.legend.hidden = entries.length === 0 || ed.parts.finder.hidden;
  ed.parts.legend.replaceChildren(...entries.map(({ colors = [], text = "" }) => {
    const item = document.createElement("span");
    const swatches = colors.map((color) => {
      const swatch = document.createElement("i");
      swatch.style.background = color;
      return swatch;
    });
    item.append(...swatches, text);
    return item;
  }));
}

function listenToColour(ed) {
  ed.colouring = isOverview(ed) ? "module" : "none";
  ed.parts.colour.addEventListener("change", () => {
    ed.colouring = ed.parts.colour.value;
    ed.component.setStateValue("colour", ed.colouring);
    refresh(ed);
  }, { signal: ed.abort.signal });
}

/* A gene of the editor has its name inside: its colour is blended with the page. */
function colourStyles(ed) {
  const blend = (node) => {
    const share = isOverview(ed) ? 1 : ed.theme.dark ? 0.55 : 0.4;
    return mix(toRgb(ed.theme.background, "#fff"), toRgb(node.data("fill"), "#888"), share);
  };
  return [{ selector: "node[fill]", style: { "background-color": blend } }];
}
