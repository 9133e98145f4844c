/* Entry: creates an editor once per mounted element and updates it in place afterwards. */

function collectParts(root) {
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  const names = [
    "editor", "toolbar", "hintSubject", "hintText", "stage", "empty",
    "renameBox", "renameInput", "renameProblem", "wordsBox", "wordsInput", "message", "help",
    "finder", "search", "names", "colour", "legend", "motifs", "motifsFrom", "words", "loops",
  ];
  return {
    ...Object.fromEntries(names.map((name) => [name, part(name)])),
    modes: root.querySelectorAll('[data-action^="mode-"]'),
    button: (action) => root.querySelector(`[data-action="${action}"]`),
  };
}

function createEditor(root, component) {
  const ed = {
    root,
    component,
    host: root.host ?? root,
    parts: collectParts(root),
    data: component.data,
    userKey: component.data.user_key,
    history: historyOf(component.data.user_key),
    abort: new AbortController(),
    mode: "move",
    drawSign: 1,
    sentSelection: JSON.stringify({ nodes: [], edges: [] }),
    scale: 1,
  };
  ed.parts.stage.style.height = `${ed.data.height}px`; // before cytoscape measures it
  ed.theme = readTheme(ed.host);
  ed.cy = cytoscape({
    container: ed.parts.stage,
    minZoom: isOverview(ed) ? OVERVIEW_ZOOM.least : 0.1,
    maxZoom: 3,
    boxSelectionEnabled: true,
    autoungrabify: ed.data.read_only,
  });
  ed.showsNeighbours = isOverview(ed);
  if (!ed.data.read_only) {
    startDrawing(ed);
    drawWhileShift(ed);
  }
  listenToPointer(ed);
  listenToRename(ed);
  listenToWriting(ed);
  listenToButtons(ed);
  listenToKeys(ed);
  listenToClipboard(ed);
  fillPalette(ed);
  listenToView(ed);
  listenToSearch(ed);
  listenToColour(ed);
  return ed;
}

function listenToView(ed) {
  const { cy } = ed;
  const { stage } = ed.parts;
  const signal = ed.abort.signal;
  cy.on("select unselect add remove", () => {
    if (ed.refreshing) return;
    ed.refreshing = true; // once per frame, however many elements change
    requestAnimationFrame(() => {
      ed.refreshing = false;
      if (cy.destroyed()) return;
      refresh(ed);
      sendSelection(ed);
    });
  });
  cy.on("zoom", () => (isOverview(ed) ? rescaleNear(ed) : rescale(ed)));
  cy.on("viewport", () => {
    paintGrid(ed);
    if (isOverview(ed)) nameInView(ed);
  });
  ed.resizing = new ResizeObserver(() => {
    const wasHidden = cy.width() === 0;
    cy.resize();
    if (wasHidden) fit(ed, { animate: false });
  });
  ed.resizing.observe(stage);
  // cytoscape cancels mousedown, so the stage must take the focus itself (and close a text box).
  stage.addEventListener("mousedown", () => {
    closeRename(ed, { save: true });
    closeWriting(ed, { save: true });
    stage.focus({ preventScroll: true });
  }, { signal });
  // The page still scrolls over a canvas that is not in use.
  stage.addEventListener("wheel", (event) => {
    const inUse = ed.root.activeElement === stage || event.ctrlKey;
    if (!inUse) event.stopImmediatePropagation();
  }, { signal, capture: true });
  // Labels are measured with the theme's font, which may arrive after the first drawing.
  document.fonts.addEventListener("loadingdone", () => cy.style().update(), { signal });
  window.addEventListener("sergiojax-connected", () => postUnseen(ed), { signal });
}

function paintGrid(ed) {
  const { x, y } = ed.cy.pan();
  const gap = 24 * ed.cy.zoom() * (ed.cy.zoom() < 0.5 ? 4 : 1);
  ed.parts.stage.style.backgroundPosition = `${x}px ${y}px`;
  ed.parts.stage.style.backgroundSize = `${gap}px ${gap}px`;
}

function updateEditor(ed, component) {
  const isNew = ed.loadedRev === undefined;
  const { data } = component;
  ed.component = component; // its setters are new on every run
  ed.data = data;
  ed.parts.stage.style.height = `${data.height}px`;
  ed.parts.editor.classList.toggle("read-only", data.read_only);
  applyTheme(ed);
  indexGroups(ed);
  if (isOverview(ed)) loadOverview(ed, data);
  else load(ed, data);
  if (isNew) {
    const buttons = shownButtons(ed.parts.toolbar);
    setTabStop(buttons, buttons[0]);
    fit(ed, { animate: false });
  }
  if (!isOverview(ed)) refreshLens(ed);
  showSelected(ed, data.selected);
  paintGrid(ed);
  refresh(ed);
}

function destroyEditor(ed) {
  if (ed.cy.destroyed()) return;
  if (ed.nudgeTimer) commit(ed, "Moved");
  clearTimeout(ed.selectionTimer);
  clearTimeout(ed.repeatTimer);
  ed.abort.abort();
  ed.resizing.disconnect();
  ed.cy.destroy();
  STORE.editors.delete(ed.root);
}

/* Changes of these need a new editor. */
const kindOf = (data) => JSON.stringify([data.user_key, data.read_only, Boolean(data.overview)]);

/* Streamlit calls this on mount and whenever data or theme change, not on every rerun. */
function runEditor(component) {
  const root = component.parentElement;
  let ed = STORE.editors.get(root);
  if (ed && kindOf(ed.data) !== kindOf(component.data)) destroyEditor(ed);
  if (!ed || ed.cy.destroyed()) {
    ed = createEditor(root, component);
    STORE.editors.set(root, ed);
  }
  updateEditor(ed, component);
  // Streamlit also calls the cleanup of a run that newer data has overtaken, while the element is
  // still on the page. Only a real unmount may destroy the canvas.
  return () => setTimeout(() => {
    if (!ed.host.isConnected) destroyEditor(ed);
  });
}

globalThis.__sergiojaxGraphEditor = runEditor;
window.dispatchEvent(new Event("sergiojax-graph-editor-ready"));

/* The library component shows nothing: its empty row is removed from the page. */
export default function hideLibrary({ parentElement }) {
  const host = parentElement.host ?? parentElement;
  host.closest('[data-testid="stElementContainer"]')?.style.setProperty("display", "none");
}
