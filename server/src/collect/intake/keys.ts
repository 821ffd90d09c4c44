/** Keys in the file store: made of our own ids, never of a user's file name. */

/** Folder of what was delivered. */
export const intakeKey = (intake: string): string => `intakes/${intake}`;

/** The delivered file, byte for byte; kept after publication as the source of the version, not when it is refused. */
export const contentKey = (intake: string): string => `${intakeKey(intake)}/content`;

/** Scratch space of the work under way; whatever is in it may be thrown away. */
export const workKey = (intake: string): string => `work/${intake}`;

/** Folder of what one run of loading made. A version stays where its load put it: nothing is moved to publish. */
export const resultKey = (entry: string, intake: string, run: number): string =>
  `datasets/${entry}/${intake}-${run}`;
