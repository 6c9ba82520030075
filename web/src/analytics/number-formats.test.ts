import { expect, it } from "vitest";
import { write, writeLabel, writeTick } from "./number-formats";

const plain = (text: string): string => text.replace(/[\u202f\u00a0]/g, " ");

it("writes figures as the server does", () => {
  expect(plain(write(1234567, "money"))).toBe("1 234 567 ₽");
  expect(plain(write(-0.5, "money"))).toBe("−0,50 ₽");
  expect(plain(write(0.124, "percent"))).toBe("12,4 %");
  expect(plain(write(0.031, "points"))).toBe("+3,1 п.п.");
  expect(plain(write(-0.0001, "points"))).toBe("0,0 п.п.");
  expect(plain(write(3900, "duration"))).toBe("1 ч 05 мин");
  expect(plain(write(12345, "integer"))).toBe("12 345");
});

it("never shows the unknown as zero", () => {
  expect(write(null, "money")).toBe("нет данных");
  expect(write(Number.NaN, "percent")).toBe("нет данных");
});

it("shortens ticks", () => {
  expect(plain(writeTick(120000, "money"))).toBe("120 тыс.");
  expect(plain(writeTick(1500000, "money"))).toBe("1,5 млн");
  expect(plain(writeTick(0.12, "percent"))).toBe("12 %");
  expect(plain(writeTick(0.02, "points"))).toBe("+2 п.п.");
});

it("names days, weeks and months", () => {
  expect(plain(writeLabel("2026-10-12", "day"))).toBe("12 окт.");
  expect(plain(writeLabel("2026-10-12", "week"))).toBe("12–18 окт.");
  expect(plain(writeLabel("2026-09-28", "week"))).toBe("28 сент. – 4 окт.");
  expect(writeLabel("2026-10-01", "month")).toBe("октябрь 2026");
  expect(writeLabel("12 окт.", "week")).toBe("12 окт.");
});
