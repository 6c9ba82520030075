// Which file brings which custom element. A page downloads only the islands that stand on it.
type Loader = () => Promise<unknown>;

const islands: Record<string, Loader> = {
  "call-player": () => import("../calls/call-player"),
  "call-grader": () => import("../grading/call-grader"),
  "data-chart": () => import("../analytics/data-chart"),
  "heat-table": () => import("../analytics/heat-table"),
  "file-drop": () => import("./file-drop"),
  "notice-bell": () => import("../notices/notice-bell"),
  "live-status": () => import("./live-status"),
  "copy-button": () => import("./copy-button"),
  "listen-button": () => import("./listen-button"),
  "talk-room": () => import("../trainer/talk-room"),
  "theme-toggle": () => import("./theme-toggle"),
};

const asked = new Set<string>();

/** Loads the code of every island that stands under `root` and was not asked for yet. */
export function loadIslands(root: ParentNode = document, known: Record<string, Loader> = islands): string[] {
  const fresh = Object.keys(known).filter((name) => !asked.has(name) && root.querySelector(name));
  for (const name of fresh) {
    asked.add(name);
    known[name]?.().catch(() => {
      // The page is whole without its islands; the next swap or page may try again.
      asked.delete(name);
    });
  }
  return fresh;
}

/** customElements.define, harmless when the same chunk is evaluated twice. */
export function define(name: string, element: CustomElementConstructor): void {
  if (!customElements.get(name)) customElements.define(name, element);
}
