// Keeps the design in this browser's local storage: reports what is stored when a session begins,
// then writes what Python sends. Nothing is written before Python has seen the stored design, so a
// fresh session never overwrites it with its example.
const KEY = "sergiojax.design";
const STATE = (globalThis.__sergiojaxStore ??= { session: null, ready: false, order: 0 });

function readStored() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // storage is switched off: the design lives as long as the page
  }
}

// The page and its fragments each send the design, and what they sent before is drawn again at times.
function writeStored(text, order) {
  if (order <= STATE.order) return;
  STATE.order = order;
  try {
    localStorage.setItem(KEY, text);
  } catch {
    /* full or switched off */
  }
}

export default function (component) {
  const { data, setStateValue } = component;
  if (data.session !== STATE.session) {
    STATE.session = data.session;
    STATE.ready = false;
    STATE.order = 0;
  }
  if (data.ready) {
    STATE.ready = true;
    writeStored(data.text, data.order);
    return;
  }
  // A report made while the page is mounting can be lost, so it is repeated until it was seen.
  let tries = 0;
  const report = () => {
    if (STATE.ready || STATE.session !== data.session || tries++ > 20) return;
    setStateValue("stored", { session: data.session, text: readStored(), tries });
    setTimeout(report, 400);
  };
  report();
}
