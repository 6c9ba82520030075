import { beforeEach, describe, expect, it, vi } from "vitest";
import { onKey } from "./keys";

function press(init: KeyboardEventInit, target: Element = document.body): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...init });
  Object.defineProperty(event, "target", { value: target });
  onKey(event);
  return event;
}

const current = (): string | null | undefined => document.querySelector(".is-current")?.textContent;

describe("keys", () => {
  beforeEach(() => {
    document.body.innerHTML = `<ul data-list><li data-item>нулевая</li><li data-item hidden>скрытая</li>
      <li data-item><a href="/1" data-open>первая</a></li></ul><input data-search><input id="other"><dialog id="keys"></dialog>`;
    document.querySelector<HTMLInputElement>("[data-search]")?.getClientRects;
  });
  it("J and K walk the list, past hidden rows, and stay at its ends", () => {
    press({ code: "KeyJ" });
    expect(current()).toBe("нулевая");
    press({ code: "KeyJ" });
    press({ code: "KeyJ" });
    expect(current()).toBe("первая");
    press({ code: "KeyK" });
    press({ code: "KeyK" });
    expect(current()).toBe("нулевая");
  });
  it("gives the focus to the row's link, so that Enter opens it", () => {
    press({ code: "KeyK" });
    expect(document.activeElement?.getAttribute("href")).toBe("/1");
  });
  it("works in the Russian layout too", () => {
    press({ code: "KeyJ", key: "о" });
    expect(current()).toBe("нулевая");
  });
  it("shows the list of keys", () => {
    const dialog = document.querySelector<HTMLDialogElement>("dialog") as HTMLDialogElement;
    const show = vi.spyOn(dialog, "showModal").mockImplementation(() => undefined);
    press({ key: "?", code: "Slash", shiftKey: true });
    press({ key: ",", code: "Slash", shiftKey: true });
    expect(show).toHaveBeenCalledTimes(2);
  });
  it("keeps out of the way of typing and of the browser's own shortcuts", () => {
    press({ code: "KeyJ" }, document.querySelector("#other") as Element);
    press({ code: "KeyJ", ctrlKey: true });
    expect(current()).toBeUndefined();
  });
  it("leaves a key alone that somebody else has used", () => {
    const event = new KeyboardEvent("keydown", { code: "KeyJ", cancelable: true });
    event.preventDefault();
    onKey(event);
    expect(current()).toBeUndefined();
  });
});
