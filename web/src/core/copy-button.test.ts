import { afterEach, expect, it, vi } from "vitest";
import { CopyButton } from "./copy-button";
import { show } from "./testing";

afterEach(() => {
  vi.unstubAllGlobals();
});

function button(writeText: (text: string) => Promise<void>): CopyButton {
  vi.stubGlobal("navigator", { clipboard: { writeText } });
  show(
    '<div data-toasts></div><copy-button text="ключ"><button><span data-copy-label>Скопировать</span></button></copy-button>',
  );
  return document.querySelector("copy-button") as CopyButton;
}

it("puts its text on the clipboard and says so", async () => {
  const write = vi.fn(async () => undefined);
  await button(write).copy();
  expect(write).toHaveBeenCalledWith("ключ");
  expect(document.querySelector("[data-copy-label]")?.textContent).toBe("Скопировано");
});

it("says what to do when the browser forbids it", async () => {
  await button(async () => Promise.reject(new Error("denied"))).copy();
  expect(document.querySelector(".toast-item")?.textContent).toContain("Выделите текст");
  expect(CopyButton.name).toBe("CopyButton");
});
