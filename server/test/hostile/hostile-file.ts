/** A file made to hurt whoever opens it, small on disk. `codes`: why it may be refused; "taken" where it may be read. */
export interface HostileFile {
  readonly name: string;
  readonly bytes: () => Uint8Array;
  readonly codes: readonly string[];
}

/** Names one, with all it may be refused for. */
export const file = (name: string, bytes: () => Uint8Array | string, ...codes: string[]): HostileFile => ({
  name,
  bytes: () => Buffer.from(bytes() as string),
  codes,
});

/** What they are made of: a sound table, as CSV and as HTML with a place for an entity. */
export const csv = "名称,值\n青岛,1\n济南,2\n";
export const table =
  "<table><tr><td>名称</td><td>值</td></tr><tr><td>&e;</td><td>1</td></tr><tr><td>b</td><td>2</td></tr></table>";
