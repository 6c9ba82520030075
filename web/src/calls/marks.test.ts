import { beforeEach, describe, expect, it } from "vitest";
import { clock, placeMarks, readCall } from "./marks";

describe("marks on the wave", () => {
  let wave: HTMLElement;
  beforeEach(() => {
    document.body.innerHTML = "<div></div>";
    wave = document.body.firstElementChild as HTMLElement;
  });
  const call = {
    duration: 100,
    bands: [{ start: 0, end: 25, title: "Приветствие", tone: "good" }],
    pins: [
      { at: 150, title: "после конца", tone: "bad" },
      { at: 50, title: "<b>−7</b>", tone: "bad" },
    ],
    lanes: [],
  };
  it("stand where their seconds say, never outside", () => {
    placeMarks(wave, call, 100);
    expect(wave.querySelector<HTMLElement>(".player-band")?.style.width).toBe("25%");
    expect([...wave.querySelectorAll<HTMLElement>(".player-pin")].map((pin) => pin.style.left)).toEqual([
      "50%",
      "100%",
    ]);
  });
  it("are buttons that play from their place and say their text as text", () => {
    placeMarks(wave, call, 100);
    const pin = wave.querySelector<HTMLElement>(".player-pin");
    expect(pin?.dataset.seek).toBe("50");
    expect(pin?.getAttribute("aria-label")).toBe("0:50: <b>−7</b>");
    pin?.dispatchEvent(new Event("focus"));
    expect(wave.querySelector(".player-tip b")).toBeNull();
  });
  it("are replaced, not doubled, when the wave is laid out again", () => {
    placeMarks(wave, call, 100);
    placeMarks(wave, call, 100);
    expect(wave.querySelectorAll(".player-pin")).toHaveLength(2);
  });
});

it("writes places in a recording as the server does", () => {
  expect([0, 59.9, 125, 3725].map(clock)).toEqual(["0:00", "0:59", "2:05", "1:02:05"]);
});

it("takes missing lists for empty and a missing length for unknown", () => {
  expect(readCall("{}")).toEqual({ duration: null, bands: [], pins: [], lanes: [] });
});
