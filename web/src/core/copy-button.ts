import { define } from "./islands";
import { toast } from "./toasts";

const BACK_MS = 2000;

/** `<copy-button text="…"><button>…<span data-copy-label>`: puts the text on the clipboard and says so. */
export class CopyButton extends HTMLElement {
  connectedCallback(): void {
    this.querySelector("button")?.addEventListener("click", () => void this.copy());
  }

  async copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.getAttribute("text") ?? "");
    } catch {
      toast("Браузер не дал скопировать. Выделите текст и скопируйте сами.", "attention");
      return;
    }
    const label = this.querySelector<HTMLElement>("[data-copy-label]");
    if (!label) return;
    label.dataset.was ??= label.textContent ?? "";
    label.textContent = "Скопировано";
    setTimeout(() => {
      label.textContent = label.dataset.was ?? "";
    }, BACK_MS);
  }
}

define("copy-button", CopyButton);
