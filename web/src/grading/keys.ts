/** What a key means while a call is graded. Letters go by their place, so the Russian layout works. */
export type Action =
  | { do: "score"; value: string }
  | { do: "stage"; step: 1 | -1 }
  | { do: "rule"; at: number }
  | { do: "outcome"; value: string }
  | { do: "mark"; kind: string }
  | { do: "skip" };

export const RULE_KEYS = ["Q", "W", "E", "R", "T", "Y", "U", "I", "O", "P"];
const OUTCOMES: Record<string, string> = {
  KeyZ: "success",
  KeyX: "lost",
  KeyC: "interrupted",
  KeyV: "not_sales",
};
const MARKS: Record<string, string> = { KeyG: "good", KeyB: "bad", KeyH: "objection", KeyL: "lost" };

export function actionOf(code: string): Action | null {
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1];
  if (digit !== undefined) return { do: "score", value: digit };
  if (code === "Equal" || code === "NumpadAdd") return { do: "score", value: "10" };
  if (code === "Minus" || code === "NumpadSubtract") return { do: "score", value: "none" };
  if (code === "ArrowDown" || code === "ArrowUp") return { do: "stage", step: code === "ArrowDown" ? 1 : -1 };
  const outcome = OUTCOMES[code];
  if (outcome) return { do: "outcome", value: outcome };
  const kind = MARKS[code];
  if (kind) return { do: "mark", kind };
  if (code === "KeyN") return { do: "skip" };
  const at = RULE_KEYS.findIndex((letter) => code === `Key${letter}`);
  return at < 0 ? null : { do: "rule", at };
}

/** 10 less the points of the picked rules, never below 0. */
export function scoreByRules(points: readonly number[]): number {
  return Math.max(0, 10 - points.reduce((sum, each) => sum + each, 0));
}
