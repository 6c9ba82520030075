import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { show } from "../core/testing";
import { badge, readCount } from "./notice-bell";

class Stream extends EventTarget {
  static CLOSED = 2;
  static opened: Stream[] = [];
  readyState = 1;
  constructor(readonly url: string) {
    super();
    Stream.opened.push(this);
  }
  close(): void {
    this.readyState = Stream.CLOSED;
  }
}

describe("<notice-bell>", () => {
  beforeEach(async () => {
    vi.useFakeTimers();
    Stream.opened = [];
    vi.stubGlobal("EventSource", Stream);
    show(
      '<notice-bell count="/count" stream="/live"><a href="/notices/" aria-label="Уведомления"><span data-unread hidden></span></a></notice-bell>',
    );
    await vi.advanceTimersByTimeAsync(2000);
  });
  afterEach(() => {
    document.body.innerHTML = "";
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });
  const mark = (): HTMLElement | null => document.querySelector("[data-unread]");

  it("asks for the number when something happened, and shows it", async () => {
    vi.stubGlobal("fetch", async () => Response.json({ unread: 3 }));
    Stream.opened[0]?.dispatchEvent(new Event("notices"));
    await vi.advanceTimersByTimeAsync(0);
    expect(mark()?.textContent).toBe("3");
    expect(mark()?.hidden).toBe(false);
    expect(document.querySelector("a")?.getAttribute("aria-label")).toBe("Уведомления, новых: 3");
  });
  it("asks by itself where the server cannot stream", async () => {
    const ask = vi.fn(async () => Response.json({ unread: 1 }));
    vi.stubGlobal("fetch", ask);
    const stream = Stream.opened[0];
    stream?.close();
    stream?.dispatchEvent(new Event("error"));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(ask).toHaveBeenCalledTimes(1);
    expect(mark()?.textContent).toBe("1");
  });
  it("closes the line when it leaves the page", () => {
    document.querySelector("notice-bell")?.remove();
    expect(Stream.opened[0]?.readyState).toBe(Stream.CLOSED);
  });
});

it("writes large numbers short and none at all", () => {
  expect([0, 1, 99, 100, Number.NaN].map(badge)).toEqual(["", "1", "99", "99+", ""]);
});

it("believes only a count", () => {
  expect(readCount({ unread: 4 })).toBe(4);
  expect(readCount("<html>")).toBeNull();
  expect(readCount(null)).toBeNull();
});
