import { clock } from "../calls/marks";
import { define } from "../core/islands";
import { Line, type Listener, type Told } from "./line";
import { type Frame, Microphone } from "./microphone";
import { Speaker } from "./speaker";
import { TalkLines } from "./talk-lines";
import { NO_LINE, NO_SOUND, surroundings, whyNoMicrophone, whyRefused } from "./why";

const VOICE_LEVEL = 0.02;
const SOUND_WITHIN_MS = 3000; // a microphone that is on gives fifty frames a second
const DEVICE_KEY = "mentor.microphone";
const LOST: Record<number, string> = {
  4404: "Этой тренировки больше нет.",
  4409: "Разговор открыт в другой вкладке. Здесь он остановлен.",
  4413: "Разговор идёт больше часа: запись остановлена. Закончите его кнопкой «Положить трубку».",
  4429: "Сейчас идёт слишком много разговоров голосом. Печатайте или попробуйте через несколько минут.",
};

/**
 * `<talk-room line="wss://…" ticket="/…" after="/…">`: a talk by voice over the form that works without it. Every
 * part is found by `data-…`; the page is whole without any of them. Measures `answer`, of it `playback`, and `hush`
 * (performance).
 */
export class TalkRoom extends HTMLElement implements Listener {
  #line: Line | null = null;
  #microphone = new Microphone();
  #speaker = new Speaker();
  #lines = new TalkLines(document.createElement("ol"));
  #begun = false;
  #over = "";
  #typing = false; // nothing that the manager can do on this page brings the voice back
  #heard = false; // a frame has come from the microphone that is on
  #row: HTMLElement | null = null;
  #reply = 0;
  #lastVoice = 0;
  #voiceSince = 0;
  #heardLast = false;
  #timer: ReturnType<typeof setInterval> | undefined;
  #leave = new AbortController();

  connectedCallback(): void {
    this.#leave = new AbortController();
    const { signal } = this.#leave;
    const list = this.querySelector<HTMLElement>("[data-lines]");
    if (list) this.#lines = new TalkLines(list);
    this.#on("[data-microphone]", "click", () => void this.turnOn());
    this.#on("[data-device]", "change", () => void this.turnOn());
    this.#on("[data-begin]", "click", () => this.begin());
    this.#on("[data-typing]", "submit", (event) => this.#typed(event));
    this.#on("[data-hang-up]", "submit", (event) => this.#hangUp(event));
    addEventListener("pagehide", () => this.disconnectedCallback(), { signal });
    this.#show("[data-setup]", true);
    const why = whyNoMicrophone(surroundings());
    if (why) this.#typeOnly(why);
    this.#line = new Line(this.getAttribute("line") ?? "", () => this.#ticket(), this);
    void this.#line.connect();
    this.#timer = setInterval(() => this.#tick(), 1000);
  }

  disconnectedCallback(): void {
    this.#leave.abort();
    clearInterval(this.#timer);
    this.#line?.close();
    this.#microphone.stop();
    this.#speaker.close();
  }

  /** Asks for the microphone, shows its level and lets a phrase be tried. */
  async turnOn(): Promise<void> {
    if (this.#typing) return;
    this.#speaker.wake();
    // the browser's question may wait unseen beside the address: say what is waited for
    this.#state("Браузер спрашивает разрешение на микрофон: ответьте ему у адреса страницы");
    this.#heard = false;
    const chosen = this.querySelector<HTMLSelectElement>("[data-device]")?.value;
    const device = chosen || localStorage.getItem(DEVICE_KEY) || "";
    try {
      await this.#microphone
        .start(device, (frame) => this.#frame(frame))
        .catch((error) => {
          if (!device) throw error;
          return this.#microphone.start("", (frame) => this.#frame(frame)); // the remembered one was unplugged
        });
    } catch (error) {
      this.#microphone.stop();
      this.#state("");
      this.#typeBecause(whyRefused(error));
      return;
    }
    this.#state("");
    localStorage.setItem(DEVICE_KEY, this.#microphone.device);
    await this.#nameDevices();
    this.#because("");
    this.#show("[data-trial]", true);
    this.#show("[data-meter]", true);
    this.#show("[data-microphone]", false);
    if (!this.hasAttribute("first")) this.#show("[data-begin]", true);
    setTimeout(() => {
      if (!this.#heard && this.#microphone.on) this.#because(NO_SOUND);
    }, SOUND_WITHIN_MS);
  }

  /** The talk itself; from here on the words count. */
  begin(): void {
    if (this.#begun) return;
    this.#speaker.wake();
    this.#begun = true;
    this.#show("[data-setup]", false);
    this.#line?.tell({ type: "begin", heard_last: this.#heardLast });
    this.#state(this.#microphone.on ? "Говорите: вас слышно" : "Печатайте: клиент слушает");
  }

  told(message: Told): void {
    switch (message.type) {
      case "ready":
        this.#ready(message);
        break;
      case "trial":
        this.#tried(String(message.text));
        break;
      case "hearing":
        this.#state("Слушаю вас");
        break;
      case "manager":
        this.#lines.add("manager", String(message.text));
        this.#state("Клиент думает");
        break;
      case "client":
        if (!message.again) this.#client(Number(message.reply), String(message.text));
        break;
      case "sounds":
        this.dataset.ms = JSON.stringify(message.ms);
        break;
      case "stop":
        this.#hush(Number(message.reply));
        break;
      case "over":
        this.#finish(String(message.outcome));
        break;
      case "trouble":
        this.#state("Последняя реплика не обработалась. Сказанное сохранено: повторите её или напечатайте.");
        break;
    }
  }

  sounded(reply: number, pcm: ArrayBuffer): void {
    const first = reply !== this.#reply;
    const at = this.#speaker.play(reply, pcm);
    if (!first) return;
    this.#reply = reply;
    this.#heardLast = false;
    this.#state("Клиент говорит");
    if (this.#lastVoice) {
      performance.measure("playback", { start: performance.now(), end: at });
      performance.measure("answer", { start: this.#lastVoice, end: at });
    }
    this.#lastVoice = 0;
  }

  lost(again: boolean, code: number): void {
    if (this.#over || code === 1000) return;
    this.#heardLast = !this.#speaker.sounding;
    if (again) {
      this.#state("Связь прервалась, восстанавливаю…");
      return;
    }
    this.#typeOnly(LOST[code] ?? NO_LINE);
    this.#state("Печатайте: клиент отвечает текстом");
  }

  #ready(message: Told): void {
    this.#lines.become(message.lines as { speaker: string; text: string }[]);
    this.#speaker.forget();
    this.#row = null;
    this.#reply = 0;
    if (message.over) this.#finish(String(message.over));
    else if (!message.hearing) this.#typeOnly(String(message.why));
    if (this.#begun) {
      this.#line?.tell({ type: "begin", heard_last: this.#heardLast });
      this.#state("Связь есть, продолжаем");
    }
  }

  #tried(text: string): void {
    const place = this.querySelector<HTMLElement>("[data-tried]");
    if (place)
      place.textContent = text
        ? `Слышно: «${text}»`
        : "Слова не разобрались. Скажите ещё раз, ближе к микрофону.";
    if (text) this.#show("[data-begin]", true);
  }

  #client(reply: number, text: string): void {
    if (this.#row?.dataset.reply === String(reply)) this.#lines.more(this.#row, text);
    else {
      this.#row = this.#lines.add("client", text);
      this.#row.dataset.reply = String(reply);
    }
  }

  #hush(reply: number): void {
    if (this.#speaker.sounding && this.#voiceSince) {
      performance.measure("hush", { start: this.#voiceSince, end: performance.now() });
    }
    this.#speaker.stop(reply);
    this.#heardLast = true;
  }

  #frame(frame: Frame): void {
    this.#line?.sound(frame.pcm);
    if (!this.#heard) this.#because("");
    this.#heard = true;
    const now = performance.now();
    if (frame.level > VOICE_LEVEL) {
      // A word after a pause is where a voice begins.
      if (now - this.#lastVoice > 300) this.#voiceSince = now;
      this.#lastVoice = now;
    }
    const meter = this.querySelector<HTMLMeterElement>("[data-level]");
    if (meter) meter.value = Math.min(1, Math.sqrt(frame.level));
  }

  #typed(event: Event): void {
    const field = this.querySelector<HTMLInputElement>("[data-words]");
    if (!field || !this.#line?.open) return; // the form goes to the page itself
    event.preventDefault();
    const text = field.value.trim();
    if (!text) return;
    this.begin();
    this.#line.tell({ type: "typed", text });
    field.value = "";
  }

  #hangUp(event: Event): void {
    if (!this.#line?.open || !this.#begun) return;
    event.preventDefault();
    this.#line.tell({ type: "hang_up" });
    this.#state("Заканчиваю…");
  }

  #finish(outcome: string): void {
    if (this.#over) return;
    this.#over = outcome;
    this.#microphone.stop();
    this.#state(outcome === "stopped" ? "Разговор окончен" : "Клиент закончил разговор");
    const wait = outcome === "stopped" ? 0 : this.#speaker.leftMs + 300;
    setTimeout(() => location.assign(this.getAttribute("after") ?? location.href), wait);
  }

  async #ticket(): Promise<string> {
    const token = document.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "";
    const answer = await fetch(this.getAttribute("ticket") ?? "", {
      method: "POST",
      headers: { "X-CSRFToken": token, Accept: "application/json" },
    });
    if (!answer.ok) throw new Error(String(answer.status));
    return ((await answer.json()) as { ticket: string }).ticket;
  }

  async #nameDevices(): Promise<void> {
    const picker = this.querySelector<HTMLSelectElement>("[data-device]");
    if (!picker) return;
    const found = await this.#microphone.devices();
    picker.replaceChildren(
      ...[...found].map(([id, name]) => new Option(name, id, false, id === this.#microphone.device)),
    );
    this.#show("[data-devices]", found.size > 0);
  }

  #typeBecause(why: string): void {
    this.#because(why);
    this.#show("[data-setup]", !this.#begun);
    this.#show("[data-begin]", false);
  }

  /** The microphone would be of no use: it is not offered, so that the reason stays to be read. */
  #typeOnly(why: string): void {
    this.#typing = true;
    this.#microphone.stop();
    this.#because(why);
    this.#show("[data-setup]", false);
  }

  #because(why: string): void {
    const place = this.querySelector<HTMLElement>("[data-why]");
    if (!place) return;
    place.hidden = !why;
    const words = place.querySelector("[data-why-text]");
    if (words) words.textContent = why;
  }

  #state(text: string): void {
    const place = this.querySelector<HTMLElement>("[data-state]");
    if (place && place.textContent !== text) place.textContent = text;
  }

  #tick(): void {
    const place = this.querySelector<HTMLElement>("[data-timer]");
    const began = Number(this.getAttribute("began")) * 1000;
    if (place && began) place.textContent = clock(Math.max(0, (Date.now() - began) / 1000));
    if (this.#begun && this.#reply && !this.#speaker.sounding) this.#heardLast = true;
  }

  #show(what: string, shown: boolean): void {
    for (const part of this.querySelectorAll<HTMLElement>(what)) part.hidden = !shown;
  }

  #on(what: string, name: string, act: (event: Event) => void): void {
    for (const part of this.querySelectorAll(what)) {
      part.addEventListener(name, act, { signal: this.#leave.signal });
    }
  }
}

define("talk-room", TalkRoom);
