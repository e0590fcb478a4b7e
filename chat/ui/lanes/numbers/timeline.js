// When a reply thought and when it wrote, from the recorded times of arrival. Pure.

const PAUSE_MS = 700; // a longer silence is shown as one

/** @typedef {{kind: "thinking" | "writing", from: number, to: number}} Segment in milliseconds since the reply was asked for */

/** @param {[ms: number, thinking: number, text: number][]} arrivals */
export function segmentsOf(arrivals) {
  /** @type {Segment[]} */
  const segments = [];
  let before = [0, 0, 0];
  for (const step of arrivals) {
    const kind = step[2] > before[2] ? "writing" : "thinking";
    const last = segments.at(-1);
    if (last?.kind === kind && step[0] - last.to <= PAUSE_MS) last.to = step[0];
    else segments.push({ kind, from: last && step[0] - last.to <= PAUSE_MS ? last.to : step[0], to: step[0] });
    before = step;
  }
  return segments;
}

/**
 * Round numbers of seconds for an axis that ends at `end` milliseconds.
 * @param {number} end
 * @param {number} [most]
 */
export function ticksOf(end, most = 6) {
  const step = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800].find((size) => end / 1000 / size <= most) ?? 3600;
  return Array.from({ length: Math.floor(end / 1000 / step) + 1 }, (_, i) => +(i * step).toFixed(1));
}
