import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { pause, readStatus } from "./live-status";
import { show } from "./testing";

describe("<live-status>", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    show('<live-status class="is-good" src="/status" every="10">было</live-status>');
  });
  afterEach(() => {
    document.body.innerHTML = "";
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });
  const text = (): string => document.querySelector("live-status")?.textContent ?? "";

  it("shows what the server says now", async () => {
    vi.stubGlobal("fetch", async () => Response.json({ text: "в очереди 3", tone: "attention" }));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(text()).toBe("в очереди 3");
    expect(document.querySelector("live-status")?.className).toBe("is-attention");
  });
  it("keeps the old words when there is no answer, and asks less and less often", async () => {
    const ask = vi.fn(async () => Promise.reject(new TypeError("offline")));
    vi.stubGlobal("fetch", ask);
    await vi.advanceTimersByTimeAsync(31_000);
    expect(ask).toHaveBeenCalledTimes(2);
    expect(text()).toBe("было");
  });
  it("stops when it leaves the page", async () => {
    const ask = vi.fn(async () => Response.json({ text: "x" }));
    vi.stubGlobal("fetch", ask);
    document.querySelector("live-status")?.remove();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(ask).not.toHaveBeenCalled();
  });
});

it("believes only a status", () => {
  expect(readStatus({ text: "да", tone: "purple" })).toEqual({ text: "да", tone: "neutral" });
  expect(readStatus("<html>")).toBeNull();
  expect(readStatus({ tone: "good" })).toBeNull();
});

it("waits at most five minutes", () => {
  expect([0, 1, 2, 20].map((failures) => pause(20, failures))).toEqual([20, 40, 80, 300]);
});
