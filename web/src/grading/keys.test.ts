import { expect, test } from "vitest";
import { actionOf, scoreByRules } from "./keys";

test.each([
  ["Digit7", { do: "score", value: "7" }],
  ["Numpad0", { do: "score", value: "0" }],
  ["Equal", { do: "score", value: "10" }],
  ["Minus", { do: "score", value: "none" }],
  ["ArrowDown", { do: "stage", step: 1 }],
  ["ArrowUp", { do: "stage", step: -1 }],
  ["KeyQ", { do: "rule", at: 0 }],
  ["KeyP", { do: "rule", at: 9 }],
  ["KeyX", { do: "outcome", value: "lost" }],
  ["KeyG", { do: "mark", kind: "good" }],
  ["KeyN", { do: "skip" }],
])("%s grades", (code, action) => {
  expect(actionOf(code)).toEqual(action);
});

test.each(["Space", "KeyJ", "KeyK", "KeyS", "ArrowLeft", "Slash", "Tab"])("%s is left to others", (code) => {
  expect(actionOf(code)).toBeNull();
});

test("rules take their points, never below zero", () => {
  expect(scoreByRules([])).toBe(10);
  expect(scoreByRules([3, 2])).toBe(5);
  expect(scoreByRules([10, 2])).toBe(0);
});
