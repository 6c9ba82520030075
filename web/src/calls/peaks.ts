/** Loudness of a recording, computed once on the server: `rate` values of 0..255 a second for each lane. */
export interface Peaks {
  duration: number;
  rate: number;
  lanes: number[][];
}

/** Checks what the server sent; null when it is not peaks. */
export function readPeaks(data: unknown): Peaks | null {
  if (typeof data !== "object" || data === null) return null;
  const { duration, rate, lanes } = data as Record<string, unknown>;
  if (typeof duration !== "number" || typeof rate !== "number" || duration <= 0 || rate <= 0) return null;
  if (!Array.isArray(lanes) || lanes.length < 1 || !lanes.every(Array.isArray)) return null;
  return { duration, rate, lanes: lanes.slice(0, 2) as number[][] };
}

/**
 * The loudest value (0..1) in each of `count` equal slices of the whole recording. A lane shorter than the
 * duration is silent at its end; slices narrower than a value repeat it, so a short call has no gaps.
 */
export function columns(lane: readonly number[], rate: number, duration: number, count: number): number[] {
  const total = Math.max(1, duration * rate);
  return Array.from({ length: count }, (_, at) => {
    const from = Math.floor((at / count) * total);
    const to = Math.max(from + 1, Math.floor(((at + 1) / count) * total));
    let loudest = 0;
    for (let index = from; index < to && index < lane.length; index += 1) {
      loudest = Math.max(loudest, lane[index] ?? 0);
    }
    return Math.min(1, loudest / 255);
  });
}
