import { describe, expect, it } from "vitest";
import { returnPath } from "./return-path.ts";

describe("the way back after signing in", () => {
  it("leads to any page of the workbench, with its query", () => {
    for (const path of [
      "/console/",
      "/console",
      "/console/cases",
      "/console/?case=a&queue=all",
      "/console/cases/0193?q=%E6%95%B0",
    ])
      expect(returnPath(path)).toBe(path);
    expect(returnPath("/console/a/../people")).toBe("/console/people");
  });

  it("leads nowhere else", () => {
    const elsewhere = [
      undefined,
      "",
      "//evil.example",
      "///evil.example",
      "/\\evil.example",
      "\\\\evil.example",
      "https://evil.example",
      "https:evil.example",
      "HTTPS://evil.example/console/",
      "javascript:alert(1)",
      "data:text/html,x",
      "/console\\@evil.example",
      "/console/\\evil.example",
      "/console//evil.example",
      "/console/%2f%2fevil.example",
      "/console/%5Cevil.example",
      "/console/%2e%2e/evil",
      "/console/..%2fevil",
      "/console/../evil",
      "/console/../../evil",
      "/console/%252e%252e/evil",
      "/consolex",
      "/console.evil.example",
      "/evil?/console/",
      "/\t/evil.example",
      "/\n/evil.example",
      "/console/\r\nset-cookie: a=b",
      "/console/%0d%0aset-cookie",
      "/console/\u0000",
      "/console/\u0085",
      " /console/",
      "console/",
      "@evil.example/console/",
      `/console/${"a".repeat(500)}`,
      "/console/oidc?code=again",
      "/console/login",
    ];
    for (const path of elsewhere) expect([path, returnPath(path)]).toEqual([path, "/console/"]);
  });

  it("is the same when it is asked twice", () => {
    for (const path of ["/console/cases?queue=all", "/console/a/../people", "//evil.example"])
      expect(returnPath(returnPath(path))).toBe(returnPath(path));
  });
});
