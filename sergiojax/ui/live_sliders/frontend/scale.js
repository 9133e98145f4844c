/* Between a parameter's value and a position on the native slider. */

const LOG_STEPS = 200; // positions of a logarithmic slider, and so its arrow-key step

const isLog = (spec) => spec.scale === "log";

/* The unit of shown and typed numbers: a slider for several values shows a factor. */
const unitOf = (spec) => spec.spread?.[1] ?? 1;

const rounded = (number) => Number(number.toPrecision(3));

function shownText(spec, value) {
  return spec.spread ? `× ${rounded(value / unitOf(spec))}` : String(value);
}

/* The text after the number: the range that results from the factor, and the unit. */
function unitText(spec, value) {
  const range = spec.spread?.map((end) => rounded((end * value) / unitOf(spec))).join("–");
  return [range, spec.unit].filter(Boolean).join(" ");
}

function decimalsOf(number) {
  const [digits, exponent = "0"] = String(number).split("e");
  return Math.max(0, (digits.split(".")[1] ?? "").length - Number(exponent));
}

function rangeOf(spec) {
  if (isLog(spec)) return { min: 0, max: LOG_STEPS, step: 1 };
  return { min: spec.min, max: spec.max, step: spec.step };
}

function positionOf(spec, value) {
  if (!isLog(spec)) return value;
  return (LOG_STEPS * Math.log(value / spec.min)) / Math.log(spec.max / spec.min);
}

function valueAt(spec, position) {
  if (!isLog(spec)) {
    // Steps add up to 0.30000000000000004: round to the digits of the scale.
    return Number(position.toFixed(Math.max(decimalsOf(spec.step), decimalsOf(spec.min))));
  }
  if (position >= LOG_STEPS) return spec.max;
  if (position <= 0) return spec.min;
  const value = spec.min * (spec.max / spec.min) ** (position / LOG_STEPS);
  const round = rounded(value / unitOf(spec)) * unitOf(spec);
  return Math.min(spec.max, Math.max(spec.min, round));
}

function filledShare(spec, value) {
  const { min, max } = rangeOf(spec);
  return Math.min(1, Math.max(0, (positionOf(spec, value) - min) / (max - min)));
}

/* A typed number or factor, perhaps with a decimal comma or a typographic minus. NaN if it is not a
   number. */
function parseNumber(text) {
  const plain = text.trim().replace(/^×\s*/, "").replace(",", ".").replace("\u2212", "-");
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : NaN;
}
