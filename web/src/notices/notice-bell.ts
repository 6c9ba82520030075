import { define } from "../core/islands";

const MOST = 99;
// The page itself comes first: the stream takes one of the few connections that a browser gives a server.
const FIRST_MS = 1500;
const ASK_MS = 60_000;

/** What stands on the bell: nothing, the number, or «99+». */
export function badge(unread: number): string {
  if (!Number.isFinite(unread) || unread < 1) return "";
  return unread > MOST ? `${MOST}+` : String(Math.floor(unread));
}

/** The count out of an answer; null when the answer is something else (a log-in page, an error). */
export function readCount(data: unknown): number | null {
  const unread = (data as { unread?: unknown } | null)?.unread;
  return typeof unread === "number" ? unread : null;
}

/**
 * `<notice-bell count stream>` around the bell's link keeps its number fresh: an event of `stream` carries a name and
 * an id only, so the number is asked for at `count`. In a hidden tab there is no stream; where there can be none, the
 * number is asked for once a minute.
 */
export class NoticeBell extends HTMLElement {
  #stream: EventSource | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  connectedCallback(): void {
    document.addEventListener("visibilitychange", this.#turn);
    addEventListener("pagehide", this.#stop);
    this.#timer = setTimeout(() => this.#open(), FIRST_MS);
  }

  disconnectedCallback(): void {
    document.removeEventListener("visibilitychange", this.#turn);
    removeEventListener("pagehide", this.#stop);
    this.#stop();
  }

  show(unread: number): void {
    const text = badge(unread);
    const mark = this.querySelector<HTMLElement>("[data-unread]");
    if (mark) {
      mark.textContent = text;
      mark.hidden = !text;
    }
    this.querySelector("a")?.setAttribute("aria-label", text ? `Уведомления, новых: ${text}` : "Уведомления");
  }

  async refresh(): Promise<void> {
    try {
      const answer = await fetch(this.getAttribute("count") ?? "", {
        headers: { Accept: "application/json" },
      });
      const unread = answer.ok && !answer.redirected ? readCount(await answer.json()) : null;
      if (unread !== null) this.show(unread);
    } catch {
      return; // no answer: the old number stands until the next event
    }
  }

  #turn = (): void => {
    if (document.hidden) this.#stop();
    else {
      void this.refresh();
      this.#open();
    }
  };

  #stop = (): void => {
    clearTimeout(this.#timer);
    this.#stream?.close();
    this.#stream = undefined;
  };

  #open(): void {
    if (this.#stream || document.hidden || !this.isConnected) return;
    if (!("EventSource" in window)) {
      this.#askLater();
      return;
    }
    let opened = false;
    this.#stream = new EventSource(this.getAttribute("stream") ?? "");
    this.#stream.addEventListener("notices", () => void this.refresh());
    this.#stream.addEventListener("open", () => {
      if (opened) void this.refresh(); // what was said while the line was down
      opened = true;
      this.dataset.live = "";
    });
    this.#stream.addEventListener("error", () => {
      if (this.#stream?.readyState === EventSource.CLOSED) {
        this.#stream = undefined;
        this.#askLater();
      }
    });
  }

  #askLater(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(async () => {
      await this.refresh();
      this.#askLater();
    }, ASK_MS);
  }
}

define("notice-bell", NoticeBell);
