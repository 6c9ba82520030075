export type Tone = "good" | "bad" | "attention" | "neutral";

const STAY_MS = 6000;
const tones: readonly string[] = ["good", "bad", "attention", "neutral"];

function dismiss(item: Element): void {
  item.remove();
}

function settle(item: HTMLElement): void {
  item.querySelector("[data-toast-close]")?.addEventListener("click", () => dismiss(item));
  // What went wrong stays until it is closed: it may hold what to do next.
  if (item.classList.contains("is-bad")) return;
  let timer = setTimeout(dismiss, STAY_MS, item);
  item.addEventListener("pointerenter", () => clearTimeout(timer));
  item.addEventListener("pointerleave", () => {
    timer = setTimeout(dismiss, STAY_MS, item);
  });
}

/** Shows a sentence in the corner; screen readers hear it. */
export function toast(text: string, tone: string = "neutral"): HTMLElement | null {
  const stack = document.querySelector("[data-toasts]");
  if (!stack || !text) return null;
  const item = document.createElement("div");
  item.className = `toast-item is-${tones.includes(tone) ? tone : "neutral"}`;
  const words = document.createElement("span");
  words.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn btn-ghost btn-square btn-xs";
  close.dataset.toastClose = "";
  close.setAttribute("aria-label", "Закрыть");
  close.textContent = "×";
  item.append(words, close);
  stack.append(item);
  settle(item);
  return item;
}

/** What to tell when a request failed; null when the answer itself is shown in the page. */
export function failureText(status: number): string | null {
  if (status === 401)
    return "Сеанс закончился. Введённое осталось на странице: войдите в соседней вкладке и повторите.";
  if (status === 403) return "Нет прав на это действие. Ничего не изменилось. Попросите доступ у РОПа.";
  if (status === 404) return "Этого уже нет: запись удалена или доступ к ней закрыт. Обновите страницу.";
  if (status === 429) return "Слишком много запросов подряд. Подождите минуту и повторите.";
  if (status >= 500)
    return "Сервер не справился. Сохранённое цело, это действие не выполнено. Повторите через минуту.";
  return null;
}

interface RequestEvent {
  ctx?: { response?: { status?: number } };
}

export function startToasts(): void {
  for (const item of document.querySelectorAll<HTMLElement>("[data-toast]")) settle(item);
  document.addEventListener("toast", (event) => {
    const { text, tone, value } = (event as CustomEvent).detail ?? {};
    toast(String(text ?? value ?? ""), tone);
  });
  document.addEventListener("htmx:response:error", (event) => {
    const status = (event as CustomEvent<RequestEvent>).detail?.ctx?.response?.status ?? 0;
    const text = failureText(status);
    if (text) toast(text, "bad");
  });
  document.addEventListener("htmx:error", (event) => {
    // Errors of a request carry its context; anything else is ours to fix, not the reader's to see.
    if (!(event as CustomEvent<RequestEvent>).detail?.ctx) return;
    toast(
      "Нет связи с сервером. Действие не выполнено, введённое осталось. Проверьте сеть и повторите.",
      "bad",
    );
  });
}
