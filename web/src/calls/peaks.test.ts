import { describe, expect, it } from "vitest";
import { columns, readPeaks } from "./peaks";

describe("peaks", () => {
  it("keeps the loudest value of every slice", () => {
    expect(columns([0, 255, 10, 51], 1, 4, 2)).toEqual([1, 0.2]);
  });
  it("repeats values when a short call has fewer than the picture has bars", () => {
    expect(columns([255, 0], 1, 2, 4)).toEqual([1, 1, 0, 0]);
  });
  it("is silent where a lane ends before the recording", () => {
    expect(columns([255], 1, 4, 4)).toEqual([1, 0, 0, 0]);
  });
  it("refuses what is not peaks", () => {
    expect(readPeaks(null)).toBeNull();
    expect(readPeaks({ duration: 0, rate: 10, lanes: [[]] })).toBeNull();
    expect(readPeaks({ duration: 3, rate: 10, lanes: [] })).toBeNull();
    expect(readPeaks({ duration: 3, rate: 10, lanes: [[1], [2], [3]] })?.lanes).toHaveLength(2);
  });
});
