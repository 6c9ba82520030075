import { columns, type Peaks } from "./peaks";

const BAR = 2;
const GAP = 1;
const BANDS_HEIGHT = 18;

export interface Colours {
  manager: string;
  client: string;
  managerAhead: string;
  clientAhead: string;
  line: string;
  cursor: string;
}

/** The theme's colours, read where the wave stands. */
export function coloursOf(element: Element): Colours {
  const style = getComputedStyle(element);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  const base = read("--color-base-100");
  const ink = read("--color-base-content");
  const accent = read("--color-primary");
  return {
    manager: accent,
    client: `color-mix(in oklab, ${ink} 62%, ${base})`,
    managerAhead: `color-mix(in oklab, ${accent} 45%, ${base})`,
    clientAhead: `color-mix(in oklab, ${ink} 28%, ${base})`,
    line: read("--color-base-300"),
    cursor: ink,
  };
}

function drawLane(
  context: CanvasRenderingContext2D,
  values: readonly number[],
  box: { top: number; height: number },
  colour: string,
): void {
  const middle = box.top + box.height / 2;
  context.fillStyle = colour;
  values.forEach((value, at) => {
    const height = Math.max(1, value * (box.height - 4));
    context.fillRect(at * (BAR + GAP), middle - height / 2, BAR, height);
  });
}

function picture(
  width: number,
  height: number,
  scale: number,
): [HTMLCanvasElement, CanvasRenderingContext2D | null] {
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = canvas.getContext("2d");
  context?.scale(scale, scale);
  return [canvas, context];
}

/** The wave drawn twice, played and not yet played; a frame then only copies the two halves and the cursor. */
export class Wave {
  readonly canvas = document.createElement("canvas");
  #played: HTMLCanvasElement | null = null;
  #ahead: HTMLCanvasElement | null = null;
  #size = { width: 0, height: 0, scale: 1 };
  #colours: Colours | null = null;

  /** Draws both pictures anew: after a resize, a change of theme or when the peaks have come. */
  prepare(peaks: Peaks | null, width: number, height: number, colours: Colours): void {
    const scale = window.devicePixelRatio || 1;
    this.#size = { width, height, scale };
    this.#colours = colours;
    this.canvas.width = Math.max(1, Math.round(width * scale));
    this.canvas.height = Math.max(1, Math.round(height * scale));
    this.#played = this.#draw(peaks, colours.manager, colours.client);
    this.#ahead = this.#draw(peaks, colours.managerAhead, colours.clientAhead);
  }

  #draw(peaks: Peaks | null, first: string, second: string): HTMLCanvasElement {
    const { width, height, scale } = this.#size;
    const [canvas, context] = picture(width, height, scale);
    if (!context || !peaks) return canvas;
    const laneHeight = (height - BANDS_HEIGHT) / peaks.lanes.length;
    const count = Math.max(1, Math.floor(width / (BAR + GAP)));
    peaks.lanes.forEach((lane, at) => {
      const values = columns(lane, peaks.rate, peaks.duration, count);
      drawLane(
        context,
        values,
        { top: BANDS_HEIGHT + at * laneHeight, height: laneHeight },
        at ? second : first,
      );
    });
    return canvas;
  }

  /** One frame: `share` of the recording (0..1) is played. */
  paint(share: number): void {
    const context = this.canvas.getContext("2d");
    if (!context || !this.#played || !this.#ahead || !this.#colours) return;
    const { width, height } = this.canvas;
    const at = Math.round(share * width);
    context.clearRect(0, 0, width, height);
    if (at > 0) context.drawImage(this.#played, 0, 0, at, height, 0, 0, at, height);
    if (at < width) context.drawImage(this.#ahead, at, 0, width - at, height, at, 0, width - at, height);
    context.fillStyle = this.#colours.cursor;
    context.fillRect(Math.max(0, at - this.#size.scale), 0, 1.5 * this.#size.scale, height);
  }
}
