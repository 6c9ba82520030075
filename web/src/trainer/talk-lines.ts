/** The words of the talk on the page: rows that the server wrote and rows that come over the line. */
export class TalkLines {
  constructor(readonly list: HTMLElement) {}

  add(speaker: "manager" | "client", text: string): HTMLElement {
    const row = document.createElement("li");
    row.className = "utterance";
    row.dataset.speaker = speaker;
    for (const [name, words] of [
      ["utterance-time", ""],
      ["utterance-who", speaker === "manager" ? "Вы" : "Клиент"],
      ["", text],
    ] as const) {
      const part = document.createElement("span");
      if (name) part.className = name;
      part.textContent = words;
      row.append(part);
    }
    this.list.append(row);
    row.scrollIntoView({ block: "nearest" });
    return row;
  }

  /** A sentence of the client's reply that is being said: goes on in its own row. */
  more(row: HTMLElement, text: string): void {
    const words = row.lastElementChild;
    if (words) words.textContent = `${words.textContent} ${text}`;
    row.scrollIntoView({ block: "nearest" });
  }

  /** What the server knows is what was said: rows are written anew where they differ. */
  become(lines: { speaker: string; text: string }[]): void {
    const shown = [...this.list.children].map((row) => row.lastElementChild?.textContent ?? "");
    if (shown.length === lines.length && shown.every((text, at) => text === lines[at]?.text)) return;
    this.list.replaceChildren();
    for (const line of lines) this.add(line.speaker === "manager" ? "manager" : "client", line.text);
  }
}
