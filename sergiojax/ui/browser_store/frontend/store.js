/* Reports what is kept when a session begins, then keeps what Python sends. */
const STATE = (globalThis.__sergiojaxStore ??= { session: null, isHeard: false, order: 0 });
const FIRST_PATIENCE_MS = 400;

/* A report made while the page is mounting can be lost, so it is repeated until Python has it, each
   time after a longer wait: every report interrupts a run, which a busy machine may never finish.
   It waits while the user goes to another page, see `page_change`. */
function report(component, patience) {
  const { data, setStateValue } = component;
  if (STATE.isHeard || STATE.session !== data.session) return;
  const isLeaving = Boolean(globalThis.__sergiojaxPageChange?.to);
  const { visitor } = MEMORY;
  if (!isLeaving) setStateValue("stored", { session: data.session, record: recordToReport(), visitor, patience });
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
