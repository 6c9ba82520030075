import { beforeAll, beforeEach, expect, it, vi } from "vitest";
import { startWindows } from "./windows";

beforeAll(startWindows);
beforeEach(() => {
  document.body.innerHTML =
    '<button data-dialog="d">x</button><dialog id="d" class="dialog"></dialog><details data-menu open><summary>m</summary></details>';
});

it("opens the dialog that a button names, and closes it by a click on the backdrop", () => {
  const dialog = document.querySelector("dialog") as HTMLDialogElement;
  const show = vi.spyOn(dialog, "showModal");
  const close = vi.spyOn(dialog, "close");
  document.querySelector("button")?.click();
  expect(show).toHaveBeenCalledOnce();
  dialog.click();
  expect(close).toHaveBeenCalledOnce();
});

it("closes menus by a click beside them and by Esc, and gives the focus back", () => {
  const menu = document.querySelector("details") as HTMLDetailsElement;
  document.body.click();
  expect(menu.open).toBe(false);
  menu.open = true;
  document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
  expect(menu.open).toBe(false);
  expect(document.activeElement).toBe(menu.querySelector("summary"));
});
