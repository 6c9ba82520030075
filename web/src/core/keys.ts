/** True where letters are typed, so that shortcuts keep out of the way. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  if (target instanceof HTMLInputElement) {
    return !["checkbox", "radio", "button", "submit", "range", "file"].includes(target.type);
  }
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

export function hasModifier(event: KeyboardEvent): boolean {
  return event.ctrlKey || event.metaKey || event.altKey;
}

function items(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-list] [data-item]")].filter(
    (item) => !item.hidden && item.closest("[hidden]") === null,
  );
}

function opener(item: HTMLElement): HTMLElement | null {
  return item.querySelector<HTMLElement>("[data-open]") ?? item.querySelector<HTMLElement>("a[href]");
}

/** Moves the current row by `step`; the row's link takes the focus, so Enter opens it. */
export function moveInList(step: 1 | -1): HTMLElement | null {
  const rows = items();
  if (!rows.length) return null;
  const from = rows.findIndex((row) => row.classList.contains("is-current"));
  const at =
    from < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, from + step));
  const row = rows[at];
  if (!row) return null;
  rows[from]?.classList.remove("is-current");
  row.classList.add("is-current");
  const link = opener(row);
  if (!link) row.tabIndex = -1;
  (link ?? row).focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  return row;
}

function focusSearch(): boolean {
  const field = [...document.querySelectorAll<HTMLInputElement>("[data-search]")].find(
    (input) => input.offsetParent !== null || input.getClientRects().length > 0,
  );
  field?.focus();
  field?.select();
  return field !== undefined;
}

function showKeys(): boolean {
  const dialog = document.querySelector<HTMLDialogElement>("dialog#keys");
  if (dialog && !dialog.open) dialog.showModal();
  return dialog !== null;
}

/** Letters go by their place on the keyboard: the same keys work in the Russian layout. */
export function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || hasModifier(event) || isTyping(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  let done = false;
  if (event.key === "?" || (event.code === "Slash" && event.shiftKey)) done = showKeys();
  else if (event.key === "/" || (event.code === "Slash" && !event.shiftKey)) done = focusSearch();
  else if (event.code === "KeyJ" && !event.shiftKey) done = moveInList(1) !== null;
  else if (event.code === "KeyK" && !event.shiftKey) done = moveInList(-1) !== null;
  if (done) event.preventDefault();
}

export function startKeys(): void {
  document.addEventListener("keydown", onKey);
  document.addEventListener("focusin", (event) => {
    // Tab and the mouse move the current row too.
    const row = event.target instanceof Element ? event.target.closest("[data-list] [data-item]") : null;
    if (!row || row.classList.contains("is-current")) return;
    for (const other of document.querySelectorAll("[data-item].is-current"))
      other.classList.remove("is-current");
    row.classList.add("is-current");
  });
}
