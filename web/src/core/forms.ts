/** Filter bars send themselves: a select at once, a text field on Enter or when it is left changed. */
export function enhanceForms(root: ParentNode = document): void {
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-auto-submit]:not([data-ready])")) {
    form.dataset.ready = "";
    for (const button of form.querySelectorAll<HTMLElement>("[data-auto-hide]")) button.hidden = true;
    form.addEventListener("change", () => form.requestSubmit());
    form.addEventListener("submit", () => {
      // Empty fields only make the address long.
      for (const field of form.querySelectorAll<HTMLInputElement | HTMLSelectElement>("[name]")) {
        if (!field.value) {
          field.disabled = true;
          setTimeout(() => {
            field.disabled = false;
          });
        }
      }
    });
  }
}
