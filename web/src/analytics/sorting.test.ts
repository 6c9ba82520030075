import { expect, it } from "vitest";
import { cellValue, order } from "./sorting";

function cell(text: string, sort?: string): HTMLElement {
  const element = document.createElement("td");
  element.textContent = text;
  if (sort !== undefined) element.dataset.sort = sort;
  return element;
}

it("reads Russian figures, prefers data-sort, and knows the unknown", () => {
  expect(cellValue(cell("1\u202f234,5"))).toBe(1234.5);
  expect(cellValue(cell("\u22123"))).toBe(-3);
  expect(cellValue(cell("18,4 %", "0.184"))).toBe(0.184);
  expect(cellValue(cell("нет данных"))).toBeNull();
  expect(cellValue(cell("5", ""))).toBeNull();
  expect(cellValue(cell("Олег"))).toBe("Олег");
});

it("puts the unknown last whichever way one sorts", () => {
  expect(order([null, 2, 1], "ascending")).toEqual([2, 1, 0]);
  expect(order([null, 2, 1], "descending")).toEqual([1, 2, 0]);
});

it("sorts names by the Russian alphabet and keeps equal rows in order", () => {
  expect(order(["Яна", "Ёлкин", "Евсеев", "Ёлкин"], "ascending")).toEqual([2, 1, 3, 0]);
});
