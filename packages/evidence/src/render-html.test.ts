import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { givenOf, pack } from "../test/made-case.ts";
import { renderHtml, verifyPack } from "./index.ts";

/**
 * A verifier finds an edited page by making it again. A change to what is written here would call every pack made
 * before a forgery: it needs a new format version, and the old way of writing kept for format 1.
 */
it("writes the page of format 1 byte for byte as it always did", async () => {
  const { view } = verifyPack(await pack(), { keys: [], witnesses: [] });
  const { words, document } = await givenOf();
  const articles = [{ instrument: "qingdao-299", article: "17", zh: "校核。", en: "Corrections." }];
  const page = renderHtml({ ...view!, articles, cosignatures: [] }, { words, document });
  expect(createHash("sha256").update(page).digest("hex")).toBe("ce736efb26aeed5622e70e2c44ddf93a16f46eada83cfb563a18d96f7d3fd4c7");
});
