import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mayConnect, parseAllowList } from "./address-rules.ts";
import { targetOf } from "./target.ts";

const none = parseAllowList([]);
const code = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return "none";
};

/** The host that an address comes to, and whether it may be asked with nothing listed. */
const judged = (url: string) => {
  const { host, port } = targetOf(url, none);
  return mayConnect(none, host, port, host);
};

describe("the addresses that may be connected to", () => {
  it.each([
    ["0.0.0.0", "0.255.255.255"],
    ["10.0.0.0", "10.255.255.255"],
    ["100.64.0.0", "100.127.255.255"],
    ["127.0.0.0", "127.255.255.255"],
    ["169.254.0.0", "169.254.169.254"],
    ["172.16.0.0", "172.31.255.255"],
    ["192.0.0.0", "192.0.0.255"],
    ["192.0.2.0", "192.0.2.255"],
    ["192.88.99.0", "192.88.99.255"],
    ["192.168.0.0", "192.168.255.255"],
    ["198.18.0.0", "198.19.255.255"],
    ["198.51.100.0", "203.0.113.255"],
    ["224.0.0.0", "255.255.255.255"],
    ["::", "::1"],
    ["::7f00:1", "::a00:1"],
    ["::ffff:127.0.0.1", "::ffff:8.8.8.8"],
    ["::ffff:0:127.0.0.1", "::ffff:0:8.8.8.8"],
    ["64:ff9b::7f00:1", "64:ff9b::808:808"],
    ["64:ff9b:1::a00:1", "64:ff9b:1:ffff::1"],
    ["100::1", "100::ffff"],
    ["2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2"],
    ["2001:db8::1", "2001:db8:ffff::1"],
    ["2002:7f00:1::", "2002:808:808::1"],
    ["3fff::1", "3fff:fff::1"],
    ["4000::1", "5f00::1"],
    ["fc00::1", "fdff::1"],
    ["fd00:ec2::254", "fd20:ce::254"],
    ["fe80::1", "febf::1"],
    ["fec0::1", "feff::1"],
    ["ff02::1", "ff0e::1"],
  ])("exclude %s and %s", (first, last) => {
    expect(mayConnect(none, "a.example", 443, first)).toBe(false);
    expect(mayConnect(none, "a.example", 443, last)).toBe(false);
  });

  it.each([
    ...["1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255"],
    ...["169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0"],
    ...["223.255.255.255", "2400:3200::1", "2606:4700:4700::1111", "2001:4860:4860::8888", "240e::1"],
  ])("include the public %s", (address) => {
    expect(mayConnect(none, "a.example", 443, address)).toBe(true);
  });

  it("exclude what is no address, a shorthand of one, and one with a zone", () => {
    for (const odd of ["", "localhost", "127.1", "0x8.8.8.8", "8.8.8.8.8", "2606:4700::1%eth0", "fe80::1%1"])
      expect(mayConnect(none, "a.example", 443, odd), odd).toBe(false);
  });

  it("exclude a private IPv4 address in every form in which IPv6 carries it", () => {
    fc.assert(
      fc.property(
        fc.constantFrom([10, 1], [127, 0], [172, 20], [192, 168], [169, 254]),
        fc.integer({ min: 0, max: 65535 }),
        ([a, b], low) => {
          const high = ((a! << 8) | b!).toString(16);
          const end = `${high}:${low.toString(16)}`;
          for (const form of [
            `::${end}`,
            `::ffff:${end}`,
            `::ffff:0:${end}`,
            `64:ff9b::${end}`,
            `2002:${end}::1`,
          ])
            expect(mayConnect(none, "a.example", 443, form), form).toBe(false);
        },
      ),
    );
  });
});

describe("an address as it is written", () => {
  it.each([
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://0x7f.0.0.1/",
    "http://127.1/",
    "http://127.0.1/",
    "http://0/",
    "http://127.0.0.1./",
    "http://①②⑦.⓪.⓪.①/",
    "http://１２７.0.0.1/",
    "http://127。0。0。1/",
    "http://%31%32%37.0.0.1/",
    "http://[::1]/",
    "http://[0:0:0:0:0:0:0:1]/",
    "http://[::127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[64:ff9b::127.0.0.1]/",
    "http://0xa9fea9fe/",
    "http://2852039166/",
  ])("is judged as what it stands for: %s", (url) => {
    expect(judged(url)).toBe(false);
  });

  it.each([
    ["http://good.example\\@127.0.0.1/", "outgoing.unreadable"],
    ["http://good.example\t.evil/", "outgoing.unreadable"],
    [" http://good.example/", "outgoing.unreadable"],
    ["http://good.example/\r\nHost: x", "outgoing.unreadable"],
    ["http://good.example\u0000/", "outgoing.unreadable"],
    ["http://exa\u00admple.com/", "outgoing.unreadable"],
    ["http://", "outgoing.unreadable"],
    ["//good.example/", "outgoing.unreadable"],
    ["http://256.0.0.1/", "outgoing.unreadable"],
    ["http://1.2.3.4.5/", "outgoing.unreadable"],
    ["http://[fe80::1%25eth0]/", "outgoing.unreadable"],
    [`http://good.example/${"a".repeat(8200)}`, "outgoing.unreadable"],
    ["ftp://good.example/", "outgoing.scheme"],
    ["file:///etc/passwd", "outgoing.scheme"],
    ["gopher://good.example/", "outgoing.scheme"],
    ["data:text/plain,hi", "outgoing.scheme"],
    ["javascript:alert(1)", "outgoing.scheme"],
    ["http://user@good.example/", "outgoing.credentials"],
    ["http://user:word@good.example/", "outgoing.credentials"],
    ["http://good.example@127.0.0.1/", "outgoing.credentials"],
    ["http://good.example:25/", "outgoing.port"],
    ["http://good.example:5432/", "outgoing.port"],
    ["http://good.example:0/", "outgoing.port"],
  ])("is refused: %j (%s)", (url, refusal) => {
    expect(code(() => targetOf(url, none))).toBe(refusal);
  });

  it("may name the plain ports, with or without a root dot and in any letters", () => {
    for (const port of ["", ":80", ":443", ":8080", ":8443"])
      expect(targetOf(`https://GOOD.example.${port}/a#b`, none)).toMatchObject({ host: "good.example" });
    expect(targetOf("https://good.example/a?b#c", none).url.href).toBe("https://good.example/a?b");
  });
});

describe("what an operator lists", () => {
  it("opens a host, a host's one port, an address or a range, and nothing beside it", () => {
    const allow = parseAllowList([
      "Peer.Example",
      "one.example:8444",
      "10.1.0.0/16",
      "[fd00::5]:9000",
      "::1",
    ]);
    expect(mayConnect(allow, "peer.example", 9999, "192.168.1.5")).toBe(true);
    expect(mayConnect(allow, "not-peer.example", 443, "192.168.1.5")).toBe(false);
    expect(mayConnect(allow, "peer.example.evil.example", 443, "192.168.1.5")).toBe(false);
    expect(mayConnect(allow, "one.example", 8444, "192.168.1.5")).toBe(true);
    expect(mayConnect(allow, "one.example", 8443, "192.168.1.5")).toBe(false);
    expect(mayConnect(allow, "any.example", 5000, "10.1.255.255")).toBe(true);
    expect(mayConnect(allow, "any.example", 443, "10.2.0.0")).toBe(false);
    expect(mayConnect(allow, "fd00::5", 9000, "fd00::5")).toBe(true);
    expect(mayConnect(allow, "fd00::5", 443, "fd00::5")).toBe(false);
    expect(mayConnect(allow, "::1", 1234, "::1")).toBe(true);
  });

  it("does not let a listed name come to stand for link-local, reserved or a cloud's metadata addresses", () => {
    const allow = parseAllowList(["peer.example"]);
    for (const address of [
      "169.254.169.254",
      "100.100.100.200",
      "fd00:ec2::254",
      "0.0.0.0",
      "224.0.0.1",
      "fe80::1",
    ])
      expect(mayConnect(allow, "peer.example", 443, address), address).toBe(false);
    expect(mayConnect(allow, "peer.example", 443, "::ffff:10.0.0.1")).toBe(false);
  });

  it("opens a reserved address where that very address was listed", () => {
    const allow = parseAllowList(["169.254.169.254", "169.254.1.0/24"]);
    expect(mayConnect(allow, "169.254.169.254", 80, "169.254.169.254")).toBe(true);
    expect(mayConnect(allow, "a.example", 80, "169.254.169.254")).toBe(false);
    expect(mayConnect(allow, "a.example", 80, "169.254.1.9")).toBe(true);
  });

  it.each([
    "http://peer.example",
    "a b",
    "10.0.0.0/33",
    "peer.example/path",
    "u@peer.example",
    "peer.example:70000",
  ])("must be readable: %s is not", (entry) => {
    expect(() => parseAllowList([entry])).toThrow("ZHANQIAO_OUTGOING_ALLOW");
  });
});
