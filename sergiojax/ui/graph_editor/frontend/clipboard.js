/* Copy, cut, paste and duplicate.

   Genes travel as JSON text through the system clipboard, so that they reach other tabs; pasted text is
   checked like any stranger's. The browser's own clipboard events need no permission and no secure
   connection. Where the Paste button may not read the clipboard, it inserts what was last copied on
   this page. */

const CLIPBOARD_FORMAT = "sergiojax genes";
const LONGEST_TEXT = 2_000_000; // characters
const LONGEST_NAME = 200; // an opened file may hold longer names than can be typed
const FARTHEST = 1e6; // pixels from the origin
const MOST_VALUES = 1000; // values of one parameter: one per cell type

const clipboardText = (excerpt) =>
  JSON.stringify({ format: CLIPBOARD_FORMAT, version: 1, ...excerpt });

/* Turns any text into an excerpt, or throws an error with a reason. */
function readClipboardText(text, mostGenes) {
  const foreign = "Nothing pasted: there are no genes on the clipboard.";
  if (text.length > LONGEST_TEXT || !text.includes(CLIPBOARD_FORMAT)) throw new Error(foreign);
  let found;
  try {
    found = JSON.parse(text);
  } catch {
    throw new Error(foreign);
  }
  if (found?.format !== CLIPBOARD_FORMAT) throw new Error(foreign);
  demand(found.version === 1, "they come from a newer version");
  const nodes = listOf(found.nodes, "genes", mostGenes).map(readGene);
  demand(nodes.length > 0, "there are no genes");
  const edges = listOf(found.edges, "interactions", nodes.length ** 2).map((edge) =>
    readInteraction(edge, nodes.length));
  const pairs = new Set(edges.map(({ source, target }) => `${source} ${target}`));
  demand(pairs.size === edges.length, "an interaction occurs twice");
  return { nodes, edges };
}

function demand(condition, otherwise) {
  if (!condition) throw new Error(`Nothing pasted: ${otherwise}.`);
}

function listOf(value, what, most) {
  demand(Array.isArray(value), `the ${what} are not a list`);
  demand(value.length <= most, `${value.length} ${what} are too many`);
  return value;
}

function readGene(gene) {
  demand(typeof gene?.name === "string", "a gene has no name");
  const name = cleanName(gene.name);
  const isGood = name !== "" && name.length <= LONGEST_NAME && !/\p{Surrogate}/u.test(name);
  demand(isGood, "a name is empty, too long or broken");
  const { x, y } = gene;
  demand([x, y].every((place) => Number.isFinite(place) && Math.abs(place) <= FARTHEST),
    `${name} has no place`);
  return { name, x, y, attrs: readAttrs(gene.attrs) };
}

function readInteraction(edge, count) {
  const { source, target, strength, attrs } = edge ?? {};
  const isGene = (index) => Number.isInteger(index) && index >= 0 && index < count;
  demand(isGene(source) && isGene(target), "an interaction lacks a gene");
  demand(Number.isFinite(strength), "an interaction has no strength");
  return { source, target, strength, attrs: readAttrs(attrs) };
}

/* Parameters are numbers, lists of numbers, switches, or null for "automatic". */
function readAttrs(attrs) {
  demand(attrs && typeof attrs === "object" && !Array.isArray(attrs), "parameters are missing");
  const isNumber = (value) => Number.isFinite(value);
  const isGood = (value) =>
    value === null || typeof value === "boolean" || isNumber(value) ||
    (Array.isArray(value) && value.length <= MOST_VALUES && value.every(isNumber));
  const entries = Object.entries(attrs);
  const isFine = ([key, value]) => /^[a-z]\w{0,30}$/i.test(key) && isGood(value);
  demand(entries.length <= 20 && entries.every(isFine), "a parameter is not a number");
  return Object.fromEntries(entries);
}

/* The text of the selected genes, or null after a message that says what to do. */
function copySelected(ed) {
  const chosen = genes(ed).filter(":selected");
  if (chosen.empty()) {
    say(ed, "Select genes first; the interactions among them are included.");
    return null;
  }
  settle(ed);
  const excerpt = excerptOf(ed, chosen);
  STORE.copied = clipboardText(excerpt);
  say(ed, `Copied ${countedParts(excerpt)}`);
  return STORE.copied;
}

function paste(ed, text) {
  if (!text) {
    say(ed, "Nothing pasted: copy genes first.");
    return;
  }
  try {
    insertBeside(ed, readClipboardText(text, ed.data.max_nodes), "Pasted");
  } catch (error) {
    say(ed, error.message, { isProblem: true });
  }
}

function duplicateSelected(ed) {
  const chosen = genes(ed).filter(":selected");
  settle(ed);
  if (chosen.nonempty()) insertBeside(ed, excerptOf(ed, chosen), "Duplicated");
  else say(ed, "Select genes first; the interactions among them are included.");
}

/* Next to where the genes were, if that is on the screen; else in the middle of the view. */
function insertBeside(ed, excerpt, verb) {
  if (!hasRoomFor(ed, excerpt.nodes.length)) return;
  closeRename(ed, { save: true });
  const { x, y } = boxAround(excerpt.nodes);
  const { x1, x2, y1, y2 } = ed.cy.extent();
  const isShown = x > x1 && x < x2 && y > y1 && y < y2;
  const shiftsFrom = isShown ? shiftsBeside : shiftsAroundMiddle;
  const shift = bestShift(ed, excerpt.nodes, shiftsFrom(ed, excerpt.nodes));
  const added = insertExcerpt(ed, excerpt, { shift });
  finishInsert(ed, added.nodes(), `${verb} ${countedParts(excerpt)}`);
}

/* The Copy button does the same as Ctrl+C: the browser answers with the same event. */
function copyByButton(ed) {
  ed.copied = false;
  document.execCommand("copy");
  const text = ed.copied ? null : copySelected(ed);
  if (text) navigator.clipboard?.writeText(text).catch(() => {}); // the page keeps it anyway
}

function cutByButton(ed) {
  copyByButton(ed);
  removeSelected(ed);
}

async function pasteByButton(ed) {
  let text = "";
  try {
    text = await navigator.clipboard.readText();
  } catch {
    // Not allowed or not available here: the copy on this page is used.
  }
  if (!ed.cy.destroyed()) paste(ed, text || STORE.copied);
}

/* Clipboard events go to the document: they follow the text cursor, and a canvas has none. */
function listenToClipboard(ed) {
  const signal = ed.abort.signal;
  const isMeant = (event) => {
    const focused = ed.root.activeElement;
    return focused && !focused.matches("input, select") && !ed.parts.help.open &&
      !isOverview(ed) && event.clipboardData;
  };
  const put = (event) => {
    ed.copied = true;
    const text = copySelected(ed);
    if (text === null) return false;
    event.clipboardData.setData("text/plain", text);
    event.preventDefault();
    return true;
  };
  document.addEventListener("copy", (event) => isMeant(event) && put(event), { signal });
  document.addEventListener("cut", (event) => {
    if (isMeant(event) && !ed.data.read_only && put(event)) removeSelected(ed);
  }, { signal });
  document.addEventListener("paste", (event) => {
    if (!isMeant(event) || ed.data.read_only) return;
    event.preventDefault();
    paste(ed, event.clipboardData.getData("text/plain") || STORE.copied);
  }, { signal });
}
