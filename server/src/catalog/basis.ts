import type { Basis } from "./content.ts";
import type { BasisKind } from "./vocabulary.ts";

// Art. 20.2 asks for a law or an administrative regulation: a local regulation, a department's rule or a notice
// is not enough to keep data from other agencies.
const forNotSharing: ReadonlySet<BasisKind> = new Set(["law", "administrative-regulation"]);
// Art. 26.2 leaves closed what laws, regulations (of the State Council or local) and national rules close.
const forNotOpening: ReadonlySet<BasisKind> = new Set([
  "law",
  "administrative-regulation",
  "local-regulation",
  "national-rule",
]);

/** Whether a basis suffices for 不予共享 (Art. 20.2). */
export const sufficesForNotSharing = (basis: Basis | undefined): boolean =>
  basis !== undefined && forNotSharing.has(basis.kind);

/** Whether a basis suffices for 不予开放 (Art. 26.2). */
export const sufficesForNotOpening = (basis: Basis | undefined): boolean =>
  basis !== undefined && forNotOpening.has(basis.kind);
