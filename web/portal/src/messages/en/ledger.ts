export const ledger = {
  title: "Public ledger",
  lead: "Every act on the platform is entered, as it is done, in this ledger that only grows. Anyone can fetch all entries and check for themselves that nothing was changed.",
  what: "What it is",
  what1:
    "When an act takes effect (filing, review, answer, return…), an entry is written in the same step: which role of which organisation did what, on which article, when, and a salted commitment to the content. An act that cannot be entered does not take effect.",
  what2:
    "All entries, in order, form a Merkle tree with one root hash. The platform signs their number and the root: that is a checkpoint. Change, remove, insert or swap any entry, and the root no longer agrees.",
  what3:
    "Entries hold no personal data and none of the content. The content stays on the platform, for those who may see it; when it is erased as the law asks, entries and proofs still hold.",
  head: "Its state now",
  origin: "Name of the ledger",
  size: "Entries",
  root: "Root hash",
  published: "Checkpoint of",
  key: "Verifier key",
  secondKey: "Verifier key in SM2",
  raw: "Checkpoint as published",
  witnesses: "Witnesses",
  witnessesText:
    "Witnesses are programs that others run. They cosign only when the ledger has grown from what they knew, and refuse a rollback or a fork: showing different logs to different people is found out.",
  witnessesCaption: "What each witness cosigned last",
  witness: "Witness",
  cosigned: "Cosigned up to",
  cosignedAt: "At",
  entries: (n: string) => `${n} entries`,
  never: "nothing yet",
  verify: "Check it yourself",
  keyNote:
    "The commands below name this site's address and key. Compare the key with another trusted source too: with this site's word alone, a ledger exchanged together with its key would not be noticed.",
  whole: "Check the whole ledger",
  wholeText:
    "Fetches every entry, computes the whole tree again and compares it with the signed checkpoint; says which entry does not agree.",
  later: "Keep today's checkpoint and compare later",
  laterText:
    "Save the checkpoint now; a later check against it shows whether earlier entries were rewritten.",
  pack: "Check the evidence pack of a case",
  packText:
    "A pack holds what was done, the entries, their proofs and a checkpoint. Checking it needs neither a network nor this platform.",
  packFile: "PACK.zip",
  tools:
    "The ledger is published in the C2SP tlog-tiles format: tools that audit or mirror such logs work with it, starting here:",
  proves: "What it proves",
  proves1: "An entry was in the ledger when the checkpoint was signed, and has not been changed since.",
  proves2: "From the checkpoint you kept until now, the ledger has only grown.",
  proves3: "The content you are shown is what was committed to at the time (with a receipt).",
  provesNot: "What it does not prove",
  provesNot1: "That what was written is true, or a decision right: only that it was done so.",
  provesNot2: "Anything that was never entered: what is not done on the platform is not in the ledger.",
  provesNot3: "The time by a third party: entries carry the platform's own clock.",
  provesNot4:
    "That nobody signed anew: who holds the signing key can rewrite the whole ledger and sign it again. Only those who kept an earlier checkpoint, and witnesses, would see it.",
  noWitness: "There is no witness at present.",
  entry: (n: string) => `Entry ${n}`,
  entryText: "The bundle that holds the entry, and its place there:",
  tile: "Bundle",
  place: (n: string) => `number ${n} in the bundle (from 0)`,
  entryBeyond: "The ledger has not been published up to this entry yet. Please look again later.",
  find: "Find an entry",
  index: "Entry number",
  go: "Find",
  empty: "There is no checkpoint yet",
  emptyText:
    "A few seconds after the first act on the platform a checkpoint is signed; entries, root hash and verifier key will then stand here.",
  down: "The ledger cannot be read at the moment. Please try again later.",
};
