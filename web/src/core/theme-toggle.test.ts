import { beforeEach, expect, it } from "vitest";
import { show } from "./testing";
import "./theme-toggle";

beforeEach(() => {
  localStorage.clear();
  document.documentElement.dataset.themeChoice = "auto";
  show(
    '<theme-toggle><button data-choice="auto"></button><button data-choice="dark"></button></theme-toggle>',
  );
});

it("keeps the choice and tells the page", () => {
  let told = false;
  addEventListener("theme:changed", () => {
    told = true;
  });
  document.querySelector<HTMLElement>("[data-choice=dark]")?.click();
  expect(localStorage.getItem("theme")).toBe("dark");
  expect(told).toBe(true);
});

it("shows the choice in force", () => {
  document.documentElement.dataset.themeChoice = "dark";
  dispatchEvent(new CustomEvent("theme:changed"));
  const pressed = [...document.querySelectorAll("button")].map((button) =>
    button.getAttribute("aria-pressed"),
  );
  expect(pressed).toEqual(["false", "true"]);
});
