/* Repeats a click on a link to a page that led nowhere.

   Every message of the browser names the page that it was sent from, and of those that wait for
   Python only the newest counts. So what a canvas or the browser's store reports just after the
   click keeps the person where they are, and a lost message does too. As long as a page is waited
   for, `to` is its path, and what the canvas repeats waits: see its `post`. */
const PATIENCES_MS = [1500, 3000, 6000];
const LINKS = ["stTopNavLink", "stSidebarNavLink", "stPageLink-NavLink"]
  .map((id) => `a[data-testid="${id}"]`)
  .join();
const STATE = (globalThis.__sergiojaxPageChange ??= { timer: null, listens: false, to: null });

function insist(path, [patience, ...patiences]) {
  STATE.to = patience === undefined ? null : path;
  if (STATE.to === null) return;
  STATE.timer = setTimeout(() => {
    if (document.location.pathname === path) {
      STATE.to = null;
      return;
    }
    [...document.querySelectorAll(LINKS)].find((link) => link.pathname === path)?.click();
    insist(path, patiences);
  }, patience);
}

/* Whoever clicks on something else, types, or goes back waits for no page any more. */
function listen() {
  STATE.listens = true;
  const forget = ({ isTrusted }) => {
    if (!isTrusted) return;
    clearTimeout(STATE.timer);
    STATE.to = null;
  };
  for (const type of ["pointerdown", "keydown", "popstate"]) {
    window.addEventListener(type, forget, { capture: true });
  }
  const onClick = (event) => {
    const link = event.target.closest?.(LINKS);
    const opensElsewhere = event.button || event.ctrlKey || event.metaKey || event.shiftKey;
    if (link && event.isTrusted && !opensElsewhere) insist(link.pathname, PATIENCES_MS);
  };
  document.addEventListener("click", onClick, { capture: true });
}

export default function ({ parentElement }) {
  if (!STATE.listens) listen();
  const host = parentElement.host ?? parentElement;
  host.closest('[data-testid="stElementContainer"]')?.style.setProperty("display", "none");
}
