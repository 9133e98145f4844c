/* The designs that this browser keeps, the newest first; a click hands one to Python. */
function labelOf({ names = [] }) {
  const some = names.slice(0, MOST_NAMES - 1).join(", ");
  return (names.length < MOST_NAMES ? some : `${some} …`) || "No genes";
}

function whenOf({ saved }) {
  if (!saved) return "";
  const time = new Date(saved);
  const isToday = time.toDateString() === new Date().toDateString();
  const style = isToday ? { timeStyle: "short" } : { dateStyle: "medium" };
  return new Intl.DateTimeFormat(undefined, style).format(time);
}

function part(className, text) {
  const span = document.createElement("span");
  span.className = className;
  span.textContent = text;
  return span;
}

function entry(record, { data, setStateValue }) {
  const button = document.createElement("button");
  button.type = "button";
  button.append(part("names", labelOf(record)), part("when", whenOf(record)));
  button.addEventListener("click", () => {
    const chosen = readRecord(record.id) ?? record; // another tab may have continued with it
    setStateValue("chosen", { session: data.session, choice: Date.now(), record: chosen });
  });
  const item = document.createElement("li");
  item.append(button);
  return item;
}

export default function (component) {
  const { data, parentElement } = component;
  const records = allRecords().filter(({ id }) => id !== data.shown);
  const list = parentElement.querySelector(".kept");
  list.replaceChildren(...records.map((record) => entry(record, component)));
  parentElement.querySelector(".none").hidden = records.length > 0;
}
