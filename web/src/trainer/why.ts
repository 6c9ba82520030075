/** Why a talk goes on by typing, in the manager's words; empty where nothing stands in the way of a microphone. */
export interface Surroundings {
  isSecureContext: boolean;
  mediaDevices: unknown;
  audioWorklet: boolean;
}

export const NOT_SECURE =
  "Браузер даёт микрофон только на защищённой странице (HTTPS) или на этом же компьютере (localhost). Попросите администратора включить HTTPS, а пока печатайте: клиент отвечает голосом.";
export const OLD_BROWSER =
  "Этот браузер не умеет передавать звук с микрофона. Откройте страницу в свежем Chrome, Яндекс Браузере, Firefox или Safari, а пока печатайте.";
export const NO_LINE =
  "Голосовой процесс не отвечает: клиент отвечает текстом. Разговор сохраняется, голос вернётся сам.";

export const NO_SOUND =
  "Микрофон включён, но звук с него не идёт. Браузеру нужны наушники или динамики: подключите их и перезагрузите страницу. Пока можно печатать.";

export function surroundings(): Surroundings {
  return {
    isSecureContext: window.isSecureContext,
    mediaDevices: navigator.mediaDevices,
    audioWorklet: "AudioWorkletNode" in window,
  };
}

export function whyNoMicrophone(around: Surroundings): string {
  if (!around.isSecureContext) return NOT_SECURE;
  if (!around.mediaDevices || !around.audioWorklet) return OLD_BROWSER;
  return "";
}

/** getUserMedia's refusal in words. */
export function whyRefused(error: unknown): string {
  switch ((error as { name?: string } | null)?.name) {
    case "NotAllowedError":
    case "SecurityError":
      return "Доступ к микрофону запрещён. Разрешите его: значок слева от адреса страницы → «Микрофон» → «Разрешить», затем нажмите «Включить микрофон». Пока можно печатать.";
    case "NotFoundError":
    case "OverconstrainedError":
      return "Микрофон не найден. Подключите гарнитуру и нажмите «Включить микрофон». Пока можно печатать.";
    case "NotReadableError":
    case "AbortError":
      return "Микрофон занят другой программой. Закройте её и нажмите «Включить микрофон». Пока можно печатать.";
    default:
      return "Микрофон не включился. Попробуйте другой или перезагрузите страницу. Пока можно печатать.";
  }
}
