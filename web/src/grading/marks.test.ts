import { expect, test } from "vitest";
import { type Mark, readMarks, withMark } from "./marks";

const GOOD: Mark = { kind: "good", utterance: 4, quote: "Гарантия пять лет" };

test("what cannot be read is no mark", () => {
  expect(readMarks("")).toEqual([]);
  expect(readMarks("{")).toEqual([]);
  expect(readMarks('{"kind":"good"}')).toEqual([]);
  expect(readMarks(JSON.stringify([GOOD, { kind: "odd", utterance: 1, quote: "а" }, null]))).toEqual([GOOD]);
});

test("marks stand in the order of the talk, the same place once", () => {
  const bad: Mark = { kind: "bad", utterance: 1, quote: "Такие цены" };
  expect(withMark(withMark([], GOOD), bad)).toEqual([bad, GOOD]);
  expect(withMark([GOOD], { ...GOOD })).toHaveLength(1);
  expect(withMark([GOOD], { ...GOOD, kind: "bad" })).toHaveLength(2);
});

test("a call is lost in one place", () => {
  const lost: Mark = { kind: "lost", utterance: 2, quote: "Не надо" };
  expect(withMark([lost, GOOD], { ...lost, utterance: 5 }).filter((each) => each.kind === "lost")).toEqual([
    { ...lost, utterance: 5 },
  ]);
});
