function text(cell: Element | undefined): string {
  return (cell?.querySelector(".sort-button") ?? cell)?.textContent?.trim() ?? "";
}

function copyOf(cell: HTMLTableCellElement | undefined, name: string): HTMLTableCellElement {
  const copy = document.createElement("td");
  copy.className = `${cell?.className ?? ""} num`;
  copy.title = cell?.title ?? "";
  copy.dataset.label = name;
  if (cell) copy.append(...[...cell.childNodes].map((node) => node.cloneNode(true)));
  return copy;
}

/** Rows of a table as columns of a dialog: what is compared goes down, who is compared goes across. */
export function sideBySide(
  heads: readonly HTMLTableCellElement[],
  rows: readonly HTMLTableRowElement[],
): HTMLDialogElement {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog is-wide";
  dialog.setAttribute("aria-label", "Сравнение");
  dialog.innerHTML =
    '<div class="dialog-head"><h2>Сравнение</h2><form method="dialog"><button class="btn btn-ghost btn-sm">Закрыть</button></form></div>' +
    '<div class="dialog-body"><div class="table-wrap"><table class="grid-table is-compare"><thead><tr><th></th></tr></thead><tbody></tbody></table></div></div>';
  const headRow = dialog.querySelector("thead tr");
  const body = dialog.querySelector("tbody");
  const titles = rows.map((row) => row.querySelector<HTMLTableCellElement>("th"));
  for (const title of titles) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.className = "num";
    cell.textContent = title?.querySelector(".row-link")?.textContent ?? text(title ?? undefined);
    headRow?.append(cell);
  }
  const nameColumn = titles[0]?.cellIndex ?? 0;
  for (const head of heads) {
    if (head.cellIndex <= nameColumn) continue;
    const line = document.createElement("tr");
    const name = document.createElement("th");
    name.scope = "row";
    name.textContent = text(head);
    line.append(name, ...rows.map((row) => copyOf(row.cells[head.cellIndex], text(head))));
    body?.append(line);
  }
  return dialog;
}
