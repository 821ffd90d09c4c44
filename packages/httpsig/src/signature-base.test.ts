import { describe, expect, it } from "vitest";
import { component, type HttpMessage, type HttpRequest, signatureBase, writeInput } from "./index.ts";

/** The lines of a base before its last, for these components of a message. Figures are those of RFC 9421. */
const lines = (message: HttpMessage, ...components: ReturnType<typeof component>[]): string[] => {
  const base = signatureBase(
    message,
    { components, parameters: new Map() },
    { "example-dict": "dictionary", "example-list": "list", "example-item": "item" },
  );
  return base.split("\n").slice(0, -1);
};

const get = (uri: string, fields: HttpRequest["fields"] = []): HttpRequest => ({
  method: "GET",
  uri,
  fields,
});
const post: HttpRequest = {
  ...get("https://www.example.com/path?param=value", [["Host", "www.example.com"]]),
  method: "POST",
};

describe("derived components (RFC 9421 §2.2)", () => {
  const of = (message: HttpMessage, name: string, parameters = {}) =>
    lines(message, component(name, parameters));

  it("are the RFC's for its example requests", () => {
    expect(
      lines(
        post,
        ...["@method", "@target-uri", "@authority", "@scheme", "@request-target", "@path", "@query"].map(
          (n) => component(n),
        ),
      ),
    ).toEqual([
      '"@method": POST',
      '"@target-uri": https://www.example.com/path?param=value',
      '"@authority": www.example.com',
      '"@scheme": https',
      '"@request-target": /path?param=value',
      '"@path": /path',
      '"@query": ?param=value',
    ]);
    expect(of(get("http://www.example.com/path"), "@scheme")).toEqual(['"@scheme": http']);
    expect(of(get("https://www.example.com/path?param=value&foo=bar&baz=bat%2Dman"), "@query")).toEqual([
      '"@query": ?param=value&foo=bar&baz=bat%2Dman',
    ]);
    expect(of(get("https://www.example.com/path?queryString"), "@query")).toEqual(['"@query": ?queryString']);
    expect(of(get("https://www.example.com/path"), "@query")).toEqual(['"@query": ?']);
    expect(of({ status: 200, fields: [] }, "@status")).toEqual(['"@status": 200']);
  });

  it("take the request target as it stands in the request line", () => {
    for (const requestTarget of ["https://www.example.com/path?param=value", "www.example.com:80", "*"])
      expect(of({ ...post, requestTarget }, "@request-target")).toEqual([
        `"@request-target": ${requestTarget}`,
      ]);
  });

  it("lower the host's case and leave out the scheme's own port, and touch nothing else", () => {
    expect(of(get("HTTPS://WWW.Example.com:443/A%2fb"), "@authority")).toEqual([
      '"@authority": www.example.com',
    ]);
    expect(of(get("https://a.example:8443/"), "@authority")).toEqual(['"@authority": a.example:8443']);
    expect(of(get("https://a.example/a/../%7Eb/./c"), "@path")).toEqual(['"@path": /a/../%7Eb/./c']);
    expect(of(get("https://a.example"), "@path")).toEqual(['"@path": /']);
    expect(of({ ...post, method: "post" }, "@method")).toEqual(['"@method": post']);
  });

  it("take single query parameters, encoded anew", () => {
    const q = (uri: string, name: string) => of(get(uri), "@query-param", { name });
    const plain = "https://www.example.com/path?param=value&foo=bar&baz=batman&qux=";
    expect(q(plain, "baz")).toEqual(['"@query-param";name="baz": batman']);
    expect(q(plain, "qux")).toEqual(['"@query-param";name="qux": ']);
    expect(q(plain, "param")).toEqual(['"@query-param";name="param": value']);
    const odd =
      "https://www.example.com/parameters?var=this%20is%20a%20big%0Amultiline%20value&bar=with+plus+whitespace&fa%C3%A7ade%22%3A%20=something";
    expect(q(odd, "var")).toEqual(['"@query-param";name="var": this%20is%20a%20big%0Amultiline%20value']);
    expect(q(odd, "bar")).toEqual(['"@query-param";name="bar": with%20plus%20whitespace']);
    expect(q(odd, "fa%C3%A7ade%22%3A%20")).toEqual(['"@query-param";name="fa%C3%A7ade%22%3A%20": something']);
  });

  it("are refused where the message has no such value, or two", () => {
    expect(() => of(get("https://a.example/?a=1&a=2"), "@query-param", { name: "a" })).toThrow(
      /component.absent/,
    );
    expect(() => of(get("https://a.example/?a=1"), "@query-param", { name: "b" })).toThrow(
      /component.absent/,
    );
    expect(() => of(get("https://a.example/?a=1"), "@query-param")).toThrow(/component.parameter/);
    expect(() => of(post, "@status")).toThrow(/component.not_here/);
    expect(() => of({ status: 200, fields: [] }, "@method")).toThrow(/component.not_here/);
    expect(() => of(post, "@signature-params")).toThrow(/component.unknown/);
    expect(() => of(post, "@toString")).toThrow(/component.unknown/);
    for (const uri of ["/path", "https://", "https://[::/x", "mailto:a@a.example", "https://a.example/#b"])
      expect(() => of(get(uri), "@path"), uri).toThrow(/message.uri/);
    expect(() => of(get("https://a.example/ü"), "@path")).toThrow(/field.not_ascii/);
  });
});

describe("fields (RFC 9421 §2.1)", () => {
  const message: HttpRequest = get("https://www.example.com/", [
    ["Host", "www.example.com"],
    ["Date", "Tue, 20 Apr 2021 02:07:56 GMT"],
    ["X-OWS-Header", "   Leading and trailing whitespace.\t  "],
    ["X-Obs-Fold-Header", "Obsolete\n    line folding."],
    ["Cache-Control", "max-age=60"],
    ["Cache-Control", "   must-revalidate"],
    ["Example-Dict", " a=1,    b=2;x=1;y=2,   c=(a   b   c), d"],
    ["X-Empty-Header", ""],
    ["Example-Header", "value, with, lots"],
    ["Example-Header", "of, commas"],
    ["Example-List", "a,   b;x"],
    ["Example-Item", "  :aGk=:;q=1.50 "],
  ]);

  it("are combined, trimmed and unfolded as the RFC's figures show", () => {
    const names = ["host", "date", "x-ows-header", "x-obs-fold-header", "cache-control", "example-dict"];
    expect(lines(message, ...[...names, "x-empty-header"].map((n) => component(n)))).toEqual([
      '"host": www.example.com',
      '"date": Tue, 20 Apr 2021 02:07:56 GMT',
      '"x-ows-header": Leading and trailing whitespace.',
      '"x-obs-fold-header": Obsolete line folding.',
      '"cache-control": max-age=60, must-revalidate',
      '"example-dict": a=1,    b=2;x=1;y=2,   c=(a   b   c), d',
      '"x-empty-header": ',
    ]);
  });

  it("with sf are serialized anew, for each structured type", () => {
    const sf = (name: string) => lines(message, component(name, { sf: true }));
    expect(sf("example-dict")).toEqual(['"example-dict";sf: a=1, b=2;x=1;y=2, c=(a b c), d']);
    expect(sf("example-list")).toEqual(['"example-list";sf: a, b;x']);
    expect(sf("example-item")).toEqual(['"example-item";sf: :aGk=:;q=1.5']);
    expect(() => sf("date")).toThrow(/field.type_unknown/);
    expect(() =>
      lines(get("https://a.example/", [["Example-Dict", "a=("]]), component("example-dict", { sf: true })),
    ).toThrow(/field.malformed/);
  });

  it("with key are one member of a dictionary", () => {
    const key = (name: string) => lines(message, component("example-dict", { key: name }));
    expect(key("a")).toEqual(['"example-dict";key="a": 1']);
    expect(key("d")).toEqual(['"example-dict";key="d": ?1']);
    expect(key("b")).toEqual(['"example-dict";key="b": 2;x=1;y=2']);
    expect(key("c")).toEqual(['"example-dict";key="c": (a b c)']);
    expect(() => key("e")).toThrow(/component.absent/);
  });

  it("with bs tell two lines from one line with a comma", () => {
    const bs = (m: HttpRequest) => lines(m, component("example-header", { bs: true }));
    expect(bs(message)).toEqual(['"example-header";bs: :dmFsdWUsIHdpdGgsIGxvdHM=:, :b2YsIGNvbW1hcw==:']);
    expect(bs(get("https://a.example/", [["Example-Header", "value, with, lots, of, commas"]]))).toEqual([
      '"example-header";bs: :dmFsdWUsIHdpdGgsIGxvdHMsIG9mLCBjb21tYXM=:',
    ]);
  });

  it("with tr come from the trailers, and never from the headers", () => {
    const answer = {
      status: 200,
      fields: [
        ["Content-Type", "text/plain"],
        ["Trailer", "Expires"],
      ],
      trailers: [["Expires", "Wed, 9 Nov 2022 07:28:00 GMT"]],
    } as const;
    expect(
      lines(answer, component("@status"), component("trailer"), component("expires", { tr: true })),
    ).toEqual(['"@status": 200', '"trailer": Expires', '"expires";tr: Wed, 9 Nov 2022 07:28:00 GMT']);
    expect(() => lines(answer, component("expires"))).toThrow(/field.missing/);
    expect(() => lines(answer, component("trailer", { tr: true }))).toThrow(/field.missing/);
  });

  it("with req come from the request, in a response only", () => {
    const answer = { status: 200, fields: [["Date", "now"]], request: message } as const;
    expect(
      lines(answer, component("date"), component("date", { req: true }), component("@method", { req: true })),
    ).toEqual(['"date": now', '"date";req: Tue, 20 Apr 2021 02:07:56 GMT', '"@method";req: GET']);
    expect(() => lines(message, component("date", { req: true }))).toThrow(/component.not_here/);
    expect(() => lines({ status: 200, fields: [] }, component("date", { req: true }))).toThrow(
      /component.absent/,
    );
  });

  it("cannot smuggle a line end, a control character or a letter beyond ASCII into the base", () => {
    for (const value of ['x\n"@method": PUT', "x\ry", "x\u0000y", "caf\u00e9", "\u7801\u5934"])
      expect(() => lines(get("https://a.example/", [["X-A", value]]), component("x-a"))).toThrow(
        /field.not_ascii/,
      );
  });
});

describe("the list of components", () => {
  const twice = (a: Parameters<typeof component>[1], b: Parameters<typeof component>[1]) => () =>
    lines(
      {
        status: 200,
        fields: [["X", "a=1"]],
        trailers: [["X", "a=1"]],
        request: { ...post, fields: [["X", "a=1"]] },
      },
      component("x", a),
      component("x", b),
    );

  it("has each once; the order of parameters does not make another", () => {
    expect(twice({}, {})).toThrow(/component.duplicate/);
    expect(twice({ key: "a", req: true }, { req: true, key: "a" })).toThrow(/component.duplicate/);
    expect(twice({}, { req: true })).not.toThrow();
    expect(twice({ tr: true }, { bs: true })).not.toThrow();
  });

  it("has no unknown or contradicting parameter and no name out of form", () => {
    for (const parameters of [
      { bs: true, sf: true },
      { bs: true, key: "a" },
      { other: true },
      { req: "x" },
      { key: true },
    ])
      expect(twice({}, parameters as never)).toThrow(/component.parameter/);
    expect(() => lines(post, component("@method", { tr: true }))).toThrow(/component.parameter/);
    expect(() => lines(post, component("@method", { name: "a" }))).toThrow(/component.parameter/);
    expect(() => lines(post, component("Host"))).toThrow(/component.unknown/);
    expect(() => lines(post, component("ho st"))).toThrow(/component.unknown/);
  });

  it("is the last line, with the signature's parameters in their order", () => {
    const input = {
      components: [
        component("@target-uri"),
        component("@authority"),
        component("date"),
        component("cache-control"),
      ],
      parameters: new Map<string, string | number>([
        ["keyid", "test-key-rsa-pss"],
        ["alg", "rsa-pss-sha512"],
        ["created", 1618884475],
        ["expires", 1618884775],
      ]),
    };
    // The figure of §2.3.
    expect(writeInput(input)).toBe(
      '("@target-uri" "@authority" "date" "cache-control");keyid="test-key-rsa-pss";alg="rsa-pss-sha512";created=1618884475;expires=1618884775',
    );
  });
});
