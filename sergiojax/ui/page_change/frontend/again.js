/* Repeats a click on a page link that had no effect, and asks again for a page that went blank.

   Every message of the browser names the page that it was sent from, and only the newest of those
   that wait for Python counts. So whatever a canvas or the browser's store reports just after the
   click keeps the user on the old page, and so does a lost message. While a page is waited for, `to`
   is its path, and the canvas, the sliders and the store do not repeat messages: see `post`.

   What a fragment of the former page reported just after the click runs once the new page is
   complete. Streamlit then takes the fragment's page for the current one and clears it. */
const PATIENCES_MS = [1500, 3000, 6000];
const BLANK_MS = 500; // between two runs a page may be empty for a moment
const LINKS = ["stTopNavLink", "stSidebarNavLink", "stPageLink-NavLink"]
  .map((id) => `a[data-testid="${id}"]`)
  .join();
const STATE = (globalThis.__sergiojaxPageChange ??= { listens: false, to: null, wasBlank: false });

const clickOn = (isWanted) => [...document.querySelectorAll(LINKS)].find(isWanted)?.click();

function insist(path, [patience, ...patiences]) {
  STATE.to = patience === undefined ? null : path;
  if (STATE.to === null) return;
  STATE.timer = setTimeout(() => {
    if (document.location.pathname === path) {
      STATE.to = null;
      return;
    }
    clickOn((link) => link.pathname === path);
    insist(path, patiences);
  }, patience);
}

const isRunning = (app) => app.dataset.testScriptState !== "notRunning";

/* What `app.py` itself puts on every page has no height, and Streamlit leaves it there. */
const isBlank = (app) =>
  ![...app.querySelectorAll('[data-testid="stMain"] [data-testid="stElementContainer"]')]
    .some((element) => element.offsetHeight > 0);

/* Once only: a page that stays blank has another reason. */
function askIfBlank(app) {
  const wasBlank = STATE.wasBlank;
  STATE.wasBlank = isBlank(app);
  if (STATE.wasBlank && !wasBlank) clickOn((link) => link.getAttribute("aria-current") === "page");
}

function watchRuns() {
  const app = document.querySelector('[data-testid="stApp"]');
  if (!app) return;
  const look = () => {
    clearTimeout(STATE.look);
    if (!isRunning(app)) STATE.look = setTimeout(() => askIfBlank(app), BLANK_MS);
  };
  const where = { attributes: true, attributeFilter: ["data-test-script-state"] };
  new MutationObserver(look).observe(app, where);
}

/* A user who clicks on something else, types, or goes back is no longer waiting for the page. */
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
  watchRuns();
}

export default function ({ parentElement }) {
  if (!STATE.listens) listen();
  const host = parentElement.host ?? parentElement;
  host.closest('[data-testid="stElementContainer"]')?.style.setProperty("display", "none");
}
