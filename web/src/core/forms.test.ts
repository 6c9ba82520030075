import { beforeEach, expect, it, vi } from "vitest";
import { enhanceForms } from "./forms";

beforeEach(() => {
  document.body.innerHTML =
    '<form data-auto-submit><select name="stage"><option value="4">4</option></select><button data-auto-hide></button></form>';
});

it("sends a filter as soon as it changes, without a button", () => {
  const form = document.querySelector("form") as HTMLFormElement;
  const send = vi.spyOn(form, "requestSubmit").mockImplementation(() => undefined);
  enhanceForms();
  enhanceForms();
  form.querySelector("select")?.dispatchEvent(new Event("change", { bubbles: true }));
  expect(send).toHaveBeenCalledOnce();
  expect(form.querySelector<HTMLElement>("button")?.hidden).toBe(true);
});
