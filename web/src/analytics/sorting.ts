export type Direction = "ascending" | "descending";

/** A cell's value to sort by: `data-sort` wins over its text; a number where it reads as one; empty is unknown. */
export function cellValue(cell: HTMLElement | undefined): number | string | null {
  const text = (cell?.dataset.sort ?? cell?.textContent ?? "").trim();
  if (text === "" || text === "—" || text === "нет данных") return null;
  const number = Number(
    text
      .replace(/[\s\u202f\u00a0]/g, "")
      .replace(",", ".")
      .replace("\u2212", "-"),
  );
  return Number.isNaN(number) ? text : number;
}

function compare(one: number | string, other: number | string): number {
  if (typeof one === "number" && typeof other === "number") return one - other;
  return String(one).localeCompare(String(other), "ru", { numeric: true });
}

/** Indexes of `values` in order; unknown values stand last whichever way one sorts, equal ones keep their order. */
export function order(values: readonly (number | string | null)[], direction: Direction): number[] {
  const sign = direction === "ascending" ? 1 : -1;
  return values
    .map((value, at) => ({ value, at }))
    .sort((one, other) => {
      if (one.value === null || other.value === null) {
        return Number(one.value === null) - Number(other.value === null) || one.at - other.at;
      }
      return sign * compare(one.value, other.value) || one.at - other.at;
    })
    .map(({ at }) => at);
}
