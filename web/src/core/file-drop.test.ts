import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { problem, sizeText } from "./file-drop";
import { show } from "./testing";

function file(name: string, bytes: number): File {
  const made = new File(["x"], name);
  Object.defineProperty(made, "size", { value: bytes });
  return made;
}

it("names sizes in Russian", () => {
  expect(sizeText(1536).replace(/\u00a0/g, " ")).toBe("1,5 КБ");
  expect(sizeText(12.44 * 1024 * 1024).replace(/\u00a0/g, " ")).toBe("12,4 МБ");
});

it("finds empty and too large files before they are sent", () => {
  expect(problem([file("a.mp3", 100)], 1)).toBe("");
  expect(problem([file("a.mp3", 0)], 1)).toContain("пуст");
  expect(problem([file("a.mp3", 2 * 1024 * 1024)], 1)).toContain("можно до 1 МБ");
  expect(problem([file("a.mp3", 9e9)], 0)).toBe("");
});

describe("<file-drop>", () => {
  beforeEach(() => {
    show(`<form method="post"><file-drop most-mb="1"><div class="drop"><p data-drop-hint hidden></p>
      <input type="file" name="f"><p data-drop-status></p></div></file-drop></form>`);
  });
  afterEach(() => {
    document.body.innerHTML = "";
  });
  it("shows its hint and refuses a file over the limit, in words", () => {
    expect(document.querySelector<HTMLElement>("[data-drop-hint]")?.hidden).toBe(false);
    const input = document.querySelector("input") as HTMLInputElement;
    Object.defineProperty(input, "files", {
      value: [file("длинная.wav", 3 * 1024 * 1024)],
      configurable: true,
    });
    input.dispatchEvent(new Event("change"));
    const status = document.querySelector("[data-drop-status]");
    expect(status?.textContent).toContain("не отправлен");
    expect(status?.className).toBe("text-bad");
  });
});
