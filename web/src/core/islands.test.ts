import { expect, it, vi } from "vitest";
import { define, loadIslands } from "./islands";

it("loads an island once, and only where it stands", () => {
  const load = vi.fn(async () => undefined);
  const other = vi.fn(async () => undefined);
  document.body.innerHTML = "<x-one></x-one>";
  expect(loadIslands(document, { "x-one": load, "x-two": other })).toEqual(["x-one"]);
  expect(loadIslands(document, { "x-one": load, "x-two": other })).toEqual([]);
  expect(load).toHaveBeenCalledOnce();
  expect(other).not.toHaveBeenCalled();
});

it("tries again after a failed download", async () => {
  const load = vi.fn(async () => Promise.reject(new Error("offline")));
  document.body.innerHTML = "<x-three></x-three>";
  loadIslands(document, { "x-three": load });
  await vi.waitFor(() => expect(loadIslands(document, { "x-three": load })).toEqual(["x-three"]));
});

it("defines an element twice without harm", () => {
  class One extends HTMLElement {}
  define("x-four", One);
  expect(() => define("x-four", class extends HTMLElement {})).not.toThrow();
  expect(customElements.get("x-four")).toBe(One);
});
