import { define } from "./islands";

export interface Status {
  text: string;
  tone: string;
}

const TONES = ["good", "bad", "attention", "neutral"];
const EVERY_S = 20;
const LONGEST_S = 300;

/** A status from JSON; null when the answer is something else (a log-in page, an old format). */
export function readStatus(data: unknown): Status | null {
  if (typeof data !== "object" || data === null) return null;
  const { text, tone } = data as Record<string, unknown>;
  if (typeof text !== "string") return null;
  return { text, tone: TONES.includes(String(tone)) ? String(tone) : "neutral" };
}

/** Seconds until the next question: doubles with every failure in a row, so a sick server is left alone. */
export function pause(every: number, failures: number): number {
  return Math.min(LONGEST_S, every * 2 ** failures);
}

/**
 * `<live-status src every="20" stream>` refreshes its sentence. `src` answers JSON {text, tone}; with `stream` it is
 * an EventSource of the same JSON. Without scripts or without an answer the server's sentence stands.
 */
export class LiveStatus extends HTMLElement {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #stream: EventSource | undefined;

  connectedCallback(): void {
    if (!this.getAttribute("src")) return;
    document.addEventListener("visibilitychange", this.#wake);
    if (this.hasAttribute("stream") && "EventSource" in window) this.#listen();
    else this.#wait();
  }

  disconnectedCallback(): void {
    document.removeEventListener("visibilitychange", this.#wake);
    clearTimeout(this.#timer);
    this.#stream?.close();
  }

  show(status: Status): void {
    if (this.textContent !== status.text) this.textContent = status.text;
    for (const tone of TONES) this.classList.toggle(`is-${tone}`, tone === status.tone);
  }

  #listen(): void {
    this.#stream = new EventSource(this.getAttribute("src") ?? "");
    this.#stream.addEventListener("message", (event) => {
      try {
        const status = readStatus(JSON.parse(event.data));
        if (status) this.show(status);
      } catch {
        return; // one broken message: the next one will do
      }
    });
  }

  #wait(): void {
    clearTimeout(this.#timer);
    const every = Number(this.getAttribute("every")) || EVERY_S;
    this.#timer = setTimeout(() => void this.refresh(), pause(every, this.#failures) * 1000);
  }

  #wake = (): void => {
    if (this.#stream) return;
    if (document.hidden) clearTimeout(this.#timer);
    else void this.refresh();
  };

  async refresh(): Promise<void> {
    try {
      const answer = await fetch(this.getAttribute("src") ?? "", { headers: { Accept: "application/json" } });
      const status = answer.ok && !answer.redirected ? readStatus(await answer.json()) : null;
      this.#failures = status ? 0 : this.#failures + 1;
      if (status) this.show(status);
    } catch {
      this.#failures += 1;
    }
    if (this.isConnected && !document.hidden) this.#wait();
  }
}

define("live-status", LiveStatus);
