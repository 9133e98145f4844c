/* Repeats a click on a link to a page that led nowhere.

   Every message of the browser names the page that it was sent from, and of those that wait for
   Python only the newest counts. So what a canvas or the browser's store reports just after the
   click keeps the person where they are, and a lost message does too. */
const PATIENCES_MS = [1500, 3000, 6000];
const LINKS = ["stTopNavLink", "stSidebarNavLink", "stPageLink-NavLink"]
  .map((id) => `a[data-testid="${id}"]`)
  .join();
const STATE = (globalThis.__sergiojaxPageChange ??= { timer: null, listens: false });

function insist(path, [patience, ...patiences]) {
  clearTimeout(STATE.timer);
  if (patience === undefined) return;
  STATE.timer = setTimeout(() => {
    if (document.location.pathname !== path) {
      [...document.querySelectorAll(LINKS)].find((link) => link.pathname === path)?.click();
    }
    insist(path, patiences);
  }, patience);
}

function listen() {
  STATE.listens = true;
  const onClick = (event) => {
    const link = event.target.closest?.(LINKS);
    const opensElsewhere = event.button || event.ctrlKey || event.metaKey || event.shiftKey;
    if (link && event.isTrusted && !opensElsewhere) insist(link.pathname, PATIENCES_MS);
  };
  document.addEventListener("click", onClick, { capture: true });
  window.addEventListener("popstate", () => clearTimeout(STATE.timer)); // back: they want no more
}

export default function ({ parentElement }) {
  if (!STATE.listens) listen();
  const host = parentElement.host ?? parentElement;
  host.closest('[data-testid="stElementContainer"]')?.style.setProperty("display", "none");
}
