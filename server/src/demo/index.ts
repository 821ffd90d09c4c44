export { describeAccounts, type SeedNeeds, seedCity } from "./seed.ts";
