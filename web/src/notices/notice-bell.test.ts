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
  it("opens a refused line again and asks for the number each time, at growing pauses", async () => {
    const ask = vi.fn(async () => Response.json({ unread: 1 }));
    vi.stubGlobal("fetch", ask);
    for (const pause of [3_000, 6_000]) {
      const stream = Stream.opened.at(-1);
      stream?.close();
      stream?.dispatchEvent(new Event("error"));
      await vi.advanceTimersByTimeAsync(pause - 1);
      expect(Stream.opened.at(-1)).toBe(stream);
      await vi.advanceTimersByTimeAsync(1);
      expect(Stream.opened.at(-1)).not.toBe(stream);
    }
    expect(ask).toHaveBeenCalledTimes(2);
    expect(mark()?.textContent).toBe("1");
  });
  it("asks for the number when the line is up anew: something may have been said meanwhile", async () => {
    vi.stubGlobal("fetch", async () => Response.json({ unread: 2 }));
    Stream.opened[0]?.dispatchEvent(new Event("open"));
    await vi.advanceTimersByTimeAsync(0);
    expect(mark()?.textContent).toBe("2");
  });
  it("takes a line that says nothing for dead, and one that breathes for alive", async () => {
    const ask = vi.fn(async () => Response.json({ unread: 1 }));
    vi.stubGlobal("fetch", ask);
    for (let breaths = 0; breaths < 6; breaths++) {
      await vi.advanceTimersByTimeAsync(20_000);
      Stream.opened[0]?.dispatchEvent(new Event("still-here"));
    }
    expect(Stream.opened).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(80_000);
    expect(Stream.opened).toHaveLength(2);
    expect(Stream.opened[0]?.readyState).toBe(Stream.CLOSED);
    expect(ask).toHaveBeenCalledTimes(1);
  });
  it("asks at once when the network is back", async () => {
    const ask = vi.fn(async () => Response.json({ unread: 1 }));
    vi.stubGlobal("fetch", ask);
    dispatchEvent(new Event("online"));
    expect(Stream.opened).toHaveLength(2);
    expect(ask).toHaveBeenCalledTimes(1);
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
