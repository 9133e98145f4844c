/* Texts on the drawing, which are not part of the network, and a box to write one in.
   What is written travels only as data and textContent. */

const WORDS = "node[text]";
const LONGEST_WORDS = 300;
const WORDS_PX = 14;
const WORDS_WIDE = 240; // longer lines are wrapped

const texts = (ed) => ed.cy.nodes(WORDS);
const placed = (ed) => genes(ed).union(texts(ed));

/* Composed form, no control characters but line breaks, no empty ends. */
function cleanWords(text) {
  const lines = text.normalize("NFC").replace(/\r\n?/g, "\n").split("\n");
  const words = lines.map((line) => line.replace(/[\p{Cc}\p{Cs}]+/gu, " ").trimEnd()).join("\n").trim();
  return [...words].slice(0, LONGEST_WORDS).join("");
}

const firstLine = (node) => {
  const [line] = node.data("text").split("\n");
  return line.length > MAX_NAME ? `${line.slice(0, MAX_NAME)}…` : line;
};

function showText(cy, { id, text, x, y }, rank) {
  const node = cy.getElementById(id);
  if (node.empty()) {
    cy.add({ group: "nodes", data: { id, text, rank }, position: { x, y } });
    return;
  }
  node.data({ text, rank });
  if (!node.grabbed()) node.position({ x, y });
}

/* For the button and the W key: under the pointer if it is over the canvas, else in the middle. */
function writeNearby(ed) {
  if (ed.data.read_only) return;
  const { x1, x2, y1, y2 } = ed.cy.extent();
  const spot = freeSpot(ed, ed.pointer ?? { x: (x1 + x2) / 2, y: (y1 + y2) / 2 });
  closeRename(ed, { save: true });
  closeWriting(ed, { save: true });
  const data = { id: ` ${freshId(ed)}`, text: " ", rank: nextRank(texts(ed)) };
  openWriting(ed, ed.cy.add({ group: "nodes", data, position: onGrid(ed, spot) }));
}

function openWriting(ed, node) {
  closeRename(ed, { save: true });
  closeWriting(ed, { save: true });
  const { wordsBox, wordsInput } = ed.parts;
  ed.writing = node;
  selectOnly(ed, node);
  wordsInput.value = node.data("text").trim();
  wordsBox.hidden = false;
  placeWriting(ed);
  wordsInput.focus({ preventScroll: true });
  wordsInput.select();
}

function placeWriting(ed) {
  if (ed.writing) placeOver(ed, ed.parts.wordsBox, ed.writing);
}

/* A text without words is deleted. */
function closeWriting(ed, { save }) {
  const node = ed.writing;
  if (!node) return;
  const { wordsBox, wordsInput } = ed.parts;
  ed.writing = null; // before hiding: hiding blurs the box, which comes here again
  wordsBox.hidden = true;
  if (node.removed()) return;
  const before = node.data("text").trim();
  const after = save ? cleanWords(wordsInput.value) : before;
  if (after === "") node.remove();
  else node.data("text", after);
  if (after !== before) commit(ed, labelOfWriting(before, after));
}

function labelOfWriting(before, after) {
  if (after === "") return "Deleted a text";
  return before === "" ? "Wrote a text" : "Changed a text";
}

function listenToWriting(ed) {
  const { stage, wordsInput } = ed.parts;
  const signal = ed.abort.signal;
  wordsInput.maxLength = LONGEST_WORDS;
  wordsInput.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // Enter belongs to the input method
    const isDone = event.key === "Escape" || (event.key === "Enter" && !event.shiftKey);
    if (!isDone) return;
    event.preventDefault();
    closeWriting(ed, { save: event.key === "Enter" });
    stage.focus({ preventScroll: true });
  }, { signal });
  wordsInput.addEventListener("blur", () => closeWriting(ed, { save: true }), { signal });
  ed.cy.on("viewport position", () => placeWriting(ed));
}

/* Broken by hand, because cytoscape does not report how large a text has become. */
function brokenLines(ed, text) {
  scratch.font = `italic ${WORDS_PX}px ${ed.theme.font}`;
  const isWide = (line) => scratch.measureText(line).width > WORDS_WIDE;
  return text.split("\n").flatMap((line) => {
    const lines = [""];
    for (const word of line.split(" ")) {
      const longer = lines.at(-1) === "" ? word : `${lines.at(-1)} ${word}`;
      if (isWide(longer) && lines.at(-1) !== "") lines.push(word);
      else lines[lines.length - 1] = longer;
    }
    return lines;
  });
}

function widthOfWords(ed, text) {
  const lines = brokenLines(ed, text); // sets the font
  const width = Math.max(...lines.map((line) => scratch.measureText(line).width));
  return Math.max(40, Math.ceil(width * ed.scale));
}

function wordsStyles(ed) {
  const { theme } = ed;
  return [
    {
      selector: WORDS,
      style: {
        shape: "round-rectangle",
        width: (node) => widthOfWords(ed, node.data("text")),
        height: (node) => brokenLines(ed, node.data("text")).length * 1.3 * WORDS_PX * ed.scale,
        padding: 6,
        "background-opacity": 0,
        "border-width": 0,
        label: (node) => brokenLines(ed, node.data("text")).join("\n"),
        color: theme.quiet,
        "font-family": theme.font,
        "font-size": () => WORDS_PX * ed.scale,
        "font-style": "italic",
        "text-valign": "center",
        "text-halign": "center",
        "text-wrap": "wrap",
        "text-max-width": "10000px",
        "line-height": 1.3,
      },
    },
    { selector: `${WORDS}.hover`, style: { color: theme.text } },
  ];
}
