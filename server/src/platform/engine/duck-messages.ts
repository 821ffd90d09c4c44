/** What a value of a result may be once it is ready for JSON. */
export type Cell = string | number | boolean | null;
export type Row = Cell[];

export interface DuckSettings {
  /** Folders, absolute: all the engine may read and write. */
  readonly folders: readonly string[];
  readonly threads: number;
  /** As DuckDB writes it: `512MiB`. */
  readonly memoryLimit: string;
  readonly temp: string;
  /** Statements that may run at once. */
  readonly connections: number;
}

export type Request =
  | { kind: "open"; settings: DuckSettings }
  | { kind: "run"; id: number; sql: string; values: readonly string[]; stream: boolean; cache: boolean }
  /** The reader has taken one batch. */
  | { kind: "taken"; id: number }
  | { kind: "stop"; id: number };

export type Answer =
  | { kind: "ready" }
  | { kind: "unready"; message: string }
  | { kind: "batch"; id: number; rows: Row[] }
  | { kind: "done"; id: number; columns: string[]; rows: Row[] }
  | { kind: "failed"; id: number; message: string };
