import { afterEach, expect, it, vi } from "vitest";
import { show } from "../core/testing";
import "./data-chart";

afterEach(() => {
  document.body.innerHTML = "";
  vi.unstubAllGlobals();
});

const chart = (values: string): string =>
  `<data-chart><script type="application/json">{"labels":["a"],"series":[{"name":"x","type":"line","format":"percent","values":${values}}]}</script>
   <div data-canvas aria-hidden="true"></div></data-chart>`;

it("says that there is no data instead of drawing an empty picture", () => {
  show(chart("[null]"));
  const canvas = document.querySelector("[data-canvas]");
  expect(canvas?.textContent).toContain("нет данных");
  expect(canvas?.hasAttribute("aria-hidden")).toBe(false);
});

it("waits until it is seen before it loads the charts' code", () => {
  const observe = vi.fn();
  vi.stubGlobal(
    "IntersectionObserver",
    class {
      observe = observe;
      disconnect = vi.fn();
    },
  );
  show(chart("[0.1]"));
  expect(observe).toHaveBeenCalledOnce();
  expect(document.querySelector("[data-canvas]")?.textContent).toBe("");
});
