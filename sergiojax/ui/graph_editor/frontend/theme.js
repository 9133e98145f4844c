/* Colours, label sizes and the cytoscape stylesheet, all derived from the Streamlit theme.
   The canvas cannot read CSS variables, so they are resolved to plain colours here. */

const LABEL_PX = 14;
const READABLE_PX = 12; // no label is smaller than this on networks that fit the screen
const LARGE_NETWORK = 40; // above this many genes, labels shrink with the zoom like the rest
const MAX_FIT_ZOOM = 1.2; // cy.fit() on two genes would zoom in absurdly

const scratch = document.createElement("canvas").getContext("2d");

/* A canvas context normalises any CSS colour to #rrggbb or rgba(); invalid ones are ignored. */
function toRgb(color, fallback) {
  scratch.fillStyle = fallback;
  scratch.fillStyle = color;
  const text = scratch.fillStyle;
  if (text.startsWith("#")) return [1, 3, 5].map((i) => parseInt(text.slice(i, i + 2), 16));
  return text.match(/[\d.]+/g).slice(0, 3).map(Number);
}

function mix(from, to, share) {
  const blend = from.map((value, i) => Math.round(value * (1 - share) + to[i] * share));
  return `rgb(${blend.join(",")})`;
}

function readTheme(host) {
  const css = getComputedStyle(host);
  const read = (name) => css.getPropertyValue(`--st-${name}`).trim();
  const background = toRgb(read("background-color"), "#ffffff");
  const text = toRgb(read("text-color"), "#31333f");
  const dark = 0.2126 * background[0] + 0.7152 * background[1] + 0.0722 * background[2] < 110;
  return {
    dark,
    background: mix(background, text, 0),
    text: mix(text, background, 0),
    fill: mix(background, text, dark ? 0.13 : 0.05),
    line: mix(background, text, 0.5),
    quiet: mix(background, text, 0.72),
    accent: mix(toRgb(read("primary-color"), "#0072b2"), text, 0),
    // Okabe-Ito: distinguishable with every common colour vision; the lighter pair keeps 3:1 on dark.
    activate: dark ? "#56B4E9" : "#0072B2",
    repress: dark ? "#E69F00" : "#D55E00",
    // cytoscape's font parser refuses single quotes.
    font: (read("font") || "sans-serif").replaceAll("'", '"'),
  };
}

function signColor(ed, strength) {
  return strength < 0 ? ed.theme.repress : ed.theme.activate;
}

const headOf = (strength) => (strength < 0 ? "tee" : "triangle");

/* Width grows with the logarithm of the strength relative to a newly drawn one (3 px): weaker and
   stronger edges differ on every scale of K, and none becomes too thick. */
function edgeWidth(ed, strength) {
  const ratio = Math.abs(strength) / ed.data.default_strength;
  return Math.min(7, 1.5 + 1.5 * Math.log2(1 + ratio));
}

function nodeWidth(ed, name) {
  scratch.font = `600 ${LABEL_PX}px ${ed.theme.font}`;
  return Math.max(58, Math.ceil(scratch.measureText(name).width * ed.scale) + 28);
}

/* Labels grow while the view shrinks, so that they stay readable. */
function labelScale(ed) {
  if (ed.cy.nodes(GENE).length > LARGE_NETWORK) return 1;
  const needed = READABLE_PX / (LABEL_PX * ed.cy.zoom());
  return Math.min(2, Math.max(1, Math.ceil(needed * 20) / 20));
}

function signed(ed, selector, sign) {
  const color = signColor(ed, sign);
  return {
    selector,
    style: {
      "line-color": color,
      "target-arrow-color": color,
      "target-arrow-shape": headOf(sign),
    },
  };
}

function nodeStyles(ed) {
  const { theme } = ed;
  const drawColor = () => signColor(ed, ed.drawSign);
  return [
    {
      // `node[name]`: the ghost node of edgehandles has no name, and mapping one would warn.
      selector: GENE,
      style: {
        shape: "round-rectangle",
        "corner-radius": 12,
        width: (node) => nodeWidth(ed, node.data("name")),
        height: () => LABEL_PX * ed.scale + 24,
        "background-color": theme.fill,
        "border-width": () => 1.5 * ed.scale,
        "border-color": theme.line,
        label: "data(name)",
        color: theme.text,
        "font-family": theme.font,
        "font-size": () => LABEL_PX * ed.scale,
        "font-weight": 600,
        "text-valign": "center",
        "text-halign": "center",
      },
    },
    { selector: "node.hover", style: { "border-color": theme.text } },
    {
      selector: "node:selected",
      style: {
        "border-color": theme.accent,
        "border-width": () => 3 * ed.scale,
        "underlay-color": theme.accent,
        "underlay-opacity": theme.dark ? 0.3 : 0.16,
        "underlay-padding": 6,
        "underlay-shape": "round-rectangle",
      },
    },
    {
      selector: "node.eh-source, node.eh-target",
      style: {
        "border-color": drawColor,
        "border-width": () => 3 * ed.scale,
        "underlay-color": drawColor,
        "underlay-opacity": 0.18,
        "underlay-padding": 6,
        "underlay-shape": "round-rectangle",
      },
    },
  ];
}

function edgeStyles(ed) {
  const { theme } = ed;
  const drawColor = () => signColor(ed, ed.drawSign);
  return [
    {
      selector: "edge",
      style: {
        "curve-style": "bezier",
        "control-point-step-size": 56,
        "arrow-scale": 1.35,
        "target-distance-from-node": 3,
        "loop-direction": (edge) => edge.scratch("away") ?? "-45deg",
        "loop-sweep": "-70deg",
      },
    },
    {
      selector: "edge[strength]",
      style: { width: (edge) => edgeWidth(ed, edge.data("strength")) },
    },
    signed(ed, "edge[strength >= 0]", 1),
    signed(ed, "edge[strength < 0]", -1),
    { selector: "edge[strength = 0]", style: { "line-style": "dashed" } },
    {
      selector: "edge.hover, edge:selected",
      style: {
        "underlay-color": theme.accent,
        "underlay-opacity": theme.dark ? 0.4 : 0.22,
        "underlay-padding": 4,
      },
    },
    {
      selector: "edge.eh-ghost-edge",
      style: {
        width: 3,
        "line-style": "dashed",
        "line-color": drawColor,
        "target-arrow-color": drawColor,
        "target-arrow-shape": () => headOf(ed.drawSign),
      },
    },
    { selector: "edge.eh-ghost-edge.eh-preview-active", style: { opacity: 0 } },
    // Not a bare `.eh-preview`: edgehandles sets that class on the target gene as well.
    { selector: "edge.eh-preview", style: { opacity: 0.75 } },
  ];
}

const editorStyles = (ed) => [...nodeStyles(ed), ...wordsStyles(ed), ...edgeStyles(ed)];

function stylesheet(ed) {
  const { theme } = ed;
  return [
    {
      selector: "core",
      style: {
        "active-bg-color": theme.text,
        "active-bg-opacity": 0.06,
        "selection-box-color": theme.accent,
        "selection-box-border-color": theme.accent,
        "selection-box-opacity": 0.15,
      },
    },
    ...(isOverview(ed) ? overviewStyles(ed) : editorStyles(ed)),
    ...colourStyles(ed),
    ...lensStyles(ed),
    ...fadedStyles(),
    { selector: ":active", style: { "overlay-opacity": 0 } },
  ];
}

function applyTheme(ed) {
  const before = JSON.stringify(ed.theme);
  ed.theme = readTheme(ed.host);
  // With a thousand genes, a restyling that changes nothing takes half a second.
  if (isOverview(ed) && ed.isStyled && JSON.stringify(ed.theme) === before) return;
  ed.isStyled = true;
  ed.parts.editor.dataset.theme = ed.theme.dark ? "dark" : "light";
  ed.cy.style().fromJson(stylesheet(ed)).update();
}
