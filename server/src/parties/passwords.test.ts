import { describe, expect, it } from "vitest";
import { checkPassword, hashPassword, passwordMatches } from "./passwords.ts";

describe("a password", () => {
  it("is kept as Argon2id with at least 19 MiB and two passes, salted anew each time", async () => {
    const [one, two] = await Promise.all([
      hashPassword("海风吹过栈桥又见青岛"),
      hashPassword("海风吹过栈桥又见青岛"),
    ]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(two);
  });

  it("matches itself, however its characters were composed, and nothing else", async () => {
    const hash = await hashPassword("café-ｚｈａｎｑｉａｏ");
    expect(await passwordMatches(hash, "cafe\u0301-zhanqiao")).toBe(true);
    expect(await passwordMatches(hash, "cafe-zhanqiao")).toBe(false);
    expect(await passwordMatches(undefined, "nobody has this password")).toBe(false);
  });

  it("is counted in characters, not in bytes or halves", () => {
    expect(() => checkPassword("𠮷野家青岛栈桥海风", "wang")).toThrow(/rules/);
    expect(() => checkPassword("𠮷野家青岛栈桥海风吹", "wang")).not.toThrow();
  });

  it.each([
    "password123",
    "P@ssw0rd2024!",
    "Qingdao2026!",
    "zhanqiao-2026",
    "admin@123456",
    "woaini1314520",
    "qwertyuiop12",
    "1q2w3e4r5t6y",
    "1234567890",
    "9876543210",
    "5201314520",
    "19900615123",
    "13812345678",
    "ｐａｓｓｗｏｒｄ１２３",
    "!!!Welcome_2026!!!",
  ])("that is tried first is refused: %s", (word) => {
    expect(() => checkPassword(word, "wang.hai")).toThrow(/rules/);
  });

  it.each([
    "haifeng-chui-zhanqiao",
    "a-quite-new-password",
    "Pier-and-open-water-42!",
    "海风吹过栈桥又见青岛",
    "qingdao-de-xiaoyu-1898",
    "7391026485",
    "correct horse battery staple",
  ])("of one's own is taken: %s", (word) => {
    expect(() => checkPassword(word, "wang.hai")).not.toThrow();
  });

  it("is not queued for without end: a flood is told to come back (503)", async () => {
    const flood = await Promise.allSettled(
      Array.from({ length: 60 }, () => hashPassword("a-long-enough-word")),
    );
    const refused = flood.filter((f) => f.status === "rejected");
    expect(refused).toHaveLength(8);
    for (const r of refused) expect(r.reason).toMatchObject({ code: "parties.busy", status: 503 });
    await expect(hashPassword("a-long-enough-word")).resolves.toMatch(/^\$argon2id/);
  });
});
