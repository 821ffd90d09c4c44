import type { InspectionLimits } from "./inspection.ts";

const MiB = 1 << 20;

/** Generous for real deliveries (the largest seen: 4.6 million rows, 186 MB), tight enough for hostile ones. */
export const defaultLimits: InspectionLimits = {
  fileBytes: 16 * 1024 * MiB,
  inflatedBytes: 8 * 1024 * MiB,
  inflatedRatio: 100,
  archiveEntries: 2_000,
  columns: 4_096,
  recordBytes: 4 * MiB,
  sheetMilliseconds: 120_000,
  sheetMegabytes: 512,
  jsonBytes: 64 * MiB,
  everyCellBytes: 48 * MiB,
  sampleRows: 20_000,
};

/** An archive may inflate to this many bytes whatever the ratio: small files of blanks are no bombs. */
export const harmlessBytes = 32 * MiB;
