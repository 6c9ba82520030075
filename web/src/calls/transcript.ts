export interface Row {
  start: number;
  end: number;
  element: HTMLElement;
}

/** The rows that have times, in order of their start. */
export function readRows(root: ParentNode): Row[] {
  return [...root.querySelectorAll<HTMLElement>("[data-start]")]
    .map((element) => {
      const start = Number(element.dataset.start);
      const end = element.dataset.end === undefined ? Number.POSITIVE_INFINITY : Number(element.dataset.end);
      return { start, end, element };
    })
    .filter((row) => Number.isFinite(row.start))
    .sort((one, other) => one.start - other.start);
}

/** Index of the last row that began by `time`; −1 before the first. Rows stay lit through the pause after them. */
export function rowAt(rows: readonly { start: number }[], time: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle]?.start ?? 0) <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Where J (+1) and K (−1) go from `time`; K goes to the row's own start first when it has played a while. */
export function neighbour(rows: readonly { start: number }[], time: number, step: 1 | -1): number | null {
  const at = rowAt(rows, time + 0.05);
  if (step > 0) return rows[at + 1]?.start ?? null;
  const current = rows[at];
  if (!current) return rows.length ? 0 : null;
  if (time - current.start > 1.5) return current.start;
  return rows[at - 1]?.start ?? current.start;
}

/** Lights the row that sounds and keeps it in sight, unless the reader has scrolled away. */
export class Transcript {
  following = true;
  #root: ParentNode;
  #rows: Row[] | null = null;
  #lit: HTMLElement | null = null;

  constructor(root: ParentNode) {
    this.#root = root;
  }

  /** Read when first needed: the rows may stand after the player in the page. */
  get rows(): Row[] {
    this.#rows ??= readRows(this.#root);
    return this.#rows;
  }

  /** The page has changed: rows are read anew when next needed. */
  forget(): void {
    this.#rows = null;
  }

  follow(time: number, scroll: boolean): void {
    const element = this.rows[rowAt(this.rows, time)]?.element ?? null;
    if (element === this.#lit) return;
    this.#lit?.classList.remove("is-playing");
    this.#lit?.removeAttribute("aria-current");
    this.#lit = element;
    if (!element) return;
    element.classList.add("is-playing");
    element.setAttribute("aria-current", "true");
    if (scroll && this.following) this.#show(element);
  }

  #show(element: HTMLElement): void {
    const box = element.getBoundingClientRect();
    const roof = document.querySelector(".player")?.getBoundingClientRect().bottom ?? 0;
    if (box.top > roof && box.bottom < innerHeight - 60) return;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    element.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
  }
}
