import { define } from "./islands";

const CHOICES = ["auto", "light", "dark"];

/** Three buttons with `data-choice`; the choice is kept in this browser and read by theme.js. */
export class ThemeToggle extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("click", this.#choose);
    addEventListener("theme:changed", this.#show);
    this.#show();
  }

  disconnectedCallback(): void {
    removeEventListener("theme:changed", this.#show);
  }

  #choose = (event: Event): void => {
    const button =
      event.target instanceof Element ? event.target.closest<HTMLElement>("[data-choice]") : null;
    const choice = button?.dataset.choice ?? "";
    if (!CHOICES.includes(choice)) return;
    try {
      localStorage.setItem("theme", choice);
    } catch {
      return; // storage is blocked: the system's choice stays
    }
    dispatchEvent(new CustomEvent("theme:changed"));
  };

  #show = (): void => {
    const now = document.documentElement.dataset.themeChoice ?? "auto";
    for (const button of this.querySelectorAll<HTMLElement>("[data-choice]")) {
      button.setAttribute("aria-pressed", String(button.dataset.choice === now));
    }
  };
}

define("theme-toggle", ThemeToggle);
