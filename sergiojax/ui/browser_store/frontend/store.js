/* Reports what is kept when a session begins, then keeps what Python sends. */
const STATE = (globalThis.__sergiojaxStore ??= { session: null, isHeard: false, order: 0 });
const FIRST_PATIENCE_MS = 400;

const isRunning = () =>
  document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState === "running";

/* A report made while the page is mounting can be lost, so it is repeated until Python has it. Every
   report interrupts a run, and what a click has started there would be lost; so those after the
   first wait until no run is under way. They also wait while the user goes to another page, see
   `page_change`. */
function report(component, patience) {
  const { data, setStateValue } = component;
  if (STATE.isHeard || STATE.session !== data.session) return;
  const isLeaving = Boolean(globalThis.__sergiojaxPageChange?.to);
  const isFirst = patience === FIRST_PATIENCE_MS;
  if (!isLeaving && (isFirst || !isRunning())) {
    const { visitor } = MEMORY;
    setStateValue("stored", { session: data.session, record: recordToReport(), visitor, patience });
  }
  setTimeout(() => report(component, 2 * patience), patience);
}

export default function (component) {
  const { data, parentElement } = component;
  const host = parentElement.host ?? parentElement;
  host.closest('[data-testid="stElementContainer"]')?.style.setProperty("display", "none");
  if (data.session !== STATE.session) {
    Object.assign(STATE, { session: data.session, isHeard: false, order: 0 });
    if (!data.is_heard) report(component, FIRST_PATIENCE_MS);
  }
  if (!data.is_heard) return;
  STATE.isHeard = true;
  MEMORY.visitor = data.visitor;
  // The page and its fragments each send the design, and sometimes an older one is drawn again.
  if (!data.document || data.order <= STATE.order) return;
  STATE.order = data.order;
  keepDesign(data.document, data);
}
