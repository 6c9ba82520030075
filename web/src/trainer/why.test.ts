import { expect, it } from "vitest";
import { NOT_SECURE, OLD_BROWSER, whyNoMicrophone, whyRefused } from "./why";

const able = { isSecureContext: true, mediaDevices: {}, audioWorklet: true };

it("finds nothing in the way of a microphone on a secure page of a new browser", () => {
  expect(whyNoMicrophone(able)).toBe("");
});

it("names HTTPS first, then the browser", () => {
  expect(whyNoMicrophone({ ...able, isSecureContext: false, mediaDevices: undefined })).toBe(NOT_SECURE);
  expect(whyNoMicrophone({ ...able, audioWorklet: false })).toBe(OLD_BROWSER);
});

it.each([
  ["NotAllowedError", "запрещён"],
  ["NotFoundError", "не найден"],
  ["NotReadableError", "занят"],
  ["SomethingElse", "не включился"],
])("says what to do about %s and that typing works meanwhile", (name, word) => {
  const words = whyRefused({ name });
  expect(words).toContain(word);
  expect(words).toContain("Пока можно печатать");
});
