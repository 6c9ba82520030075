import { beforeEach, describe, expect, it } from "vitest";
import { show } from "../core/testing";
import type { HeatTable } from "./heat-table";
import "./heat-table";

const names = (): (string | undefined)[] =>
  [...document.querySelectorAll("heat-table > .table tbody tr")].map((row) =>
    row.querySelector("th")?.textContent?.trim(),
  );

function head(text: string): HTMLButtonElement {
  return [...document.querySelectorAll<HTMLButtonElement>(".sort-button")].find((button) =>
    button.textContent?.includes(text),
  ) as HTMLButtonElement;
}

function choose(at: number): void {
  const box = document.querySelectorAll<HTMLInputElement>("tbody input[type=checkbox]")[
    at
  ] as HTMLInputElement;
  box.checked = true;
  box.dispatchEvent(new Event("change"));
}

describe("<heat-table>", () => {
  beforeEach(() => {
    show(`<heat-table compare><div class="table"><table>
      <thead><tr><th>Имя</th><th>Звонки</th><th data-nosort>Этапы</th></tr></thead>
      <tbody><tr><th>Олег</th><td data-sort="5">5</td><td>x</td></tr><tr><th>Анна</th><td data-sort="50">50</td><td>y</td></tr>
      <tr><th>Вера</th><td data-sort="">—</td><td>z</td></tr></tbody></table></div></heat-table>`);
  });

  it("sorts figures from the largest, names from А, and turns round", () => {
    head("Звонки").click();
    expect(names()).toEqual(["Анна", "Олег", "Вера"]);
    head("Звонки").click();
    expect(names()).toEqual(["Олег", "Анна", "Вера"]);
    head("Имя").click();
    expect(names()).toEqual(["Анна", "Вера", "Олег"]);
  });
  it("tells screen readers the one column it is sorted by", () => {
    head("Звонки").click();
    head("Имя").click();
    const told = [...document.querySelectorAll("[aria-sort]")].map((cell) => cell.getAttribute("aria-sort"));
    expect(told).toEqual(["ascending", "none"]);
  });
  it("leaves plain the columns that can't be sorted", () => {
    expect(head("Этапы")).toBeUndefined();
  });
  it("compares two or more rows, never one", () => {
    choose(0);
    const bar = document.querySelector<HTMLElement>(".compare-bar");
    expect(bar?.hidden).toBe(false);
    expect(bar?.querySelector("button")?.disabled).toBe(true);
    choose(1);
    expect(bar?.querySelector("button")?.disabled).toBe(false);
  });
  it("sets the chosen side by side: people across, figures down", () => {
    choose(0);
    choose(1);
    const dialog = document.querySelector<HeatTable>("heat-table")?.compare();
    expect([...(dialog?.querySelectorAll("thead th") ?? [])].map((cell) => cell.textContent)).toEqual([
      "",
      "Олег",
      "Анна",
    ]);
    const first = dialog?.querySelector("tbody tr");
    expect([...(first?.children ?? [])].map((cell) => cell.textContent)).toEqual(["Звонки", "5", "50"]);
  });
});
