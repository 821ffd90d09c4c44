import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cosignatureEd25519, cosignatureMlDsa44 } from "./cosignature.ts";
import { ed25519 } from "./key.ts";
import { meetsQuorum } from "./policy.ts";
import { formatPolicy, parsePolicy, thresholdPolicy } from "./policy-file.ts";
import { keyPairFromSeed } from "./signer-key.ts";

const vkey = (name: string, fill: number, kind = cosignatureEd25519) =>
  keyPairFromSeed(name, new Uint8Array(32).fill(fill), kind).verifierKey;

const log = vkey("log.example", 1, ed25519);
const [x1, x2, x3] = [11, 12, 13].map((n) => vkey(`x${n}.example`, n));
const [y1, y2, y3] = [21, 22, 23].map((n) => vkey(`y${n}.example`, n, cosignatureMlDsa44));

// The example policy of C2SP tlog-policy, the elided keys filled in.
const example = `log ${log}

witness X1 ${x1}
witness X2 ${x2}
witness X3 ${x3}
group X-witnesses 2 X1 X2 X3

witness Y1 ${y1}
witness Y2 ${y2}
witness Y3 ${y3}
group Y-witnesses any Y1 Y2 Y3

group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
`;

const meets = (file: string, ...names: string[]) => {
  const policy = parsePolicy(file);
  const signedBy = policy.witnesses
    .filter(({ name }) => names.includes(name))
    .map(({ verifier }) => verifier);
  expect(signedBy).toHaveLength(names.length);
  return meetsQuorum(policy, signedBy);
};

describe("trust policies (C2SP tlog-policy)", () => {
  it("the specification's example asks for two of X and one of Y", () => {
    const { logs, witnesses, groups, quorum } = parsePolicy(example);
    expect(logs.map(({ verifier }) => verifier.name)).toEqual(["log.example"]);
    expect(witnesses.map(({ name }) => name)).toEqual(["X1", "X2", "X3", "Y1", "Y2", "Y3"]);
    expect(groups.map(({ threshold }) => threshold)).toEqual([2, 1, 2]);
    expect(quorum).toBe("X-and-Y");
    expect(meets(example, "X1", "X3", "Y2")).toBe(true);
    expect(meets(example, "X1", "X2", "X3", "Y1", "Y2", "Y3")).toBe(true);
    for (const few of [[], ["X1", "X2"], ["X1", "Y1", "Y2", "Y3"], ["X1", "X2", "X3"], ["Y1", "Y2", "Y3"]]) {
      expect(meets(example, ...few), few.join(" ")).toBe(false);
    }
  });

  it("a single witness, and none, may be the quorum", () => {
    const one = `witness a ${x1}\nwitness b ${x2}\nquorum a\n`;
    expect([meets(one, "a"), meets(one, "b")]).toEqual([true, false]);
    expect(meets("quorum none\n")).toBe(true);
    expect(parsePolicy("quorum none\n")).toEqual({ logs: [], witnesses: [], groups: [], quorum: "none" });
  });

  it("comments, empty lines, tabs, spaces, URLs and any name but none are allowed", () => {
    const file = `  # 注释\n\t\n \tlog\t${log}  https://log.example/ \nwitness 见证方#1 ${x1} https://w.example/p\n\nquorum 见证方#1\t\n`;
    const { logs, witnesses, quorum } = parsePolicy(new TextEncoder().encode(file));
    expect([logs[0]!.url, witnesses[0]!.url, quorum]).toEqual([
      "https://log.example/",
      "https://w.example/p",
      "见证方#1",
    ]);
  });

  it("octets of a comment need not be UTF-8, elsewhere they are refused", () => {
    const latin = (line: string) =>
      Buffer.concat([Buffer.from(line, "latin1"), Buffer.from("quorum none\n")]);
    expect(parsePolicy(latin(" # caf\xe9\n")).quorum).toBe("none");
    expect(() => parsePolicy(latin(`witness caf\xe9 ${x1}\n`))).toThrow("not UTF-8");
  });

  it.each([
    ["no quorum", `witness a ${x1}\n`],
    ["two quorums", "quorum none\nquorum none\n"],
    ["a quorum defined later", `quorum a\nwitness a ${x1}\n`],
    ["a quorum of two names", `witness a ${x1}\nquorum a a\n`],
    ["an unknown keyword", "witnesses a\nquorum none\n"],
    ["a witness named none", `witness none ${x1}\nquorum none\n`],
    ["a name used twice", `witness a ${x1}\nwitness a ${x2}\nquorum a\n`],
    ["a group named as a witness", `witness a ${x1}\ngroup a 1 a\nquorum a\n`],
    ["one witness key twice under two names", `witness a ${x1}\nwitness b ${vkey("other", 11)}\nquorum a\n`],
    ["one log key twice", `log ${log}\nlog ${vkey("other", 1, ed25519)}\nquorum none\n`],
    ["a log's key for a witness", `witness a ${log}\nquorum a\n`],
    ["an Ed25519 witness's key for a log", `log ${x1}\nquorum none\n`],
    ["a key that is none", "witness a x\nquorum a\n"],
    ["a fourth item", `witness a ${x1} u v\nquorum a\n`],
    ["a group of nobody", `witness a ${x1}\ngroup g 1\nquorum a\n`],
    ["a threshold of zero", `witness a ${x1}\ngroup g 0 a\nquorum g\n`],
    ["a threshold above the members", `witness a ${x1}\ngroup g 2 a\nquorum g\n`],
    ["a threshold in words", `witness a ${x1}\ngroup g most a\nquorum g\n`],
    ["a member defined later", `group g 1 a\nwitness a ${x1}\nquorum g\n`],
    ["a group in itself", `witness a ${x1}\ngroup g 1 g\nquorum g\n`],
    ["none as a member", `witness a ${x1}\ngroup g 1 none\nquorum g\n`],
    ["a member twice in a group", `witness a ${x1}\ngroup g 2 a a\nquorum g\n`],
    ["a member of two groups", `witness a ${x1}\ngroup g 1 a\ngroup h 1 a\nquorum g\n`],
    ["no final newline", "quorum none"],
    ["a carriage return", "quorum none\r\n"],
    ["a DEL", "# \x7f\nquorum none\n"],
    ["more than 1 MiB", `#${"a".repeat(1 << 20)}\nquorum none\n`],
    ["more than 256 groups", `${manyGroups(257)}quorum none\n`],
  ])("%s is refused", (_, file) => {
    expect(() => parsePolicy(file)).toThrow("policy.malformed");
  });

  it("the line at fault is named", () => {
    expect(() => parsePolicy(`# one\nwitness a ${x1}\nquorum b\n`)).toThrow("line 3");
  });

  it("one key may be a log's and a witness's where the types allow both", () => {
    const both = vkey("log.example", 5, cosignatureMlDsa44);
    expect(parsePolicy(`log ${both}\nwitness a ${both}\nquorum a\n`).logs).toHaveLength(1);
  });

  it("are written so that they read back", () => {
    const policy = parsePolicy(example);
    const again = parsePolicy(formatPolicy(policy));
    const names = ({ witnesses, groups, quorum, logs }: typeof policy) => ({
      witnesses: witnesses.map(({ name, verifierKey, url }) => [name, verifierKey, url]),
      logs: logs.map(({ verifierKey }) => verifierKey),
      groups,
      quorum,
    });
    expect(names(again)).toEqual(names(policy));
    expect(() => formatPolicy({ ...policy, quorum: "a\nb" })).toThrow("policy.malformed");
    const [first, ...rest] = policy.witnesses;
    const bent = { ...policy, witnesses: [{ ...first!, url: "u\n# v" }, ...rest] };
    expect(() => formatPolicy(bent)).toThrow("policy.malformed");
  });
});

describe("k of n", () => {
  it("is met by any k witnesses and by no fewer", () => {
    const keys = [x1!, x2!, x3!, y1!];
    fc.assert(
      fc.property(fc.nat(4), fc.subarray([0, 1, 2, 3]), (atLeast, who) => {
        const policy = thresholdPolicy({ logs: [log], witnesses: keys }, atLeast);
        const signedBy = who.map((i) => policy.witnesses[i]!.verifier);
        expect(meetsQuorum(policy, signedBy)).toBe(who.length >= atLeast);
        expect(meetsQuorum(policy, [...signedBy, ...signedBy])).toBe(who.length >= atLeast);
      }),
    );
    expect(() => thresholdPolicy({ witnesses: keys }, 5)).toThrow("policy.malformed");
    expect(() => thresholdPolicy({ witnesses: [x1!, x1!] }, 1)).toThrow("policy.malformed");
  });

  it("keys of nobody in the policy do not count, even under a witness's name", () => {
    const policy = thresholdPolicy({ witnesses: [x1!] }, 1);
    const own = policy.witnesses[0]!.verifier;
    expect(meetsQuorum(policy, [{ ...own, keyId: own.keyId + 1 }])).toBe(false);
    expect(meetsQuorum(policy, [{ ...own, name: "other" }])).toBe(false);
  });
});

function manyGroups(count: number): string {
  let text = "";
  for (let i = 0; i < 256; i++) text += `witness w${i} ${vkey(`w${i}`, i)}\n`;
  for (let i = 0; i < count; i++) text += i < 256 ? `group g${i} 1 w${i}\n` : `group g${i} 1 g0\n`;
  return text;
}
