import { define } from "../core/islands";
import { hasModifier, isTyping } from "../core/keys";
import { type Action, actionOf, RULE_KEYS, scoreByRules } from "./keys";
import { type Mark, readMarks, withMark } from "./marks";

const TITLES: Record<Mark["kind"], [string, string]> = {
  good: ["хорошо", "badge-good"],
  bad: ["плохо", "badge-bad"],
  objection: ["возражение", "badge-attention"],
  lost: ["потерян здесь", "badge-bad"],
};

/**
 * `<call-grader>` around a call's transcript and the form of its grade: scores follow the picked rules, words are
 * marked in the transcript, everything has a key. The form itself is the server's and works without this.
 */
export class CallGrader extends HTMLElement {
  #form: HTMLFormElement | null = null;
  #marks: Mark[] = [];
  #at = 0;
  #leave = new AbortController();

  connectedCallback(): void {
    this.#form = this.querySelector<HTMLFormElement>("form[data-grade]");
    if (!this.#form) return;
    this.#leave = new AbortController();
    const { signal } = this.#leave;
    this.#marks = readMarks(this.#marksField?.value ?? "");
    this.#form.addEventListener("change", this.#onChange, { signal });
    this.#form.addEventListener("input", this.#onInput, { signal });
    this.addEventListener("click", this.#onClick, { signal });
    this.addEventListener("focusin", this.#onFocus, { signal });
    // The buttons must not take the selection away that they are to mark.
    this.addEventListener("mousedown", this.#keepSelection, { signal });
    document.addEventListener("keydown", this.#onKey, { signal, capture: true });
    this.querySelector<HTMLElement>("[data-mark-buttons]")?.removeAttribute("hidden");
    this.#choose(0, false);
    for (const stage of this.#stages) this.#compare(stage);
    this.#showOutcome();
    this.#showMarks();
  }

  disconnectedCallback(): void {
    this.#leave.abort();
  }

  get #stages(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>("[data-stage]")];
  }

  get #marksField(): HTMLInputElement | null {
    return this.#form?.querySelector<HTMLInputElement>("input[name=marks]") ?? null;
  }

  #rules(stage: HTMLElement): HTMLInputElement[] {
    return [...stage.querySelectorAll<HTMLInputElement>("input[name=rules]")];
  }

  #byRules(stage: HTMLElement): number {
    const picked = this.#rules(stage).filter((rule) => rule.checked);
    return scoreByRules(picked.map((rule) => Number(rule.dataset.points)));
  }

  #score(stage: HTMLElement, value: string): void {
    const input = stage.querySelector<HTMLInputElement>(`input[type=radio][value="${value}"]`);
    if (input) input.checked = true;
    this.#compare(stage);
  }

  /** Says what the rules make, and asks why where the score is another. */
  #compare(stage: HTMLElement): void {
    const score = stage.querySelector<HTMLInputElement>("input[type=radio]:checked")?.value;
    const made = this.#byRules(stage);
    const picked = this.#rules(stage).some((rule) => rule.checked);
    const note = stage.querySelector<HTMLElement>("[data-by-rules]");
    if (note) note.textContent = picked || (score && score !== "none") ? `по правилам ${made}` : "";
    const overruled = score !== undefined && score !== "none" && score !== String(made);
    stage.querySelector<HTMLElement>("[data-overruled]")?.toggleAttribute("hidden", !overruled);
  }

  #choose(at: number, scroll = true): void {
    const stages = this.#stages;
    this.#at = Math.min(stages.length - 1, Math.max(0, at));
    stages.forEach((stage, place) => {
      stage.classList.toggle("is-current", place === this.#at);
      this.#rules(stage).forEach((rule, index) => {
        const key = rule.closest("label")?.querySelector<HTMLElement>("[data-key]");
        if (key) key.textContent = place === this.#at ? (RULE_KEYS[index] ?? "") : "";
      });
    });
    if (scroll) stages[this.#at]?.scrollIntoView({ block: "nearest" });
  }

  #onFocus = (event: Event): void => {
    const stage = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-stage]") : null;
    if (stage) this.#choose(this.#stages.indexOf(stage), false);
  };

  #onChange = (event: Event): void => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement || input instanceof HTMLSelectElement)) return;
    const stage = input.closest<HTMLElement>("[data-stage]");
    if (stage && input.name === "rules") this.#score(stage, String(this.#byRules(stage)));
    else if (stage) this.#compare(stage);
    if (input.name === "outcome") this.#showOutcome();
    this.#readRow(input);
  };

  #onInput = (event: Event): void => {
    if (event.target instanceof HTMLInputElement && event.target.dataset.words !== undefined) {
      this.#readRow(event.target);
    }
  };

  #showOutcome(): void {
    const value = this.#form?.querySelector<HTMLInputElement>("input[name=outcome]:checked")?.value ?? "";
    for (const part of this.querySelectorAll<HTMLElement>("[data-when]"))
      part.hidden = part.dataset.when !== value;
    for (const part of this.querySelectorAll<HTMLElement>("[data-unless]"))
      part.hidden = part.dataset.unless === value;
  }

  #onKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.#form?.requestSubmit(this.querySelector<HTMLButtonElement>("[data-save-next]"));
      return;
    }
    if (hasModifier(event) || event.shiftKey || isTyping(event.target)) return;
    const action = actionOf(event.code);
    if (!action) return;
    event.preventDefault();
    this.#act(action);
  };

  #act(action: Action): void {
    const stage = this.#stages[this.#at];
    if (action.do === "stage") this.#choose(this.#at + action.step);
    else if (action.do === "mark") this.#mark(action.kind as Mark["kind"]);
    else if (action.do === "skip") this.ownerDocument.querySelector<HTMLElement>("[data-skip]")?.click();
    else if (action.do === "outcome") {
      const input = this.#form?.querySelector<HTMLInputElement>(
        `input[name=outcome][value="${action.value}"]`,
      );
      if (input) input.checked = true;
      // nothing is scored in a talk that was no sale
      if (action.value === "not_sales") this.#unscore();
      this.#showOutcome();
    } else if (stage && action.do === "score") this.#score(stage, action.value);
    else if (stage && action.do === "rule") {
      const rule = this.#rules(stage)[action.at];
      if (!rule) return;
      rule.checked = !rule.checked;
      this.#score(stage, String(this.#byRules(stage)));
    }
  }

  #unscore(): void {
    for (const stage of this.#stages) {
      for (const rule of this.#rules(stage)) rule.checked = false;
      this.#score(stage, "none");
    }
  }

  #keepSelection = (event: MouseEvent): void => {
    if (event.target instanceof Element && event.target.closest("[data-mark]")) event.preventDefault();
  };

  #onClick = (event: MouseEvent): void => {
    if (!(event.target instanceof Element)) return;
    const button = event.target.closest<HTMLElement>("[data-mark]");
    if (button) this.#mark(button.dataset.mark as Mark["kind"]);
    const remove = event.target.closest<HTMLElement>("[data-remove]");
    if (remove) this.#remove(remove.closest<HTMLElement>("[data-row]"));
    const line = event.target.closest<HTMLElement>(".transcript .utterance");
    if (line) this.#target(line);
  };

  #target(line: HTMLElement): void {
    for (const other of this.querySelectorAll(".utterance.is-target")) other.classList.remove("is-target");
    line.classList.add("is-target");
  }

  /** The selected words where they lie in one utterance, else the line that was chosen or sounds. */
  #place(): { line: HTMLElement; quote: string } | null {
    const selection = getSelection();
    const words = selection && !selection.isCollapsed ? selection.toString().trim() : "";
    const node = selection?.anchorNode;
    const from = node instanceof Element ? node : (node?.parentElement ?? null);
    const chosen = words ? from?.closest<HTMLElement>(".transcript .utterance") : null;
    if (chosen && this.contains(chosen) && textOf(chosen).includes(words))
      return { line: chosen, quote: words };
    const line =
      this.querySelector<HTMLElement>(".utterance.is-playing") ??
      this.querySelector<HTMLElement>(".utterance.is-target");
    return line ? { line, quote: textOf(line) } : null;
  }

  #mark(kind: Mark["kind"]): void {
    const place = this.#place();
    if (!place) return;
    const mark: Mark = { kind, utterance: Number(place.line.id.slice(1)), quote: place.quote };
    if (kind === "objection") Object.assign(mark, { objection: "other", handled: false });
    if (kind === "good" || kind === "bad") Object.assign(mark, { stage: this.#at + 1, code: "", words: "" });
    this.#marks = withMark(this.#marks, mark);
    getSelection()?.removeAllRanges();
    this.#showMarks();
  }

  #remove(row: HTMLElement | null): void {
    if (!row) return;
    this.#marks.splice(Number(row.dataset.row), 1);
    this.#showMarks();
  }

  #showMarks(): void {
    const list = this.querySelector<HTMLElement>("[data-marks]");
    list?.replaceChildren(...this.#marks.map((mark, at) => this.#row(mark, at)));
    this.querySelector<HTMLElement>("[data-no-marks]")?.toggleAttribute("hidden", this.#marks.length > 0);
    for (const line of this.querySelectorAll<HTMLElement>(".transcript .utterance")) {
      const kinds = this.#marks.filter((mark) => `u${mark.utterance}` === line.id).map((mark) => mark.kind);
      for (const kind of Object.keys(TITLES))
        line.classList.toggle(`is-${kind}`, kinds.includes(kind as Mark["kind"]));
    }
    this.#write();
  }

  #row(mark: Mark, at: number): HTMLElement {
    const name = mark.kind === "good" || mark.kind === "bad" ? "passage" : mark.kind;
    const template = this.querySelector<HTMLTemplateElement>(`template[data-template="${name}"]`);
    const row = template?.content.firstElementChild?.cloneNode(true) as HTMLElement;
    row.dataset.row = String(at);
    const [title, look] = TITLES[mark.kind];
    const tone = row.querySelector<HTMLElement>("[data-tone]");
    if (tone) {
      tone.textContent = title;
      tone.className = `grade-tone ${look}`;
    }
    const quote = row.querySelector("[data-quote]");
    if (quote) quote.textContent = `«${mark.quote}»`;
    const code = row.querySelector<HTMLSelectElement>("[data-code]");
    const words = row.querySelector<HTMLInputElement>("[data-words]");
    if (code && words) {
      code.value = mark.words ? "?" : (mark.code ?? "");
      words.value = mark.words ?? "";
      words.hidden = code.value !== "?";
    }
    const kind = row.querySelector<HTMLSelectElement>("[data-objection]");
    if (kind) kind.value = mark.objection ?? "other";
    const handled = row.querySelector<HTMLInputElement>("[data-handled]");
    if (handled) handled.checked = mark.handled === true;
    return row;
  }

  /** A field of a mark was changed. A rule that words are bound to is taken (bad) or left as it is (good). */
  #readRow(field: HTMLInputElement | HTMLSelectElement): void {
    const row = field.closest<HTMLElement>("[data-row]");
    const mark = row ? this.#marks[Number(row.dataset.row)] : undefined;
    if (!row || !mark) return;
    const code = row.querySelector<HTMLSelectElement>("[data-code]");
    const words = row.querySelector<HTMLInputElement>("[data-words]");
    if (code && words) {
      const missing = code.value === "?";
      if (words.hidden === missing) {
        words.hidden = !missing;
        if (missing) words.focus();
      }
      mark.code = missing ? "" : code.value;
      mark.words = missing ? words.value : "";
      if (field === code && mark.kind === "bad") this.#take(mark.code);
    }
    const kind = row.querySelector<HTMLSelectElement>("[data-objection]");
    if (kind) mark.objection = kind.value;
    const handled = row.querySelector<HTMLInputElement>("[data-handled]");
    if (handled) mark.handled = handled.checked;
    this.#write();
  }

  #take(code: string): void {
    const rule = [...this.querySelectorAll<HTMLInputElement>("input[name=rules]")].find(
      (each) => each.value === code,
    );
    const stage = rule?.closest<HTMLElement>("[data-stage]");
    if (!rule || !stage || rule.checked) return;
    rule.checked = true;
    this.#score(stage, String(this.#byRules(stage)));
  }

  #write(): void {
    if (this.#marksField) this.#marksField.value = JSON.stringify(this.#marks);
  }
}

function textOf(line: HTMLElement): string {
  return line.lastElementChild?.textContent?.trim() ?? "";
}

define("call-grader", CallGrader);
