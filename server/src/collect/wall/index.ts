/** Processes of their own, behind limits of the operating system, in which strangers' files are opened. */
export { type NetWall, netWall } from "./net-wall.ts";
export { ranOutOfMemory, spawnWalled, type WallBounds, type Walled } from "./spawn-walled.ts";
