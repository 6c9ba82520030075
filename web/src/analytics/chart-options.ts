import type { EChartsCoreOption } from "echarts/core";
import { type Format, write, writeLabel, writeTick } from "./number-formats";

export interface Series {
  name: string;
  type: "line" | "bar";
  format: Format;
  values: (number | null)[];
  tone?: "good" | "bad" | "attention" | "neutral";
}

export interface ChartConfig {
  labels: string[];
  by?: "day" | "week" | "month";
  series: Series[];
  stacked?: boolean;
  mark?: { value: number; title: string };
}

export interface Palette {
  ink: string;
  muted: string;
  line: string;
  surface: string;
  accent: string;
  quiet: string;
  tones: Record<string, string>;
  font: string;
}

/** The chart's data, or null when there is nothing to draw: no series, or no value in any of them. */
export function readChart(text: string): ChartConfig | null {
  let data: Partial<ChartConfig>;
  try {
    data = JSON.parse(text) as Partial<ChartConfig>;
  } catch {
    return null;
  }
  if (!Array.isArray(data.labels) || !Array.isArray(data.series)) return null;
  const known = data.series.some((series) => series.values.some((value) => value !== null));
  return known ? (data as ChartConfig) : null;
}

/** Lines of the first accent, bars quiet beside a line; a tone only where the server says what it means. */
function colour(series: Series, at: number, all: readonly Series[], palette: Palette): string {
  if (series.tone) return palette.tones[series.tone] ?? palette.quiet;
  const mixed = all.some((one) => one.type === "line") && all.some((one) => one.type === "bar");
  if (mixed) return series.type === "line" ? palette.accent : palette.quiet;
  return [palette.accent, palette.quiet, palette.muted][at % 3] ?? palette.accent;
}

/** Shares that come near 100 % end there: room above the line must not invent a share of 120 %. */
function isFull(format: Format, config: ChartConfig): boolean {
  if (format !== "percent") return false;
  const shares = config.series.filter((one) => one.format === format).flatMap((one) => one.values);
  const most = Math.max(...shares.map((share) => share ?? 0));
  return most > 0.8 && most <= 1;
}

function valueAxis(format: Format, at: number, full: boolean, palette: Palette): object {
  return {
    type: "value",
    scale: format === "decimal",
    ...(full ? { max: 1, interval: 0.25 } : {}),
    position: at ? "right" : "left",
    splitNumber: 4,
    splitLine: { show: at === 0, lineStyle: { color: palette.line } },
    axisLabel: { color: palette.muted, fontSize: 11, formatter: (value: number) => writeTick(value, format) },
  };
}

function drawn(
  series: Series,
  at: number,
  config: ChartConfig,
  formats: readonly Format[],
  palette: Palette,
): object {
  const ink = colour(series, at, config.series, palette);
  const mark = config.mark && at === config.series.findIndex((one) => one.format === formats[0]);
  return {
    name: series.name,
    type: series.type,
    data: series.values,
    yAxisIndex: Math.max(0, formats.indexOf(series.format)),
    z: series.type === "line" ? 3 : 2,
    ...(config.stacked ? { stack: "all" } : {}),
    ...(series.type === "line"
      ? {
          symbol: "circle",
          symbolSize: 6,
          showSymbol: series.values.length <= 16,
          lineStyle: { width: 2, color: ink },
        }
      : { barMaxWidth: 28, itemStyle: { color: ink, borderRadius: config.stacked ? 0 : [3, 3, 0, 0] } }),
    ...(series.type === "line" ? { itemStyle: { color: ink } } : {}),
    ...(mark && config.mark ? { markLine: markLine(config.mark, series.format, palette) } : {}),
  };
}

function markLine(mark: { value: number; title: string }, format: Format, palette: Palette): object {
  return {
    silent: true,
    symbol: "none",
    lineStyle: { color: palette.muted, type: "dashed", width: 1 },
    label: {
      position: "insideEndTop",
      color: palette.muted,
      backgroundColor: palette.surface,
      padding: [1, 3],
      fontSize: 11,
      // A norm is set in whole per cents: «70 %», not «70,0 %».
      formatter: `${mark.title} ${write(mark.value, format)}`.replace(/,0(?=\s%)/, ""),
    },
    data: [{ yAxis: mark.value }],
  };
}

interface TipItem {
  seriesIndex: number;
  dataIndex: number;
  marker: string;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function tip(config: ChartConfig, labels: readonly string[]): (items: TipItem[]) => string {
  return (items) => {
    const at = items[0]?.dataIndex ?? 0;
    const rows = items.map(({ seriesIndex, marker }) => {
      const series = config.series[seriesIndex];
      if (!series) return "";
      return `${marker}${escapeHtml(series.name)}: <b>${write(series.values[at], series.format)}</b>`;
    });
    return [escapeHtml(labels[at] ?? ""), ...rows].join("<br>");
  };
}

/** What ECharts is told: one axis a format (at most two), Russian numbers, gaps where nothing is known. */
export function chartOptions(config: ChartConfig, palette: Palette): EChartsCoreOption {
  const formats = [...new Set(config.series.map((series) => series.format))].slice(0, 2);
  const labels = config.labels.map((label) => writeLabel(label, config.by));
  const many = config.series.length > 1;
  return {
    animation: false,
    textStyle: { fontFamily: palette.font, color: palette.ink },
    grid: { left: 4, right: formats.length > 1 ? 4 : 12, top: many ? 36 : 14, bottom: 4, containLabel: true },
    legend: many
      ? { top: 0, left: 0, itemWidth: 12, itemHeight: 8, textStyle: { color: palette.muted, fontSize: 12 } }
      : { show: false },
    tooltip: {
      trigger: "axis",
      backgroundColor: palette.surface,
      borderColor: palette.line,
      textStyle: { color: palette.ink, fontSize: 12 },
      axisPointer: { type: "line", lineStyle: { color: palette.muted, width: 1 } },
      confine: true,
      formatter: tip(config, labels),
    },
    xAxis: {
      type: "category",
      data: labels,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: palette.line } },
      axisLabel: { color: palette.muted, fontSize: 11, hideOverlap: true },
    },
    yAxis: formats.map((format, at) => valueAxis(format, at, isFull(format, config), palette)),
    series: config.series.map((series, at) => drawn(series, at, config, formats, palette)),
  };
}
