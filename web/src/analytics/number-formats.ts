// The same writing of numbers as mentor/core/formats.py: narrow no-break spaces, true minus, «нет данных».
export type Format = "money" | "percent" | "points" | "integer" | "decimal" | "duration";

export const NO_DATA = "нет данных";
const THIN = "\u202f";
const NBSP = "\u00a0";

function grouped(value: number, places: number): string {
  const [whole = "0", fraction] = Math.abs(value).toFixed(places).split(".");
  const text = whole.replace(/\B(?=(\d{3})+(?!\d))/g, THIN);
  return fraction ? `${text},${fraction}` : text;
}

function signed(value: number, places: number, plus = false): string {
  const rounded = Number(value.toFixed(places));
  const sign = rounded < 0 ? "\u2212" : plus && rounded > 0 ? "+" : "";
  return sign + grouped(rounded, places);
}

function duration(seconds: number): string {
  const total = Math.round(seconds);
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  if (hours) return `${hours}${NBSP}ч${NBSP}${String(minutes).padStart(2, "0")}${NBSP}мин`;
  return minutes ? `${minutes}${NBSP}мин` : `${total}${NBSP}с`;
}

/** A figure for a reader; null is «нет данных», never zero. */
export function write(value: number | null | undefined, format: Format): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NO_DATA;
  switch (format) {
    case "money":
      return `${signed(value, Number.isInteger(value) ? 0 : 2)}${NBSP}₽`;
    case "percent":
      return `${signed(value * 100, 1)}${NBSP}%`;
    case "points":
      return `${signed(value * 100, 1, true)}${NBSP}п.п.`;
    case "decimal":
      return signed(value, 1);
    case "duration":
      return duration(value);
    default:
      return signed(value, 0);
  }
}

/** The same for the ticks of an axis, where room is short: `120 тыс.`, `12 %`. */
export function writeTick(value: number, format: Format): string {
  if (format === "money") {
    const size = Math.abs(value);
    if (size >= 1e6) return `${signed(value / 1e6, size % 1e6 ? 1 : 0)}${NBSP}млн`;
    return size >= 1000 ? `${signed(value / 1000, size % 1000 ? 1 : 0)}${NBSP}тыс.` : signed(value, 0);
  }
  if (format === "percent" || format === "points") {
    const hundred = Math.round(value * 1000) / 10;
    return `${signed(hundred, Number.isInteger(hundred) ? 0 : 1, format === "points")}${NBSP}%`.replace(
      "%",
      format === "points" ? "п.п." : "%",
    );
  }
  return Number.isInteger(value) && format === "decimal" ? signed(value, 0) : write(value, format);
}

const MONTHS = [
  "янв.",
  "февр.",
  "марта",
  "апр.",
  "мая",
  "июня",
  "июля",
  "авг.",
  "сент.",
  "окт.",
  "нояб.",
  "дек.",
];
const MONTH_NAMES = [
  "январь",
  "февраль",
  "март",
  "апрель",
  "май",
  "июнь",
  "июль",
  "август",
  "сентябрь",
  "октябрь",
  "ноябрь",
  "декабрь",
];

/** `12 окт.`, `12–18 окт.` (the week that begins there), `октябрь 2026`; anything but an ISO date stays as it is. */
export function writeLabel(label: string, by: "day" | "week" | "month" | undefined): string {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(label) ?? [];
  if (!by || !year || !month || !day) return label;
  if (by === "month") return `${MONTH_NAMES[Number(month) - 1]} ${year}`;
  const first = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const start = `${first.getUTCDate()}${NBSP}${MONTHS[first.getUTCMonth()]}`;
  if (by === "day") return start;
  const last = new Date(first.getTime() + 6 * 86_400_000);
  const end = `${last.getUTCDate()}${NBSP}${MONTHS[last.getUTCMonth()]}`;
  return first.getUTCMonth() === last.getUTCMonth() ? `${first.getUTCDate()}–${end}` : `${start} – ${end}`;
}
