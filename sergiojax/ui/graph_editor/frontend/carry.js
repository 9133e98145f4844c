/* A drawing on a graph that Python has changed in the meantime: it is moved onto the new graph, if that
   has the same genes and interactions as the one that Python knew. Then only parameters and places
   differ, and items that were not edited get Python's. */

const namesOf = ({ nodes }) => new Map(nodes.map(({ id, name }) => [id, name]));

/* Items by a key that is the same for Python's ids, which are names, and those drawn here. */
function itemsOf(graph, names = namesOf(graph)) {
  const nodes = graph.nodes.map((node) => [JSON.stringify([names.get(node.id)]), node]);
  const ends = ({ source, target }) => JSON.stringify([names.get(source), names.get(target)]);
  return new Map([...nodes, ...graph.edges.map((edge) => [ends(edge), edge])]);
}

const sameKeys = (one, other) => one.size === other.size && [...one.keys()].every((key) => other.has(key));

/* The drawing with the changes of `theirs`, or null if that is a different network from `known`. */
function carryOver(known, drawn, theirs) {
  const [before, news] = [itemsOf(known), itemsOf(theirs)];
  if (!sameKeys(before, news)) return null;
  const drawnBefore = itemsOf(drawn, new Map([...namesOf(drawn), ...namesOf(known)]));
  const updated = new Map();
  for (const [key, item] of drawnBefore) {
    if (!news.has(key)) continue;
    const [old, fresh] = [before.get(key), news.get(key)];
    const isEdited = (field) => !sameGraph(item[field], old[field]);
    const taken = ["x", "y", "strength", "attrs"].filter((field) => field in fresh && !isEdited(field));
    updated.set(item, { ...item, ...Object.fromEntries(taken.map((field) => [field, fresh[field]])) });
  }
  const update = (item) => updated.get(item) ?? item;
  return { ...drawn, nodes: drawn.nodes.map(update), edges: drawn.edges.map(update) };
}
