export { type Embedded, startEmbedded } from "./embedded.ts";
export { type Migrations, migrate } from "./migrate.ts";
export { type Database, elevate, ensureDatabase, openDatabase, type Tx } from "./open.ts";
