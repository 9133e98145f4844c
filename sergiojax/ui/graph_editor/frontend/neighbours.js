/* The neighbourhood of the selection: it, its regulators and its targets stay, the rest fades.
   It follows the selection, so Escape or a click on empty canvas ends it. */

function toggleNeighbours(ed) {
  ed.showsNeighbours = !ed.showsNeighbours;
  refresh(ed);
  if (ed.showsNeighbours && ed.cy.elements(":selected").empty()) say(ed, "Now select a gene.");
}

/* What stays: with a selected interaction, its two genes. */
function neighbourhood(ed, chosen) {
  const nodes = chosen.nodes(GENE);
  const edges = nodes.connectedEdges(INTERACTION).union(chosen.edges(INTERACTION));
  return nodes.union(edges).union(edges.connectedNodes(GENE));
}

function refreshNeighbours(ed) {
  const { cy, parts } = ed;
  parts.button("neighbours").setAttribute("aria-pressed", String(ed.showsNeighbours));
  const chosen = cy.elements(":selected");
  const isOn = ed.showsNeighbours && !parts.finder.hidden && chosen.nonempty();
  const key = isOn ? chosen.map((element) => element.id()).join("\n") : "";
  const size = isOn ? cy.elements().length : 0;
  if (key === ed.shownNeighbours && size === ed.shownNeighboursOf) return;
  [ed.shownNeighbours, ed.shownNeighboursOf] = [key, size];
  cy.batch(() => {
    cy.elements(".faded, .near, .named").removeClass("faded near named");
    if (!isOn) return;
    const near = neighbourhood(ed, chosen);
    near.edges().addClass("near");
    cy.elements().not(near).addClass("faded");
    (near.nodes().length <= MOST_NAMED ? near : chosen).nodes().addClass("named");
  });
}

const fadedStyles = () => [
  { selector: "node.faded", style: { opacity: 0.16, "text-opacity": 0.35 } },
  { selector: "node.hub.faded", style: { "text-opacity": 0 } },
  { selector: "edge.faded", style: { opacity: 0.14 } },
];
