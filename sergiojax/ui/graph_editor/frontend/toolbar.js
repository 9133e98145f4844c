/* Buttons, hint line, messages and help sheet. */

const HINTS = {
  move:
    "Double-click the canvas to add a gene. Drag genes to move them. " +
    "Hold Shift and drag from gene to gene to connect them.",
  activate: "Drag from a gene to the gene it activates. Drag out and back for self-activation.",
  repress: "Drag from a gene to the gene it represses. Drag out and back for self-repression.",
  gene: "Double-click or Enter renames it, Delete removes it, arrow keys move it.",
  text: "Double-click or Enter changes it, Delete removes it, drag to move it.",
  writing: "Enter saves it, Shift+Enter starts a new line, Escape cancels.",
  interaction: "Double-click or T flips the sign, Delete removes it.",
  several: "Drag moves them together, Ctrl+D duplicates genes, T flips interactions.",
  reader: "Blue arrow: activates. Orange bar: represses. Drag to move the view.",
  overview: "Click a gene to see its neighbours. Drag moves the view, the wheel zooms.",
  neighbours: "Blue arrow: activates. Orange bar: represses. Click empty canvas to end.",
};

const ACTIONS = {
  "mode-move": (ed) => setMode(ed, "move"),
  "mode-activate": (ed) => setMode(ed, "activate"),
  "mode-repress": (ed) => setMode(ed, "repress"),
  add: addGeneNearby,
  write: writeNearby,
  flip: flipSelected,
  delete: removeSelected,
  undo,
  redo,
  fit: (ed) => fit(ed),
  "zoom-in": (ed) => zoomBy(ed, 1.25),
  "zoom-out": (ed) => zoomBy(ed, 0.8),
  picture: downloadPicture,
  help: (ed) => ed.parts.help.showModal(),
  "help-close": (ed) => ed.parts.help.close(),
  menu: (ed) => toggleMenu(ed, "menu"),
  "menu-motif": (ed) => toggleMenu(ed, "menu-motif"),
  "menu-edit": (ed) => toggleMenu(ed, "menu-edit"),
  copy: copyByButton,
  cut: cutByButton,
  paste: pasteByButton,
  duplicate: duplicateSelected,
  "select-all": selectAll,
  row: (ed) => lineUp(ed, "x"),
  column: (ed) => lineUp(ed, "y"),
  snap: toggleSnap,
  neighbours: toggleNeighbours,
};

function say(ed, text, { isProblem = false } = {}) {
  const { message } = ed.parts;
  message.textContent = text;
  message.classList.toggle("problem", isProblem);
  message.classList.add("shown");
  clearTimeout(ed.messageTimer);
  ed.messageTimer = setTimeout(() => message.classList.remove("shown"), isProblem ? 6000 : 3000);
}

function hintFor(ed, chosen) {
  if (isOverview(ed) && chosen.length === 1) return [describe(ed, chosen), HINTS.neighbours];
  if (isOverview(ed)) return ["", chosen.empty() ? HINTS.overview : HINTS.neighbours];
  if (ed.data.read_only) return ["", HINTS.reader];
  if (ed.mode !== "move") return ["", HINTS[ed.mode]];
  if (ed.writing) return ["", HINTS.writing];
  if (chosen.length > 1) return [`${chosen.length} selected`, HINTS.several];
  if (chosen.empty()) return ["", HINTS.move];
  if (chosen.is(WORDS)) return [firstLine(chosen), HINTS.text];
  if (chosen.isNode()) return [chosen.data("name"), HINTS.gene];
  return [sentenceOf(ed, chosen), HINTS.interaction];
}

/* Update buttons, hint and labels to match the canvas. */
function refresh(ed) {
  const { parts, cy } = ed;
  const chosen = cy.elements(":selected");
  if (!isOverview(ed)) aimLoops(ed);
  refreshFinder(ed);
  const [subject, hint] = hintFor(ed, chosen);
  parts.hintSubject.textContent = subject;
  parts.hintText.textContent = hint;
  parts.empty.hidden = placed(ed).nonempty();
  parts.stage.dataset.mode = ed.mode;
  parts.stage.setAttribute("aria-label", `Gene network: ${summary(ed)}`);
  for (const button of parts.modes) {
    button.setAttribute("aria-pressed", String(button.dataset.action === `mode-${ed.mode}`));
  }
  const unavailable = {
    undo: ed.history.undo.length === 0,
    redo: ed.history.redo.length === 0,
    delete: chosen.empty(),
    flip: chosen.edges().empty(),
  };
  // aria-disabled and not `disabled`: a disabled button would drop the focus it has.
  for (const [action, isOff] of Object.entries(unavailable)) {
    parts.button(action).setAttribute("aria-disabled", String(isOff));
  }
  refreshMenus(ed);
}

/* One Tab stop for the whole bar; arrow keys go from button to button (ARIA toolbar pattern). */
function rove(buttons, current, key) {
  const last = buttons.length - 1;
  const index = buttons.indexOf(current);
  const goal = {
    ArrowRight: index === last ? 0 : index + 1,
    ArrowDown: index === last ? 0 : index + 1,
    ArrowLeft: index === 0 ? last : index - 1,
    ArrowUp: index === 0 ? last : index - 1,
    Home: 0,
    End: last,
  }[key];
  if (index < 0 || goal === undefined) return false;
  buttons[goal].focus();
  return true;
}

function roveToolbar(ed, key) {
  const { toolbar } = ed.parts;
  const focused = ed.root.activeElement;
  const menu = openMenu(ed);
  if (menu?.contains(focused)) return rove(entriesOf(menu), focused, key);
  const buttons = shownButtons(toolbar);
  if (!rove(buttons, focused, key)) return false;
  setTabStop(buttons, ed.root.activeElement);
  return true;
}

const shownButtons = (toolbar) =>
  [...toolbar.querySelectorAll("[data-action]:not(.menu *)")].filter((one) => one.offsetParent);

function setTabStop(buttons, stop) {
  for (const button of buttons) button.tabIndex = button === stop ? 0 : -1;
}

function listenToButtons(ed) {
  const { editor } = ed.parts;
  const signal = ed.abort.signal;
  editor.addEventListener(
    "click",
    (event) => {
      const button = event.target.closest("button");
      if (!button || button.getAttribute("aria-disabled") === "true") return;
      if (button.closest(".menu")) closeMenu(ed);
      if (button.dataset.layout) arrange(ed, button.dataset.layout);
      if (button.dataset.motif) insertMotif(ed, button.dataset.motif);
      ACTIONS[button.dataset.action]?.(ed);
    },
    { signal },
  );
  editor.addEventListener(
    "pointerdown",
    (event) => {
      const inside = event.target.closest(".arrange");
      if (!inside?.contains(openMenu(ed))) closeMenu(ed);
    },
    { signal, capture: true },
  );
}
