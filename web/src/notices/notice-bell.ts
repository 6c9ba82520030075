import { define } from "../core/islands";

const MOST = 99;
// The page itself comes first: the stream takes one of the few connections that a browser gives a server.
const FIRST_MS = 1500;
const LOOK_MS = 10_000;
// The server says that it is still here every 20 s; three times nothing is a line that died without a word: a laptop
// that slept, a network that was changed.
const SILENCE_MS = 60_000;
const AGAIN_MS = 3_000;
const LONGEST_AGAIN_MS = 60_000;

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
 * an id only, so the number is asked for at `count`; it is asked for too whenever the line is up anew, for what was
 * said while it was down. A refused or silent line is opened again, at growing pauses, and each time the number is
 * asked for, so that it comes even where the server cannot stream. In a hidden tab there is no stream.
 */
export class NoticeBell extends HTMLElement {
  #stream: EventSource | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #look: ReturnType<typeof setInterval> | undefined;
  #heardAt = 0;
  #again = AGAIN_MS;

  connectedCallback(): void {
    document.addEventListener("visibilitychange", this.#turn);
    addEventListener("pagehide", this.#stop);
    addEventListener("pageshow", this.#comeBack);
    addEventListener("online", this.#renew);
    this.#timer = setTimeout(() => this.#open(), FIRST_MS);
  }

  disconnectedCallback(): void {
    document.removeEventListener("visibilitychange", this.#turn);
    removeEventListener("pagehide", this.#stop);
    removeEventListener("pageshow", this.#comeBack);
    removeEventListener("online", this.#renew);
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
    else this.#renew();
  };

  /** A page out of the browser's memory: its line was closed when it was left. */
  #comeBack = (event: PageTransitionEvent): void => {
    if (event.persisted) this.#renew();
  };

  #renew = (): void => {
    this.#stop();
    void this.refresh();
    this.#open();
  };

  #stop = (): void => {
    clearTimeout(this.#timer);
    clearInterval(this.#look);
    this.#stream?.close();
    this.#stream = undefined;
    delete this.dataset.live;
  };

  #open(): void {
    if (this.#stream || document.hidden || !this.isConnected) return;
    if (!("EventSource" in window)) {
      this.#openLater();
      return;
    }
    const stream = new EventSource(this.getAttribute("stream") ?? "");
    this.#stream = stream;
    this.#heardAt = Date.now();
    stream.addEventListener("notices", () => {
      this.#heard();
      void this.refresh();
    });
    stream.addEventListener("still-here", () => this.#heard());
    stream.addEventListener("open", () => {
      this.#heard();
      this.#again = AGAIN_MS;
      this.dataset.live = "";
      void this.refresh(); // what was said before the line was up
    });
    stream.addEventListener("error", () => {
      delete this.dataset.live;
      // Refused, by a proxy before a server that restarts or by the log-in: the browser does not try again by itself.
      if (stream === this.#stream && stream.readyState === EventSource.CLOSED) this.#openLater();
    });
    this.#look = setInterval(() => {
      if (Date.now() - this.#heardAt > SILENCE_MS) this.#renew();
    }, LOOK_MS);
  }

  #heard(): void {
    this.#heardAt = Date.now();
  }

  #openLater(): void {
    this.#stop();
    this.#timer = setTimeout(() => this.#renew(), this.#again);
    this.#again = Math.min(this.#again * 2, LONGEST_AGAIN_MS);
  }
}

define("notice-bell", NoticeBell);
