/** Data quality (Arts. 15–17), as other units may use it. */
export { correctionCounts } from "./correction-counts.ts";
export { correctionModule } from "./correction-module.ts";
export { correctionProcedure } from "./correction-procedure.ts";
export { checkEntryVersion } from "./rules/index.ts";
