/* Find a gene by its name: the field suggests, Enter selects the gene and brings it to the middle. */

const FINDER_GENES = 20; // with fewer, a glance finds it
const MOST_SUGGESTIONS = 12;

const folded = (text) => text.normalize("NFC").toLowerCase().trim();

/* Names that begin with the text come first, then those that contain it. */
function findGenes(ed, text) {
  const wanted = folded(text);
  if (wanted === "") return [];
  const hits = [];
  genes(ed).forEach((node) => {
    const place = folded(node.data("name")).indexOf(wanted);
    if (place >= 0) hits.push({ node, rank: place === 0 ? 0 : 1, name: node.data("name") });
  });
  hits.sort((a, b) => a.rank - b.rank || a.name.length - b.name.length || byRank(a.node, b.node));
  return hits.map((hit) => hit.node);
}

function suggest(ed) {
  const found = findGenes(ed, ed.parts.search.value).slice(0, MOST_SUGGESTIONS);
  ed.parts.names.replaceChildren(...found.map((node) => {
    const option = document.createElement("option");
    option.value = node.data("name");
    return option;
  }));
}

function goToGene(ed, text) {
  const [node, ...others] = findGenes(ed, text);
  if (!node) {
    if (text.trim()) say(ed, `No gene is called ${text.trim()}.`, { isProblem: true });
    return;
  }
  ed.parts.search.value = node.data("name");
  selectOnly(ed, node);
  bringIntoView(ed, node, { always: true });
  const more = others.length && folded(text) !== folded(node.data("name"));
  say(ed, describe(ed, node) + (more ? `; ${others.length} more found` : ""));
}

/* Show elements: close enough to read one, far enough to see them all. */
function bringIntoView(ed, elements, { always = false } = {}) {
  const { cy } = ed;
  if (elements.empty() || cy.width() === 0) return;
  settle(ed);
  if (!always && elements.every((element) => isInView(ed, element))) return;
  const before = { zoom: cy.zoom(), pan: { ...cy.pan() } };
  cy.fit(elements, 60);
  const wanted = Math.max(before.zoom, isOverview(ed) ? OVERVIEW_ZOOM.close : 0);
  if (cy.zoom() > wanted) cy.zoom(wanted);
  cy.center(elements);
  if (still()) return;
  const after = { zoom: cy.zoom(), pan: { ...cy.pan() } };
  cy.viewport(before);
  cy.stop().animate({ ...after, duration: ANIMATION_MS, easing: "ease-out" });
}

/* Python may point at elements (a line of a table was clicked), once per `request`. */
function showSelected(ed, selected) {
  if (!selected || selected.request === ed.shownRequest) return;
  ed.shownRequest = selected.request;
  const ids = [...selected.nodes, ...selected.edges.map(([from, to]) => edgeId(from, to))];
  const wanted = ids.reduce((all, id) => all.union(ed.cy.getElementById(id)), ed.cy.collection());
  selectOnly(ed, wanted);
  bringIntoView(ed, wanted);
}

function listenToSearch(ed) {
  const { search, stage } = ed.parts;
  const signal = ed.abort.signal;
  search.addEventListener("input", (event) => {
    // A suggestion that was clicked comes without an `inputType`, or as a replacement.
    const isPicked = !event.inputType || event.inputType === "insertReplacementText";
    if (isPicked && search.value) goToGene(ed, search.value);
    else suggest(ed);
  }, { signal });
  search.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter") {
      event.preventDefault();
      goToGene(ed, search.value);
    } else if (event.key === "Escape") {
      search.value = "";
      ed.cy.elements(":selected").unselect();
      stage.focus({ preventScroll: true });
    }
  }, { signal });
}

function refreshFinder(ed) {
  const { finder } = ed.parts;
  finder.hidden = !isOverview(ed) && genes(ed).length <= FINDER_GENES;
  refreshNeighbours(ed);
  refreshColours(ed);
}
