/* Reports to the canvas which of its edits Python has. It shows nothing: its empty row is removed. */
export default function ({ data, parentElement }) {
  globalThis.__sergiojaxSeen = Math.max(globalThis.__sergiojaxSeen ?? 0, data.seq);
  const host = parentElement.host ?? parentElement;
  host.closest('[data-testid="stElementContainer"]')?.style.setProperty("display", "none");
}
