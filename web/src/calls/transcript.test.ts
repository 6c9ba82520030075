import { beforeEach, describe, expect, it } from "vitest";
import { neighbour, readRows, rowAt, Transcript } from "./transcript";

const rows = [{ start: 1 }, { start: 5 }, { start: 9 }];

describe("the place in the transcript", () => {
  it("is the last row that began", () => {
    expect([0.5, 1, 4.9, 5, 100].map((time) => rowAt(rows, time))).toEqual([-1, 0, 0, 1, 2]);
    expect(rowAt([], 3)).toBe(-1);
  });
  it("moves on by J and stops at the last row", () => {
    expect(neighbour(rows, 0, 1)).toBe(1);
    expect(neighbour(rows, 5, 1)).toBe(9);
    expect(neighbour(rows, 9.5, 1)).toBeNull();
  });
  it("moves back by K, first to the start of a row that has played a while", () => {
    expect(neighbour(rows, 8, -1)).toBe(5);
    expect(neighbour(rows, 5.5, -1)).toBe(1);
    expect(neighbour(rows, 1, -1)).toBe(1);
  });
});

describe("the transcript", () => {
  beforeEach(() => {
    document.body.innerHTML =
      '<ol><li data-start="5">b</li><li data-start="1" data-end="4">a</li><li>no time</li><li data-start="x">bad</li></ol>';
  });
  it("reads rows with times, in order", () => {
    expect(readRows(document).map((row) => row.element.textContent)).toEqual(["a", "b"]);
  });
  it("lights one row at a time", () => {
    const transcript = new Transcript(document);
    transcript.follow(2, false);
    transcript.follow(6, false);
    const lit = [...document.querySelectorAll(".is-playing")];
    expect(lit.map((row) => row.textContent)).toEqual(["b"]);
    expect(lit[0]?.getAttribute("aria-current")).toBe("true");
  });
});
