import { define } from "../core/islands";
import { chartOptions, type Palette, readChart } from "./chart-options";
import type { EChartsType } from "./echarts";

/** CSS colours as the canvas understands them everywhere: computed, so color-mix() and variables are resolved. */
function palette(host: HTMLElement): Palette {
  const probe = document.createElement("span");
  probe.hidden = true;
  host.append(probe);
  const read = (value: string): string => {
    probe.style.color = value;
    return canvasColour(getComputedStyle(probe).color);
  };
  const colours = {
    ink: read("var(--color-base-content)"),
    muted: read("var(--muted)"),
    line: read("var(--color-base-300)"),
    surface: read("var(--color-base-100)"),
    accent: read("var(--color-primary)"),
    quiet: read("color-mix(in oklab, var(--color-base-content) 26%, var(--color-base-100))"),
    tones: {
      good: read("var(--color-success)"),
      bad: read("var(--color-error)"),
      attention: read("var(--color-warning)"),
      neutral: read("color-mix(in oklab, var(--color-base-content) 40%, var(--color-base-100))"),
    },
    font: getComputedStyle(host).fontFamily,
  };
  probe.remove();
  return colours;
}

/** `oklab(…)` → `#rrggbb`: ECharts parses only the older notations. */
function canvasColour(colour: string): string {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  if (!context) return colour;
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
  return `rgb(${red}, ${green}, ${blue})`;
}

/** `<data-chart label>` with its data in a JSON script; draws when it comes into sight. */
export class DataChart extends HTMLElement {
  #chart: EChartsType | null = null;
  #watchers: { disconnect(): void }[] = [];

  connectedCallback(): void {
    const config = readChart(this.querySelector('script[type="application/json"]')?.textContent ?? "");
    if (!config) {
      this.#say("Пока нет данных за этот период.");
      return;
    }
    const seen = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      seen.disconnect();
      void this.#draw();
    });
    seen.observe(this);
    this.#watchers.push(seen);
  }

  disconnectedCallback(): void {
    for (const watcher of this.#watchers) watcher.disconnect();
    this.#watchers = [];
    this.#chart?.dispose();
    this.#chart = null;
  }

  async #draw(): Promise<void> {
    const canvas = this.querySelector<HTMLElement>("[data-canvas]");
    const config = readChart(this.querySelector('script[type="application/json"]')?.textContent ?? "");
    if (!canvas || !config) return;
    try {
      const { init } = await import("./echarts");
      if (!this.isConnected) return;
      this.#chart = init(canvas);
    } catch {
      this.#say("График не загрузился. Те же цифры есть в таблице. Обновите страницу.");
      return;
    }
    const paint = (): void => {
      this.#chart?.setOption(chartOptions(config, palette(this)), true);
    };
    paint();
    const resized = new ResizeObserver(() => this.#chart?.resize());
    resized.observe(canvas);
    const themed = new MutationObserver(paint);
    themed.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    this.#watchers.push(resized, themed);
  }

  #say(text: string): void {
    const canvas = this.querySelector<HTMLElement>("[data-canvas]");
    if (!canvas) return;
    canvas.className = "chart-empty";
    canvas.removeAttribute("aria-hidden");
    canvas.textContent = text;
  }
}

define("data-chart", DataChart);
