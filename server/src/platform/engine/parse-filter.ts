import { type Comparison, comparisons, type Filter, type Literal, planLimits } from "./plan.ts";
import { refuse } from "./refusals.ts";

/**
 * Reads a filter as it stands in a URL (`?where=`):
 *
 *     filter     = all *( "or" all )            all = one *( "and" one )
 *     one        = "not" one | "(" filter ")" | comparison
 *     comparison = column ( eq | ne | lt | le | gt | ge ) literal
 *                | column "in" "(" literal *( "," literal ) ")"
 *                | column "between" literal "and" literal
 *                | column ( "contains" | "startswith" ) string
 *                | column "is" [ "not" ] "null"
 *     literal    = string | number, date or time as written | "true" | "false"
 *     string     = "…" or '…', the quote inside doubled
 *     column     = a physical name or a Chinese label; in `…` when it holds blanks or signs
 *
 * Words may be in any case. `and` binds closer than `or`. Example:
 * `district eq "市南区" and (free gt 10 or updated is null)`. One pass over at most 4,096 characters, no
 * regular expression over the input, so time is linear. Refuses with the 1-based position in characters.
 */
export function parseFilter(text: string): Filter {
  if (text.length > planLimits.filterCharacters)
    throw refuse("filter_too_long", { params: { limit: planLimits.filterCharacters } });
  const parser = new Parser(tokens(text));
  const filter = parser.any(1);
  parser.end();
  return filter;
}

interface Token {
  kind: "word" | "name" | "string" | "bare" | "(" | ")" | "," | "end";
  text: string;
  /** 1-based, in characters. */
  position: number;
}

const isBlank = (c: string) => c === " " || c === "\t" || c === "\n" || c === "\r" || c === "\u3000";
const isDigit = (c: string) => c >= "0" && c <= "9";
const letter = /^[\p{L}\p{Nl}_]$/u;
const inWord = /^[\p{L}\p{N}\p{M}_]$/u;
/** What a number, date or time is written with: 12.5, -3, 2024-01-31, 2024-01-31T08:30:00, 1e6. */
const inBare = (c: string) =>
  isDigit(c) || c === "." || c === "-" || c === ":" || c === "+" || c === "T" || c === "e" || c === "E";

function tokens(text: string): Token[] {
  const characters = [...text];
  const found: Token[] = [];
  let i = 0;
  const take = (kind: Token["kind"], value: string, start: number): void => {
    found.push({ kind, text: value, position: start + 1 });
  };
  while (i < characters.length) {
    const c = characters[i]!;
    const start = i;
    if (isBlank(c)) {
      i++;
    } else if (c === "(" || c === ")" || c === ",") {
      take(c, c, start);
      i++;
    } else if (c === '"' || c === "'" || c === "`") {
      let value = "";
      for (i++; ; i++) {
        if (i >= characters.length) throw syntax(start + 1, "成对的引号", "a closing quote");
        if (characters[i] !== c) value += characters[i];
        else if (characters[i + 1] === c) {
          value += c;
          i++;
        } else break;
      }
      i++;
      take(c === "`" ? "name" : "string", value, start);
    } else if (isDigit(c) || ((c === "-" || c === "+") && isDigit(characters[i + 1] ?? ""))) {
      while (i < characters.length && inBare(characters[i]!)) i++;
      take("bare", characters.slice(start, i).join(""), start);
    } else if (letter.test(c)) {
      while (i < characters.length && inWord.test(characters[i]!)) i++;
      take("word", characters.slice(start, i).join(""), start);
    } else {
      throw syntax(start + 1, "列名、取值或括号", "a column, a value or a parenthesis", c);
    }
  }
  found.push({ kind: "end", text: "", position: characters.length + 1 });
  return found;
}

function syntax(position: number, expectedZh: string, expectedEn: string, found?: string) {
  const foundZh = found === undefined ? "条件的结尾" : `“${found.slice(0, 40)}”`;
  const foundEn = found === undefined ? "the end of the filter" : `“${found.slice(0, 40)}”`;
  return refuse("filter_syntax", { params: { position, expectedZh, expectedEn, foundZh, foundEn } });
}

class Parser {
  #tokens: Token[];
  #next = 0;
  #comparisons = 0;
  #values = 0;

  constructor(list: Token[]) {
    this.#tokens = list;
  }

  any(depth: number): Filter {
    const parts = [this.#all(depth)];
    while (this.#isWord("or")) {
      this.#next++;
      parts.push(this.#all(depth));
    }
    return parts.length === 1 ? parts[0]! : { or: parts };
  }

  end(): void {
    if (this.#peek().kind !== "end") this.#fail("and、or 或结尾", "“and”, “or” or the end");
  }

  #all(depth: number): Filter {
    const parts = [this.#one(depth)];
    while (this.#isWord("and")) {
      this.#next++;
      parts.push(this.#one(depth));
    }
    return parts.length === 1 ? parts[0]! : { and: parts };
  }

  #one(depth: number): Filter {
    if (depth > planLimits.filterDepth)
      throw refuse("filter_too_deep", { params: { limit: planLimits.filterDepth } });
    if (this.#isWord("not")) {
      this.#next++;
      return { not: this.#one(depth + 1) };
    }
    if (this.#peek().kind === "(") {
      this.#next++;
      const inner = this.any(depth + 1);
      this.#need(")");
      return inner;
    }
    return this.#comparison();
  }

  #comparison(): Filter {
    if (++this.#comparisons > planLimits.comparisons)
      throw refuse("filter_too_many", { params: { limit: planLimits.comparisons } });
    const name = this.#peek();
    if ((name.kind !== "word" && name.kind !== "name") || name.text === "")
      this.#fail("列名", "a column name");
    this.#next++;
    const column = name.text;
    const word = this.#peek();
    const op = word.kind === "word" ? word.text.toLowerCase() : "";
    this.#next++;
    if ((comparisons as readonly string[]).includes(op))
      return { column, op: op as Comparison, value: this.#literal() };
    switch (op) {
      case "in":
        return { column, op, values: this.#list() };
      case "between": {
        const from = this.#literal();
        if (!this.#isWord("and")) this.#fail("and", "“and”");
        this.#next++;
        return { column, op, from, to: this.#literal() };
      }
      case "contains":
      case "startswith": {
        const value = this.#peek();
        if (value.kind !== "string" || value.text === "") this.#fail("引号中的文字", "a quoted text");
        this.#next++;
        this.#bounded(value.text);
        return { column, op: op === "contains" ? "contains" : "startsWith", value: value.text };
      }
      case "is": {
        const negated = this.#isWord("not");
        if (negated) this.#next++;
        if (!this.#isWord("null")) this.#fail("null", "“null”");
        this.#next++;
        return negated ? { not: { column, op: "isNull" } } : { column, op: "isNull" };
      }
    }
    this.#next--;
    return this.#fail("比较词（eq、gt、in、is null……）", "an operator (eq, gt, in, is null …)");
  }

  #list(): Literal[] {
    this.#need("(");
    const values: Literal[] = [];
    do {
      values.push(this.#literal());
      if (++this.#values > planLimits.values)
        throw refuse("filter_too_many", { params: { limit: planLimits.values } });
    } while (this.#peek().kind === "," && this.#next++ >= 0);
    this.#need(")");
    return values;
  }

  #literal(): Literal {
    const token = this.#peek();
    if (token.kind === "string" || token.kind === "bare") {
      this.#next++;
      this.#bounded(token.text);
      return token.text;
    }
    const word = token.kind === "word" ? token.text.toLowerCase() : "";
    if (word !== "true" && word !== "false")
      return this.#fail("取值（文字须加引号）", "a value (text goes in quotes)");
    this.#next++;
    return word === "true";
  }

  #bounded(text: string): void {
    if (text.length > planLimits.literalCharacters)
      throw refuse("filter_too_long", { params: { limit: planLimits.literalCharacters } });
  }

  #peek(): Token {
    return this.#tokens[this.#next] ?? this.#tokens.at(-1)!;
  }

  #isWord(word: string): boolean {
    const token = this.#peek();
    return token.kind === "word" && token.text.toLowerCase() === word;
  }

  #need(kind: "(" | ")"): void {
    if (this.#peek().kind !== kind)
      this.#fail(kind === "(" ? "左括号" : "右括号", kind === "(" ? "“(”" : "“)”");
    this.#next++;
  }

  #fail(zh: string, en: string): never {
    const token = this.#peek();
    throw syntax(token.position, zh, en, token.kind === "end" ? undefined : token.text);
  }
}
