import { beforeEach, expect, test } from "vitest";
import { selectedPhrase, startPhrases } from "./phrases";

const CARD = `<article class="advice"><div class="advice-body"><p>Надумаете, звоните нам сами.</p></div>
  <input data-selected-phrase></article><p id="other">Другой текст</p>`;

function select(node: Node, from: number, until: number): void {
  const range = document.createRange();
  range.setStart(node, from);
  range.setEnd(node, until);
  const selection = document.getSelection();
  selection?.removeAllRanges();
  selection?.addRange(range);
  document.dispatchEvent(new Event("selectionchange"));
}

function words(of: string): Node {
  const node = document.querySelector(of)?.firstChild;
  if (!node) throw new Error(`nothing at ${of}`);
  return node;
}

beforeEach(() => {
  document.body.innerHTML = CARD;
});

test("words selected in a recommendation fill its form and stay when the selection is gone", () => {
  startPhrases();
  select(words(".advice-body p"), 0, 18);
  const field = document.querySelector<HTMLInputElement>("[data-selected-phrase]");
  expect(field?.value).toBe("Надумаете, звоните");
  document.getSelection()?.removeAllRanges();
  document.dispatchEvent(new Event("selectionchange"));
  expect(field?.value).toBe("Надумаете, звоните");
});

test("words selected elsewhere are no phrase of a recommendation", () => {
  select(words("#other"), 0, 6);
  const advice = document.querySelector(".advice");
  expect(advice && selectedPhrase(document.getSelection(), advice)).toBe("");
});
