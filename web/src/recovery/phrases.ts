/** «У нас так не говорят»: the words selected in a recommendation's text fill the field of its form. */
const LONGEST = 300;

/** The selected words, if the whole selection lies inside one text that can be corrected; else an empty string. */
export function selectedPhrase(selection: Selection | null, advice: Element): string {
  const text = advice.querySelector(".advice-body");
  if (!selection || selection.isCollapsed || !text) return "";
  const { anchorNode, focusNode } = selection;
  if (!text.contains(anchorNode) || !text.contains(focusNode)) return "";
  const words = selection.toString().replace(/\s+/g, " ").trim();
  return words.length <= LONGEST ? words : "";
}

/** Listens for selections on the whole page: cards come and go. */
export function startPhrases(): void {
  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    const at = selection?.anchorNode;
    const from = at instanceof Element ? at : at?.parentElement;
    const advice = from?.closest(".advice");
    const field = advice?.querySelector<HTMLInputElement>("[data-selected-phrase]");
    const words = advice ? selectedPhrase(selection, advice) : "";
    if (field && words) field.value = words;
  });
}
