/** Characters of a file's name at most, the extension not counted. */
const longest = 100;

// Signs that end a name, a folder or a header, and those that turn the direction of writing: a name that reads
// "gpj.exe" backwards.
const unfit = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\\/:*?"<>|%;]+/gu;

/** A title as a file's name that every system takes. */
export function fileName(title: string, extension: string): string {
  const plain = [...title.toWellFormed().replace(unfit, "_").trim()].slice(0, longest).join("");
  const stem = plain.replace(/^[.\s]+|[.\s]+$/g, "") || "dataset";
  return `${stem}.${extension}`;
}

/**
 * A Content-Disposition for download: the name in UTF-8 (RFC 5987, RFC 6266) and one in ASCII for old readers.
 * Neither can end the header: control signs, quotes and backslashes are gone or percent-encoded.
 */
export function attachment(name: string, ascii: string): string {
  const safe = ascii.replace(/[^A-Za-z0-9._-]/g, "_");
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /['()*!]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${safe}"; filename*=UTF-8''${encoded}`;
}
