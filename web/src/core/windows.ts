/** Dialogs opened by `[data-dialog]`, menus closed by Esc or a click beside them. */
export function startWindows(): void {
  document.addEventListener("click", (event) => {
    const target = event.target;
    if (!(target instanceof Element)) return;
    const button = target.closest<HTMLElement>("[data-dialog]");
    if (button) {
      const dialog = document.getElementById(button.dataset.dialog ?? "");
      if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
    }
    // A click on the backdrop lands on the dialog itself, not on what is in it.
    if (target instanceof HTMLDialogElement && target.classList.contains("dialog")) target.close();
    for (const menu of document.querySelectorAll<HTMLDetailsElement>("details[data-menu][open]")) {
      if (!menu.contains(target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll<HTMLDetailsElement>("details[data-menu][open]")) {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    }
  });
}
