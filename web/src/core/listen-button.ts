import { define } from "./islands";
import { failureText } from "./toasts";

/**
 * `<listen-button url="…" field="stresses"><button>…<span data-listen-label>…<p data-listen-trouble>`: sends a field
 * as it stands and plays the sound that comes back. A second press stops it.
 */
export class ListenButton extends HTMLElement {
  #sound: HTMLAudioElement | null = null;
  #address = "";

  connectedCallback(): void {
    this.querySelector("button")?.addEventListener("click", () => void this.press());
  }

  disconnectedCallback(): void {
    this.#stop();
  }

  async press(): Promise<void> {
    if (this.#sound) {
      this.#stop();
      return;
    }
    this.#trouble("");
    const button = this.querySelector("button");
    if (button) button.disabled = true;
    try {
      await this.#play(await this.#asked());
    } catch (problem) {
      this.#stop();
      this.#trouble(
        problem instanceof Trouble ? problem.message : "Звук не пришёл. Проверьте сеть и повторите.",
      );
    } finally {
      if (button) button.disabled = false;
    }
  }

  async #asked(): Promise<Blob> {
    const form = this.closest("form");
    const name = this.getAttribute("field") ?? "";
    const sent = new FormData();
    sent.set(name, form?.querySelector<HTMLTextAreaElement>(`[name="${name}"]`)?.value ?? "");
    const token = form?.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "";
    const answer = await fetch(this.getAttribute("url") ?? "", {
      method: "POST",
      body: sent,
      headers: { "X-CSRFToken": token, Accept: "application/json" },
    });
    if (answer.ok) return answer.blob();
    const told = (await answer.json().catch(() => ({}))) as { detail?: string };
    throw new Trouble(told.detail ?? failureText(answer.status) ?? "Не получилось. Повторите.");
  }

  async #play(sound: Blob): Promise<void> {
    this.#address = URL.createObjectURL(sound);
    this.#sound = new Audio(this.#address);
    this.#sound.addEventListener("ended", () => this.#stop());
    this.#label("Остановить");
    await this.#sound.play();
  }

  #stop(): void {
    this.#sound?.pause();
    if (this.#address) URL.revokeObjectURL(this.#address);
    this.#sound = null;
    this.#address = "";
    this.#label("Послушать");
  }

  #label(words: string): void {
    const label = this.querySelector("[data-listen-label]");
    if (label) label.textContent = words;
  }

  #trouble(words: string): void {
    const place = this.querySelector<HTMLElement>("[data-listen-trouble]");
    if (!place) return;
    place.textContent = words;
    place.hidden = !words;
  }
}

class Trouble extends Error {}

define("listen-button", ListenButton);
