/* The text box that opens on a gene to rename it. Names travel only as data and textContent. */

/* The same spelling gives the same characters: composed form, no control characters, single spaces. */
function cleanName(text) {
  return text.normalize("NFC").replace(/[\p{Cc}\s]+/gu, " ").trim();
}

function problemWith(ed, node, name) {
  if (name === "") return "A gene needs a name.";
  if ([...name].length > MAX_NAME) return `At most ${MAX_NAME} characters.`;
  const taken = genes(ed).some((other) => !other.same(node) && other.data("name") === name);
  return taken ? `There is already a gene called ${name}.` : "";
}

function openRename(ed, node, { isNew = false } = {}) {
  closeRename(ed, { save: true });
  const { renameBox, renameInput, renameProblem } = ed.parts;
  ed.renaming = { node, isNew };
  selectOnly(ed, node);
  renameInput.value = node.data("name");
  renameInput.removeAttribute("aria-invalid");
  renameProblem.textContent = "";
  renameBox.hidden = false;
  placeRename(ed);
  renameInput.focus({ preventScroll: true });
  renameInput.select();
}

function placeRename(ed) {
  if (ed.renaming) placeOver(ed, ed.parts.renameBox, ed.renaming.node);
}

/* Put a box over a node, but inside the stage even if the node is at its border. */
function placeOver(ed, box, node) {
  const { x, y } = node.renderedPosition();
  const inside = (place, half, all) => Math.min(Math.max(place, half), Math.max(half, all - half));
  box.style.left = `${inside(x, box.offsetWidth / 2 + 4, ed.cy.width())}px`;
  box.style.top = `${inside(y, box.offsetHeight / 2 + 4, ed.cy.height())}px`;
}

/* Returns false when the name was refused and the box stays open. */
function closeRename(ed, { save, keepOpen = false }) {
  if (!ed.renaming) return true;
  const { node, isNew } = ed.renaming;
  const { renameBox, renameInput, renameProblem } = ed.parts;
  const name = cleanName(renameInput.value);
  const problem = save && node.inside() ? problemWith(ed, node, name) : "";
  if (problem && keepOpen) {
    renameProblem.textContent = problem;
    renameInput.setAttribute("aria-invalid", "true");
    return false;
  }
  const before = node.data("name");
  ed.renaming = null; // before hiding: hiding blurs the box, which comes here again
  renameBox.hidden = true;
  if (problem) say(ed, `${problem} It stays ${before}.`, { isProblem: true });
  else if (save && node.inside() && name !== before) {
    node.data("name", name);
    commit(ed, isNew ? `Added gene ${name}` : `Renamed ${before} to ${name}`, { merge: isNew });
  }
  return true;
}

function listenToRename(ed) {
  const { stage, renameInput } = ed.parts;
  const signal = ed.abort.signal;
  renameInput.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // Enter belongs to the input method
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    const done = closeRename(ed, { save: event.key === "Enter", keepOpen: true });
    if (done) stage.focus({ preventScroll: true });
  }, { signal });
  renameInput.addEventListener("blur", () => closeRename(ed, { save: true }), { signal });
  ed.cy.on("viewport position", () => placeRename(ed));
}
