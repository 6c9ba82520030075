/** A place marked in the transcript, as the server reads it. */
export interface Mark {
  kind: "good" | "bad" | "objection" | "lost";
  utterance: number;
  quote: string;
  stage?: number | null;
  code?: string;
  words?: string;
  objection?: string;
  handled?: boolean;
}

const KINDS = ["good", "bad", "objection", "lost"];

/** The list that the page begins with; anything that cannot be read is an empty list. */
export function readMarks(text: string): Mark[] {
  try {
    const rows: unknown = JSON.parse(text || "[]");
    if (!Array.isArray(rows)) return [];
    return rows.filter(
      (row) =>
        typeof row === "object" &&
        row !== null &&
        KINDS.includes(row.kind) &&
        typeof row.utterance === "number" &&
        typeof row.quote === "string",
    );
  } catch {
    return [];
  }
}

/** With one more; a call is lost in one place, and one place is marked the same way once. */
export function withMark(marks: readonly Mark[], mark: Mark): Mark[] {
  const kept = marks.filter((each) =>
    mark.kind === "lost"
      ? each.kind !== "lost"
      : !(each.kind === mark.kind && each.utterance === mark.utterance && each.quote === mark.quote),
  );
  return [...kept, mark].sort((one, other) => one.utterance - other.utterance);
}
