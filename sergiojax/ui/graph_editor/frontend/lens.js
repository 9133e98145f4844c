/* What Python wants to show on the network: how much interactions matter, how genes changed, which
   genes were changed by hand, and a list of feedback loops; the loop under the pointer lights up. */

function refreshLens(ed) {
  const { cy, parts } = ed;
  const { edges, nodes, marked, loops = [], words = "" } = ed.data.emphasis ?? {};
  const shares = new Map((edges ?? []).map(([from, to, share]) => [edgeId(from, to), share]));
  const lifts = new Map(nodes ?? []);
  const hands = new Set(marked ?? []);
  const set = (element, name, value) => {
    if (value === undefined) element.removeData(name);
    else element.data(name, value);
  };
  cy.batch(() => {
    interactions(ed).forEach((edge) => {
      set(edge, "share", edges ? (shares.get(edge.id()) ?? 0) : undefined);
    });
    genes(ed).forEach((node) => {
      set(node, "lift", lifts.get(node.id()));
      node.toggleClass("marked", hands.has(node.id()));
    });
  });
  parts.words.textContent = words;
  parts.words.hidden = words === "";
  listLoops(ed, loops);
}

/* The list is rebuilt only when it changes: a new button would lose the pointer and the focus. */
function listLoops(ed, loops) {
  const text = JSON.stringify(loops);
  if (text === ed.listedLoops) return;
  ed.listedLoops = text;
  ed.pinnedLoop = null;
  ed.parts.loops.hidden = loops.length === 0;
  ed.parts.loops.replaceChildren(...loops.map((loop) => loopButton(ed, loop)));
  lightUp(ed, null);
}

function loopButton(ed, loop) {
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.sign = loop.sign;
  button.textContent = loop.text;
  button.title = loop.title;
  button.setAttribute("aria-pressed", "false");
  const restore = () => lightUp(ed, ed.pinnedLoop);
  for (const type of ["mouseenter", "focus"]) button.addEventListener(type, () => lightUp(ed, loop));
  for (const type of ["mouseleave", "blur"]) button.addEventListener(type, restore);
  button.addEventListener("click", () => {
    ed.pinnedLoop = ed.pinnedLoop === loop ? null : loop;
    for (const other of ed.parts.loops.children) {
      other.setAttribute("aria-pressed", String(other === button && ed.pinnedLoop === loop));
    }
  });
  return button;
}

function lightUp(ed, loop) {
  const { cy } = ed;
  cy.batch(() => {
    cy.elements(".outside").removeClass("outside");
    if (!loop) return;
    const ids = new Set(loop.edges.map(([from, to]) => edgeId(from, to)));
    const inside = interactions(ed).filter((edge) => ids.has(edge.id()));
    cy.elements().not(inside.union(inside.connectedNodes(GENE))).addClass("outside");
  });
}

function lensStyles(ed) {
  const { theme } = ed;
  const fill = (node) => {
    const lift = node.data("lift");
    const color = toRgb(lift < 0 ? theme.activate : theme.repress, "#888");
    return mix(toRgb(theme.fill, "#fff"), color, 0.75 * Math.min(1, Math.abs(lift)));
  };
  return [
    {
      selector: "edge[share]",
      style: {
        width: (edge) => 1.5 + 7 * edge.data("share"),
        opacity: (edge) => 0.15 + 0.85 * Math.sqrt(edge.data("share")),
      },
    },
    { selector: "node[lift]", style: { "background-color": fill } },
    {
      selector: "node.marked",
      style: {
        "border-style": "dashed",
        "border-color": theme.text,
        "border-width": () => 3 * ed.scale,
      },
    },
    { selector: ".outside", style: { opacity: 0.14 } },
  ];
}
