/* A line above the page while the server is away (Streamlit marks its root element) or slow to answer
   (the canvas says so). When it is back, Python is asked for the page: otherwise a restarted server
   would wait for the next click. */
const LINES = {
  away: () => `sergiojax does not answer. ${kept()}If you stopped it, start it again.`,
  slow: () => `Waiting for an answer. ${kept()}`,
  back: () => "Connected again.",
};
const BACK_MS = 4000;
const LINK = (globalThis.__sergiojaxConnection ??= { isAway: false, closed: 0 });

/* Left out if the browser's storage is full or switched off. */
const kept = () =>
  (globalThis.__sergiojaxMemory?.keeps === false ? "" : "What you draw is kept in this browser. ");

function show(line) {
  clearTimeout(LINK.timer);
  LINK.shown = line;
  if (line) LINK.line.textContent = line();
  if (LINK.line.isConnected) LINK.line.togglePopover(Boolean(line));
}

/* It would cover the drawing and capture the keys. A dialog with other words is left alone. */
function closeDialog() {
  const dialogs = [...document.querySelectorAll('[role="dialog"]')];
  const own = dialogs.find((dialog) => dialog.textContent.startsWith("Connection error"));
  const button = own?.querySelector('button[aria-label="Close"]');
  if (!button) return;
  button.click();
  LINK.closed += 1;
}

function onChange(app) {
  const isAway = app.dataset.testConnectionState !== "CONNECTED";
  if (isAway) closeDialog();
  if (isAway === LINK.isAway) return;
  LINK.isAway = isAway;
  show(isAway ? LINES.away : LINES.back);
  if (isAway) return;
  LINK.timer = setTimeout(() => show(null), BACK_MS);
  LINK.component.setStateValue("again", Date.now());
  window.dispatchEvent(new Event("sergiojax-connected"));
}

function watch() {
  const app = document.querySelector('[data-testid="stApp"]');
  if (!app) return;
  LINK.observer = new MutationObserver(() => onChange(app));
  const where = { attributes: true, attributeFilter: ["data-test-connection-state"] };
  LINK.observer.observe(app, where);
  LINK.observer.observe(document.body, { childList: true, subtree: true });
  window.addEventListener("sergiojax-drawing", ({ detail }) => {
    if (LINK.isAway) return;
    if (detail.waits) show(LINES.slow);
    else if (LINK.shown === LINES.slow) show(null);
  });
}

export default function (component) {
  const { parentElement } = component;
  const host = parentElement.host ?? parentElement;
  // Out of the way, but not `display: none`, which would also hide the line.
  host.closest('[data-testid="stElementContainer"]')?.style.setProperty("position", "absolute");
  LINK.component = component;
  LINK.line = parentElement.querySelector(".line");
  if (!LINK.observer) watch();
}
