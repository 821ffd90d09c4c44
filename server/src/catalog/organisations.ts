import type { Tx } from "../platform/index.ts";

/** What the catalog needs to know of an organisation. */
export interface OrgCard {
  readonly uscc: string;
  readonly name: string;
  /** Slug of its sector ("education"), or null. */
  readonly sector: string | null;
  readonly division: { readonly code: string; readonly name: string };
}

/** Whom the catalog asks about organisations; `parties` answers (Arts. 3, 6, 20). */
export interface Organisations {
  organisationsByUscc(tx: Tx, usccs: readonly string[]): Promise<ReadonlyMap<string, OrgCard>>;
  /** The data authority of the organisation's level; refuses where none is registered. */
  dataAuthorityOf(tx: Tx, uscc: string): Promise<{ readonly uscc: string }>;
  cityAuthority(tx: Tx): Promise<{ readonly uscc: string }>;
}
