import { type ByteSource, readAt, readBytes, readHead } from "./bytes.ts";
import { sniffText } from "./container.ts";
import { guessDialect } from "./csv-layout.ts";
import { CsvSource } from "./csv-source.ts";
import { decodeText, type EncodingGuess, guessEncoding } from "./encoding.ts";
import type { Findings, InspectedPart } from "./inspect-file.ts";
import { inspectLargeCsv } from "./inspect-large-csv.ts";
import { nameWarning } from "./inspect-sheet.ts";
import type { Encoding, InspectionLimits, InspectionWarning } from "./inspection.ts";
import { openJson } from "./json-source.ts";
import { openHtml, openXml } from "./markup-source.ts";
import { profileKeyed } from "./profile-keyed.ts";
import { profileTable } from "./profile-table.ts";
import { Unreadable } from "./refuse.ts";

const headBytes = 512 * 1024;

/** Inspects a text: delimited, JSON, XML or HTML, in whatever encoding. */
export async function inspectText(
  source: ByteSource,
  name: string,
  findings: Findings,
  limits: InspectionLimits,
): Promise<InspectedPart> {
  const head = await readHead(source, headBytes, limits);
  const guess = await guessOf(source, head);
  const headText = decodeHead(head, guess);
  if (headText.includes("\0")) throw new Unreadable("inspect.binary", "NUL");
  const kind = sniffText(headText);
  findings.container = kind;
  let seen: (() => Encoding & { cut: boolean }) | undefined;
  const text = async function* (): AsyncGenerator<string> {
    const decoded = decodeText(readBytes(source, limits), guess);
    const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
    for await (const chunk of decoded.chunks) yield utf8.decode(chunk, { stream: true });
    yield utf8.decode();
    seen = decoded.seen;
  };
  const finish = (
    part: Omit<InspectedPart, "encoding">,
    encoding: Encoding & { cut: boolean },
  ): InspectedPart => {
    const { cut, ...rest } = encoding;
    if (cut) throw new Unreadable("inspect.truncated", source.bytes, source.bytes);
    findings.encoding = rest;
    return {
      ...part,
      encoding: rest,
      warnings: [...nameWarning(name, part.container), ...encodingWarnings(rest), ...part.warnings],
    };
  };
  if (kind === "json") {
    const table = await openJson(text, limits);
    findings.container = table.container;
    const part = table.names
      ? await profileKeyed(table.names, table.source, "keys")
      : await profileTable(table.source);
    return finish(
      { container: table.container, ...(table.path ? { jsonPath: table.path } : {}), ...part },
      seen!(),
    );
  }
  if (kind === "xml") {
    const table = await openXml(text, limits);
    return finish(
      { container: "xml", jsonPath: table.path, ...(await profileKeyed(table.names, table.source, "keys")) },
      seen!(),
    );
  }
  if (kind === "html") {
    const table = await openHtml(text, limits);
    const part = await profileTable(table);
    return finish({ container: "html", ...part }, seen!());
  }
  return inspectCsv(
    source,
    guess,
    headText,
    head.length >= source.bytes && !source.inside,
    findings,
    limits,
    finish,
  );
}

async function inspectCsv(
  source: ByteSource,
  guess: EncodingGuess,
  headText: string,
  complete: boolean,
  findings: Findings,
  limits: InspectionLimits,
  finish: (part: Omit<InspectedPart, "encoding">, encoding: Encoding & { cut: boolean }) => InspectedPart,
): Promise<InspectedPart> {
  const dialect = guessDialect(headText, complete);
  const message = headText.length < 2000 ? systemMessage(headText) : undefined;
  if (message !== undefined) throw new Unreadable("inspect.waf_message", message);
  if (dialect.prose) {
    findings.container = "text";
    throw new Unreadable("inspect.not_tabular", "文字 (running text)");
  }
  if (source.bytes * (source.inside ? 8 : 1) > limits.everyCellBytes) {
    const { part, layout, encoding } = await inspectLargeCsv(source, guess, dialect, limits);
    return finish({ container: "csv", text: layout, ...part }, encoding);
  }
  const rows = new CsvSource(source, guess, dialect, limits);
  const part = await profileTable(rows);
  const pass = rows.last!;
  if (part.columns.length === 0) {
    if (pass.encoding.cut) throw new Unreadable("inspect.truncated", source.bytes, source.bytes);
    throw new Unreadable("inspect.no_data");
  }
  const warnings: InspectionWarning[] = [...part.warnings];
  if (pass.unclosed)
    warnings.unshift({
      code: "file.unclosed_quote",
      zh: "有一个引号没有成对，其后的内容可能并成了一格",
      en: "a quote is never closed: what follows may have run together",
    });
  if (pass.endsInside && part.columns.length > 1)
    warnings.unshift({
      code: "file.truncated",
      zh: "最后一行列数不足，且文件末尾没有换行，可能未传完",
      en: "the last row is short and not ended by a line break: the transfer may be incomplete",
      rows: [part.physicalRows],
    });
  if (pass.layout.newline === "mixed")
    warnings.unshift({ code: "file.mixed_newlines", zh: "换行符不一致", en: "line endings are mixed" });
  return finish({ container: "csv", text: pass.layout, ...part, warnings }, pass.encoding);
}

/** Plain-text answers of firewalls and gateways that were saved as the file. */
function systemMessage(text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed.split("\n").length > 6) return undefined;
  if (
    /^(?:error|forbidden|unauthorized|access denied|request blocked|404|403|500|502|503)\b/i.test(trimmed) ||
    /(?:访问被拦截|访问被拒绝|无权限|请先登录|登录已过期|系统繁忙|请求过于频繁|会话超时|文件不存在)/.test(
      trimmed,
    )
  )
    return trimmed.slice(0, 60);
  return undefined;
}

/** Head, tail and eight pieces between them decide the encoding; every byte is checked later, while reading. */
async function guessOf(source: ByteSource, head: Uint8Array): Promise<EncodingGuess> {
  const pieces = [head];
  if (!source.inside && source.bytes > head.length) {
    for (let k = 1; k <= 8; k++) {
      const at = Math.floor((source.bytes * k) / 9);
      if (at > head.length) pieces.push(await readAt(source.path, at, 32_768));
    }
    pieces.push(await readAt(source.path, Math.max(head.length, source.bytes - 65_536), 65_536));
  }
  const guess = guessEncoding(pieces);
  if (guess) return guess;
  if (head.includes(0)) throw new Unreadable("inspect.binary", "NUL", head.indexOf(0));
  throw new Unreadable("inspect.undecodable", `${head.length} B`);
}

function decodeHead(head: Uint8Array, guess: EncodingGuess): string {
  return new TextDecoder(guess.name === "gb18030" ? "gb18030" : guess.name, { ignoreBOM: true }).decode(
    head.subarray(guess.bom),
    { stream: true },
  );
}

function encodingWarnings(encoding: Encoding): InspectionWarning[] {
  const { count, at } = encoding.errors;
  if (count === 0) return [];
  return [
    {
      code: "file.decode_errors",
      zh: `${count} 处字节无法按 ${encoding.name.toUpperCase()} 解码（字节位置 ${at.slice(0, 5).join("、")}），已替换为 �`,
      en: `${count} places are malformed in ${encoding.name} (bytes ${at.slice(0, 5).join(", ")}), replaced by �`,
      count,
    },
  ];
}
