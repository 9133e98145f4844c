/* The only part that is sent again when the graph changes. The editor itself came once with the
   library component, which may be mounted a moment later than this one. */
export default function (component) {
  const run = () => globalThis.__sergiojaxGraphEditor(component);
  if (globalThis.__sergiojaxGraphEditor) return run();
  let cleanUp = null;
  let isGone = false;
  const whenReady = () => {
    if (!isGone) cleanUp = run();
  };
  window.addEventListener("sergiojax-graph-editor-ready", whenReady, { once: true });
  return () => {
    isGone = true;
    cleanUp?.();
  };
}
