import { fileURLToPath } from "node:url";
import type { App, JobHandler, Migrations } from "../platform/index.ts";
import { askPeer, type PeerAnswer, type Question } from "./ask-peer.ts";
import { type Identity, openInstance } from "./instance.ts";
import { sweepJob } from "./jobs.ts";
import { type FederationNeeds, registerRoutes } from "./routes.ts";

export type { PeerAnswer, Question } from "./ask-peer.ts";
export type { Identity } from "./instance.ts";
export type { Peer } from "./peers.ts";

/** Other instances: province, cities, districts (Arts. 8, 14, 25). */
export const federateMigrations: Migrations = {
  unit: "federate",
  dir: fileURLToPath(new URL("./sql", import.meta.url)),
};

export interface Federation {
  register(app: App): void;
  /** Asks another instance by its id; see `askPeer`. */
  ask(id: string, question: Question): Promise<PeerAnswer>;
  readonly jobs: readonly JobHandler[];
}

/** Opens this instance among others, with its keys in `secretsDir`. */
export function openFederation(
  given: Omit<FederationNeeds, "instance"> & {
    readonly identity: Identity;
    readonly publicUrl: string;
    readonly secretsDir: string;
    readonly sm2: boolean;
  },
): Federation {
  const { identity, publicUrl, secretsDir, sm2, ...rest } = given;
  const needs = { ...rest, instance: openInstance({ identity, publicUrl, secretsDir, sm2 }) };
  return {
    register: (app) => registerRoutes(app, needs),
    ask: (id, question) => askPeer(needs, id, question),
    jobs: [sweepJob(needs)],
  };
}
