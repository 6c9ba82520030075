import { define } from "./islands";
import { failureText } from "./toasts";

const MB = 1024 * 1024;

/** `12,4 МБ`, `830 КБ`. */
export function sizeText(bytes: number): string {
  const [value, unit] = bytes >= MB ? [bytes / MB, "МБ"] : [bytes / 1024, "КБ"];
  return `${value.toLocaleString("ru-RU", { maximumFractionDigits: value < 100 ? 1 : 0 })}\u00a0${unit}`;
}

/** What is wrong with the files before they are sent; empty when nothing is. */
export function problem(files: readonly File[], mostMb: number): string {
  const empty = files.find((file) => file.size === 0);
  if (empty) return `Файл «${empty.name}» пуст. Выберите другой.`;
  const large = mostMb ? files.find((file) => file.size > mostMb * MB) : undefined;
  if (large) return `Файл «${large.name}» — ${sizeText(large.size)}, можно до ${mostMb} МБ. Он не отправлен.`;
  return "";
}

/** `<file-drop most-mb="500">` around a file field: drop, size check, progress of sending. */
export class FileDrop extends HTMLElement {
  #input: HTMLInputElement | null = null;

  connectedCallback(): void {
    this.#input = this.querySelector("input[type=file]");
    const zone = this.querySelector<HTMLElement>(".drop");
    if (!this.#input || !zone) return;
    this.#part("[data-drop-hint]")?.removeAttribute("hidden");
    this.#input.addEventListener("change", this.#check);
    for (const name of ["dragenter", "dragover"]) zone.addEventListener(name, this.#over);
    for (const name of ["dragleave", "drop"])
      zone.addEventListener(name, () => zone.classList.remove("is-over"));
    zone.addEventListener("drop", this.#drop);
    this.#input.form?.addEventListener("submit", this.#send);
  }

  #part<T extends Element = HTMLElement>(selector: string): T | null {
    return this.querySelector<T>(selector);
  }

  #say(text: string, bad = false): void {
    const status = this.#part("[data-drop-status]");
    if (!status) return;
    status.textContent = text;
    status.classList.toggle("text-bad", bad);
  }

  #over = (event: Event): void => {
    event.preventDefault();
    (event.currentTarget as HTMLElement).classList.add("is-over");
  };

  #drop = (event: Event): void => {
    event.preventDefault();
    const files = (event as DragEvent).dataTransfer?.files;
    if (!files?.length || !this.#input) return;
    this.#input.files = files;
    this.#check();
  };

  #check = (): boolean => {
    const files = [...(this.#input?.files ?? [])];
    const wrong = problem(files, Number(this.getAttribute("most-mb")));
    if (wrong && this.#input) this.#input.value = "";
    this.#say(wrong || files.map((file) => `${file.name}, ${sizeText(file.size)}`).join("; "), wrong !== "");
    return wrong === "";
  };

  #send = (event: SubmitEvent): void => {
    const form = event.target as HTMLFormElement;
    if (!this.#input?.files?.length || form.method !== "post" || event.defaultPrevented) return;
    event.preventDefault();
    if (!this.#check()) return;
    const bar = this.#part<HTMLProgressElement>("[data-drop-progress]");
    const request = new XMLHttpRequest(); // fetch can't tell how much was sent
    request.open("POST", form.action);
    request.upload.addEventListener("progress", (sent) => {
      if (!bar || !sent.lengthComputable) return;
      bar.hidden = false;
      bar.value = (sent.loaded / sent.total) * 100;
      if (sent.loaded === sent.total) this.#say("Файл принят, проверяем…");
    });
    request.addEventListener("load", () => this.#answered(request, form));
    request.addEventListener("error", () =>
      this.#failed(form, "Связь прервалась, файл не отправлен. Повторите: выбор остался."),
    );
    request.send(new FormData(form, event.submitter));
    this.#busy(form, true);
    this.#say("Отправляем…");
  };

  #busy(form: HTMLFormElement, busy: boolean): void {
    for (const button of form.querySelectorAll<HTMLButtonElement>("[type=submit]")) button.disabled = busy;
    const bar = this.#part<HTMLProgressElement>("[data-drop-progress]");
    if (bar && !busy) bar.hidden = true;
  }

  #failed(form: HTMLFormElement, text: string): void {
    this.#busy(form, false);
    this.#say(text, true);
  }

  #answered(request: XMLHttpRequest, form: HTMLFormElement): void {
    const refusal = failureText(request.status);
    if (refusal || request.status === 413) {
      this.#failed(form, refusal ?? "Файл слишком большой для сервера. Он не сохранён.");
      return;
    }
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const fresh = page.querySelector("main");
    const here = document.querySelector("main");
    if (!fresh || !here) {
      location.assign(request.responseURL || location.href);
      return;
    }
    // The answer may already have spent the server's one-time messages, so it is shown, not asked for again.
    if (request.responseURL && request.responseURL !== location.href) {
      history.pushState(null, "", request.responseURL);
      addEventListener("popstate", () => location.reload(), { once: true });
    }
    document.title = page.title;
    here.replaceWith(document.adoptNode(fresh));
    (fresh.querySelector("[role=alert], [aria-invalid=true]") ?? fresh).scrollIntoView({ block: "start" });
    const notes = [...page.querySelectorAll("[data-toasts] > *")].map((note) => document.adoptNode(note));
    document.querySelector("[data-toasts]")?.append(...notes);
    document.dispatchEvent(new CustomEvent("page:shown"));
  }
}

define("file-drop", FileDrop);
