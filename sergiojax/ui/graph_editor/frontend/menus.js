/* The menus of the toolbar (ARIA menu-button pattern): a button with `data-action="menu…"`, followed
   by its menu. Only one is open at a time. */

const openMenu = (ed) => ed.parts.toolbar.querySelector(".menu:not([hidden])");
const entriesOf = (menu) => [...menu.querySelectorAll("button")];

function toggleMenu(ed, action) {
  const button = ed.parts.button(action);
  const menu = button.nextElementSibling;
  const opens = menu.hidden;
  closeMenu(ed);
  if (!opens || !button.offsetParent) return; // a read-only canvas shows no menus
  menu.hidden = false;
  button.setAttribute("aria-expanded", "true");
  refreshMenus(ed);
  keepInside(ed, menu);
  entriesOf(menu)[0].focus();
}

/* Returns whether one was open. */
function closeMenu(ed) {
  const menu = openMenu(ed);
  if (!menu) return false;
  const button = menu.previousElementSibling;
  const hadFocus = menu.contains(ed.root.activeElement);
  menu.hidden = true;
  button.setAttribute("aria-expanded", "false");
  if (hadFocus) button.focus();
  return true;
}

/* A menu opens below its button and is pushed aside where it would leave the editor. */
function keepInside(ed, menu) {
  menu.style.left = "0px";
  const [own, around] = [menu, ed.parts.editor].map((part) => part.getBoundingClientRect());
  const over = own.right - around.right;
  menu.style.left = `${Math.min(0, -over, Math.max(-over, around.left - own.left))}px`;
}

/* Update the entries to match the canvas. */
function refreshMenus(ed) {
  const chosen = genes(ed).filter(":selected").length;
  const unavailable = {
    copy: chosen === 0,
    cut: chosen === 0,
    duplicate: chosen === 0,
    "select-all": genes(ed).empty(),
    row: chosen < 2,
    column: chosen < 2,
  };
  for (const [action, isOff] of Object.entries(unavailable)) {
    ed.parts.button(action).setAttribute("aria-disabled", String(isOff));
  }
  ed.parts.button("snap").setAttribute("aria-checked", String(Boolean(STORE.snaps)));
  const root = motifRoot(ed);
  ed.parts.motifsFrom.textContent = root
    ? `First gene: ${root.data("name")}`
    : "New genes; or select a gene to start from";
}
