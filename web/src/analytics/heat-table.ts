import { define } from "../core/islands";
import { sideBySide } from "./side-by-side";
import { cellValue, type Direction, order } from "./sorting";

/**
 * `<heat-table compare>` around a server-rendered table: headings become buttons that sort (`data-nosort` stays
 * plain), and with `compare` two or more rows can be marked and set side by side.
 */
export class HeatTable extends HTMLElement {
  connectedCallback(): void {
    if (this.dataset.ready !== undefined) return;
    this.dataset.ready = "";
    for (const head of this.#heads()) this.#enhance(head);
    if (this.hasAttribute("compare")) this.#offerComparison();
  }

  #heads(): HTMLTableCellElement[] {
    return [...this.querySelectorAll<HTMLTableCellElement>("thead th")];
  }

  #rows(): HTMLTableRowElement[] {
    return [...this.querySelectorAll<HTMLTableRowElement>("tbody tr")];
  }

  #enhance(head: HTMLTableCellElement): void {
    if (head.dataset.nosort !== undefined || head.querySelector("a, button")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort-button";
    button.append(...head.childNodes);
    const arrow = document.createElement("span");
    arrow.className = "sort-arrow";
    arrow.setAttribute("aria-hidden", "true");
    button.append(arrow);
    head.append(button);
    head.setAttribute("aria-sort", "none");
    button.addEventListener("click", () => this.sort(head.cellIndex));
  }

  /** Sorts by a column: figures from the largest, names from А; again the other way round. */
  sort(column: number): void {
    const head = this.#heads().find((cell) => cell.cellIndex === column);
    const rows = this.#rows();
    const body = rows[0]?.parentElement;
    if (!head || !body) return;
    const values = rows.map((row) => cellValue(row.cells[column]));
    const now = head.getAttribute("aria-sort");
    const figures = values.some((value) => typeof value === "number");
    const turned: Direction =
      now === "descending"
        ? "ascending"
        : now === "ascending"
          ? "descending"
          : figures
            ? "descending"
            : "ascending";
    for (const other of this.#heads())
      if (other.hasAttribute("aria-sort")) other.setAttribute("aria-sort", "none");
    head.setAttribute("aria-sort", turned);
    for (const at of order(values, turned)) {
      const row = rows[at];
      if (row) body.append(row);
    }
  }

  #offerComparison(): void {
    const rows = this.#rows();
    if (rows.length < 2) return;
    const corner = document.createElement("th");
    corner.scope = "col";
    corner.className = "tight";
    corner.innerHTML = '<span class="sr-only">Сравнить</span>';
    this.querySelector("thead tr")?.prepend(corner);
    for (const row of rows) row.prepend(this.#checkCell(row));
    const bar = document.createElement("div");
    bar.className = "compare-bar";
    bar.hidden = true;
    bar.innerHTML =
      '<span role="status"></span><button type="button" class="btn btn-primary btn-sm">Сравнить</button>' +
      '<button type="button" class="btn btn-ghost btn-sm">Снять выбор</button>';
    const [show, clear] = bar.querySelectorAll("button");
    show?.addEventListener("click", () => this.compare());
    clear?.addEventListener("click", () => this.#clear());
    this.prepend(bar);
  }

  #checkCell(row: HTMLTableRowElement): HTMLTableCellElement {
    const cell = document.createElement("td");
    cell.className = "tight";
    const box = document.createElement("input");
    box.type = "checkbox";
    box.className = "checkbox checkbox-sm";
    const name =
      row.querySelector("th")?.querySelector(".row-link")?.textContent ??
      row.querySelector("th")?.textContent;
    box.setAttribute("aria-label", `Сравнить: ${(name ?? "").trim()}`);
    box.addEventListener("change", () => {
      row.setAttribute("aria-selected", String(box.checked));
      this.#count();
    });
    cell.append(box);
    return cell;
  }

  #chosen(): HTMLTableRowElement[] {
    return this.#rows().filter((row) => row.getAttribute("aria-selected") === "true");
  }

  #count(): void {
    const bar = this.querySelector<HTMLElement>(".compare-bar");
    const many = this.#chosen().length;
    if (!bar) return;
    bar.hidden = many === 0;
    const words = bar.querySelector("span");
    if (words) words.textContent = many < 2 ? "Отметьте ещё хотя бы одного" : `Выбрано: ${many}`;
    const show = bar.querySelector("button");
    if (show) show.disabled = many < 2;
  }

  #clear(): void {
    for (const row of this.#chosen()) {
      row.setAttribute("aria-selected", "false");
      const box = row.querySelector<HTMLInputElement>("input[type=checkbox]");
      if (box) box.checked = false;
    }
    this.#count();
  }

  /** Opens the chosen rows as columns beside each other. */
  compare(): HTMLDialogElement {
    const dialog = sideBySide(this.#heads(), this.#chosen());
    this.append(dialog);
    dialog.addEventListener("close", () => dialog.remove());
    dialog.showModal();
    return dialog;
  }
}

define("heat-table", HeatTable);
