import { beforeEach, describe, expect, it, vi } from "vitest";
import { failureText, startToasts, toast } from "./toasts";

describe("toasts", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    document.body.innerHTML = '<div data-toasts><div class="toast-item" data-toast>из сервера</div></div>';
  });
  const shown = (): string[] =>
    [...document.querySelectorAll(".toast-item span")].map((item) => item.textContent ?? "");

  it("show text as text, with a known tone only", () => {
    const item = toast("<b>Готово</b>", "rainbow");
    expect(item?.querySelector("b")).toBeNull();
    expect(item?.className).toContain("is-neutral");
  });
  it("go away by themselves, except what went wrong", () => {
    toast("Отмечено", "good");
    toast("Не вышло", "bad");
    vi.advanceTimersByTime(60_000);
    expect(shown()).toEqual(["Не вышло"]);
  });
  it("are closed by their button", () => {
    toast("Не вышло", "bad")?.querySelector("button")?.click();
    expect(shown()).toEqual([]);
  });
  it("tell of failures once, and not of a form's own errors", () => {
    startToasts();
    const fail = (status: number): boolean =>
      document.dispatchEvent(
        new CustomEvent("htmx:response:error", { detail: { ctx: { response: { status } } } }),
      );
    fail(422);
    fail(500);
    expect(shown()).toHaveLength(1);
    expect(shown()[0]).toContain("Сохранённое цело");
    document.dispatchEvent(new CustomEvent("toast", { detail: { text: "Отмечено", tone: "good" } }));
    expect(shown()).toHaveLength(2);
  });
});

it("words every failure that is not shown in the page", () => {
  expect([400, 422].map(failureText)).toEqual([null, null]);
  for (const status of [401, 403, 404, 429, 500, 503]) expect(failureText(status)).toBeTruthy();
});
