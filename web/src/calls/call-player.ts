import { define } from "../core/islands";
import { hasModifier, isTyping } from "../core/keys";
import { type CallData, clock, placeMarks, readCall } from "./marks";
import { type Peaks, readPeaks } from "./peaks";
import { neighbour, Transcript } from "./transcript";
import { coloursOf, Wave } from "./wave";

const STEP_S = 5;
const SPEEDS = [1, 1.25, 1.5, 2];

/**
 * `<call-player src peaks>`: the sound of a call, its wave, and the transcript that follows it. The rows of the
 * transcript and everything with `data-seek` may stand anywhere on the page. Dispatches `player:time`.
 */
export class CallPlayer extends HTMLElement {
  #audio: HTMLAudioElement | null = null;
  #call: CallData = { duration: null, bands: [], pins: [], lanes: [] };
  #peaks: Peaks | null = null;
  #wave: Wave | null = null;
  #transcript = new Transcript(document.createDocumentFragment());
  #slider = document.createElement("div");
  #frame = 0;
  #place = 0;
  #leave = new AbortController();

  connectedCallback(): void {
    this.#leave = new AbortController();
    this.#call = readCall(this.querySelector('script[type="application/json"]')?.textContent ?? "");
    this.#transcript = new Transcript(document);
    const { signal } = this.#leave;
    document.addEventListener("click", this.#onClick, { signal });
    // Capture: J and K belong to the transcript here, not to lists of the page.
    document.addEventListener("keydown", this.#onKey, { signal, capture: true });
    for (const name of ["wheel", "touchmove"]) {
      document.addEventListener(name, this.#unfollow, { signal, passive: true });
    }
    document.addEventListener("htmx:after:swap", () => this.#transcript.forget(), { signal });
    addEventListener("hashchange", this.#fromAddress, { signal });
    if (this.getAttribute("src")) this.#load(signal);
    // After the parser is done with what follows: the row that the address names may not be there yet.
    queueMicrotask(this.#fromAddress);
  }

  disconnectedCallback(): void {
    this.#leave.abort();
    cancelAnimationFrame(this.#frame);
    this.#audio?.pause();
    this.#audio = null;
  }

  get duration(): number {
    const heard = this.#audio?.duration;
    return this.#peaks?.duration ?? this.#call.duration ?? (heard && Number.isFinite(heard) ? heard : 0);
  }

  get currentTime(): number {
    return this.#place;
  }

  /** Plays from a place; without sound it only shows the row that stands there. */
  seek(seconds: number, play = true): void {
    const most = this.duration || seconds;
    this.#place = Math.min(Math.max(0, seconds), most);
    this.#transcript.following = true;
    if (this.#audio) {
      this.#audio.currentTime = this.#place;
      if (play) void this.play();
    }
    this.#show(true);
  }

  async play(): Promise<void> {
    try {
      await this.#audio?.play();
    } catch (error) {
      // A quick pause or a new place interrupts play(): that is no failure to tell about.
      if ((error as DOMException).name !== "AbortError") this.#broken();
    }
  }

  toggle(): void {
    if (!this.#audio) return;
    if (this.#audio.paused) {
      this.#transcript.following = true;
      void this.play();
    } else this.#audio.pause();
  }

  set speed(value: number) {
    if (this.#audio) this.#audio.playbackRate = value;
    for (const button of this.querySelectorAll<HTMLElement>("[data-speed]")) {
      button.setAttribute("aria-pressed", String(Number(button.dataset.speed) === value));
    }
  }

  #load(signal: AbortSignal): void {
    const audio = new Audio();
    audio.preload = "metadata";
    audio.src = this.getAttribute("src") ?? "";
    this.#audio = audio;
    for (const button of this.querySelectorAll<HTMLButtonElement>("button:disabled")) button.disabled = false;
    for (const name of ["play", "pause", "ended"]) audio.addEventListener(name, this.#onState, { signal });
    for (const name of ["timeupdate", "seeked"]) audio.addEventListener(name, () => this.#tick(), { signal });
    audio.addEventListener("error", () => this.#broken(), { signal });
    audio.addEventListener("loadedmetadata", () => this.#layout(), { signal });
    this.addEventListener("click", this.#onControl, { signal });
    this.#prepareWave(signal);
  }

  #prepareWave(signal: AbortSignal): void {
    const box = this.querySelector<HTMLElement>("[data-wave]");
    if (!box) return;
    this.#wave = new Wave();
    // The slider is beside the pins, not around them: they are buttons of their own.
    this.#slider.className = "player-slider";
    this.#slider.tabIndex = 0;
    this.#slider.setAttribute("role", "slider");
    this.#slider.setAttribute("aria-label", "Место в записи");
    this.#slider.setAttribute("aria-valuemin", "0");
    this.#slider.append(this.#wave.canvas);
    box.append(this.#slider);
    box.addEventListener("click", this.#onWave, { signal });
    const resized = new ResizeObserver(() => this.#layout());
    resized.observe(box);
    const themed = new MutationObserver(() => this.#layout());
    themed.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    signal.addEventListener("abort", () => {
      resized.disconnect();
      themed.disconnect();
    });
    const address = this.getAttribute("peaks");
    if (address) void this.#fetchPeaks(address, signal);
    this.#layout();
  }

  async #fetchPeaks(address: string, signal: AbortSignal): Promise<void> {
    try {
      const answer = await fetch(address, { signal });
      this.#peaks = answer.ok ? readPeaks(await answer.json()) : null;
    } catch {
      this.#peaks = null;
    }
    if (signal.aborted) return;
    if (!this.#peaks) this.#say("Волна не загрузилась. Звук и расшифровка работают.");
    this.#layout();
  }

  #layout(): void {
    const box = this.querySelector<HTMLElement>("[data-wave]");
    if (!box || !this.#wave || !box.clientWidth) return;
    this.#wave.prepare(this.#peaks, box.clientWidth, box.clientHeight, coloursOf(box));
    if (this.duration) placeMarks(box, this.#call, this.duration);
    this.#slider.setAttribute("aria-valuemax", String(Math.round(this.duration)));
    this.#show(false);
  }

  #show(scroll: boolean): void {
    this.#wave?.paint(this.duration ? this.#place / this.duration : 0);
    const now = this.querySelector("[data-now]");
    const text = clock(this.#place);
    if (now && now.textContent !== text) now.textContent = text;
    if (this.#slider.getAttribute("aria-valuetext") !== text) {
      this.#slider.setAttribute("aria-valuenow", String(Math.floor(this.#place)));
      this.#slider.setAttribute("aria-valuetext", text);
    }
    this.#transcript.follow(this.#place, scroll);
    this.dispatchEvent(new CustomEvent("player:time", { detail: { seconds: this.#place }, bubbles: true }));
  }

  #tick(): void {
    if (!this.#audio) return;
    this.#place = this.#audio.currentTime;
    this.#show(!this.#audio.paused);
  }

  #loop = (): void => {
    this.#tick();
    this.#frame = requestAnimationFrame(this.#loop);
  };

  #onState = (): void => {
    const playing = this.#audio !== null && !this.#audio.paused && !this.#audio.ended;
    this.querySelector("[data-play]")?.setAttribute("aria-label", playing ? "Остановить" : "Слушать");
    this.querySelector<HTMLElement>("[data-icon-play]")?.toggleAttribute("hidden", playing);
    this.querySelector<HTMLElement>("[data-icon-pause]")?.toggleAttribute("hidden", !playing);
    cancelAnimationFrame(this.#frame);
    if (playing) this.#loop();
    else this.#tick();
  };

  #onControl = (event: Event): void => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("button") : null;
    if (!button) return;
    if (button.dataset.play !== undefined) this.toggle();
    else if (button.dataset.step) this.seek(this.#place + Number(button.dataset.step), false);
    else if (button.dataset.speed) this.speed = Number(button.dataset.speed);
  };

  #onWave = (event: MouseEvent): void => {
    if (event.target instanceof Element && event.target.closest("[data-seek]")) return;
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    this.seek(((event.clientX - box.left) / box.width) * this.duration);
  };

  #onClick = (event: MouseEvent): void => {
    if (!(event.target instanceof Element)) return;
    const mark = event.target.closest<HTMLElement>("[data-seek]");
    if (mark) {
      this.seek(Number(mark.dataset.seek));
      return;
    }
    // A row plays on a click, but not while its text is being selected or something in it is used.
    const row = event.target.closest<HTMLElement>("[data-start]");
    if (!row || event.target.closest("a, button, input, textarea, select, label, summary")) return;
    if (getSelection()?.isCollapsed === false) return;
    this.seek(Number(row.dataset.start));
  };

  #onKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || hasModifier(event) || isTyping(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    const onButton =
      event.target instanceof Element && event.target.closest("button, a, summary, [role=tab]");
    if (event.code === "Space" && !onButton && this.#audio) this.toggle();
    else if (event.key === "ArrowLeft") this.seek(this.#place - STEP_S, false);
    else if (event.key === "ArrowRight") this.seek(this.#place + STEP_S, false);
    else if (event.code === "KeyJ" || event.code === "KeyK") this.#jump(event.code === "KeyJ" ? 1 : -1);
    else if (event.code === "KeyS" && this.#audio) this.#nextSpeed();
    else return;
    event.preventDefault();
  };

  #jump(step: 1 | -1): void {
    const place = neighbour(this.#transcript.rows, this.#place, step);
    if (place !== null) this.seek(place, this.#audio !== null && !this.#audio.paused);
  }

  #nextSpeed(): void {
    const at = SPEEDS.indexOf(this.#audio?.playbackRate ?? 1);
    this.speed = SPEEDS[(at + 1) % SPEEDS.length] ?? 1;
  }

  #unfollow = (): void => {
    this.#transcript.following = false;
  };

  #fromAddress = (): void => {
    const place = /^#t=(\d+(?:\.\d+)?)$/.exec(location.hash)?.[1];
    if (place) this.seek(Number(place), false);
  };

  #say(text: string): void {
    const message = this.querySelector<HTMLElement>("[data-message]");
    if (!message) return;
    message.textContent = text;
    message.hidden = false;
  }

  #broken(): void {
    this.#say(
      "Запись не загрузилась. Разбор и расшифровка целы. Обновите страницу; если не поможет, повторите позже.",
    );
  }
}

define("call-player", CallPlayer);
