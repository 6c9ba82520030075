import { expect, it } from "vitest";
import { type ChartConfig, chartOptions, type Palette, readChart } from "./chart-options";

const palette: Palette = {
  ink: "ink",
  muted: "muted",
  line: "line",
  surface: "surface",
  accent: "accent",
  quiet: "quiet",
  tones: { bad: "red" },
  font: "Inter",
};

const config: ChartConfig = {
  labels: ["a", "<b>"],
  series: [
    { name: "Деньги", type: "bar", format: "money", values: [1000, null] },
    { name: "Конверсия", type: "line", format: "percent", values: [0.1, 0.2] },
  ],
};

// biome-ignore lint/suspicious/noExplicitAny: ECharts' options are an open record
const options = (chart: ChartConfig): any => chartOptions(chart, palette);

it("is nothing when no value is known", () => {
  expect(readChart('{"labels":["a"],"series":[{"name":"x","values":[null]}]}')).toBeNull();
  expect(readChart('{"labels":[],"series":[]}')).toBeNull();
  expect(readChart("not json")).toBeNull();
  expect(readChart(JSON.stringify(config))).not.toBeNull();
});

it("gives each format an axis of its own", () => {
  const drawn = options(config);
  expect(drawn.yAxis).toHaveLength(2);
  expect(drawn.series.map((series: { yAxisIndex: number }) => series.yAxisIndex)).toEqual([0, 1]);
});

it("keeps gaps as gaps", () => {
  expect(options(config).series[0].data).toEqual([1000, null]);
});

it("lets the line carry the accent, and colour mean something only where it is said", () => {
  const drawn = options(config);
  expect(drawn.series[0].itemStyle.color).toBe("quiet");
  expect(drawn.series[1].itemStyle.color).toBe("accent");
  const told = options({
    ...config,
    series: [{ name: "x", type: "bar", format: "integer", values: [1], tone: "bad" }],
  });
  expect(told.series[0].itemStyle.color).toBe("red");
});

it("tells figures in Russian and names as text", () => {
  const text: string = options(config).tooltip.formatter([
    { seriesIndex: 0, dataIndex: 1, marker: "" },
    { seriesIndex: 1, dataIndex: 1, marker: "" },
  ]);
  expect(text).toContain("Деньги: <b>нет данных</b>");
  expect(text.replace(/\u00a0/g, " ")).toContain("Конверсия: <b>20,0 %</b>");
  expect(text).not.toContain("<b>".concat("<br>"));
  expect(text.startsWith("&#60;b&#62;")).toBe(true);
});

it("draws the mark on the first axis", () => {
  const drawn = options({ ...config, mark: { value: 500, title: "цель" } });
  expect(drawn.series[0].markLine.data).toEqual([{ yAxis: 500 }]);
  expect(drawn.series[1].markLine).toBeUndefined();
});

it("ends an axis of shares at 100 %, never above", () => {
  const shares = (values: (number | null)[]): ChartConfig => ({
    labels: ["a", "b"],
    series: [{ name: "Пройден", type: "line", format: "percent", values }],
    mark: { value: 0.7, title: "норма" },
  });
  const full = options(shares([1, null]));
  expect(full.yAxis[0]).toMatchObject({ max: 1, interval: 0.25 });
  expect(full.series[0].markLine.label.formatter.replace(/\u00a0/g, " ")).toBe("норма 70 %");
  expect(options(shares([0.2, null])).yAxis[0].max).toBeUndefined();
});
