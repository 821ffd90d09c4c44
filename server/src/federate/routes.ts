import { peerTag } from "@zhanqiao/httpsig";
import type { FastifyRequest } from "fastify";
import { type Append, requireRecent, type Sessions } from "../parties/index.ts";
import { type App, type Clock, type Tx, thePlatform } from "../platform/index.ts";
import { type Acting, addPeer, authorityAdmin, changePeer, endKey, rotateKey } from "./administer.ts";
import type { AskNeeds } from "./ask-peer.ts";
import * as contract from "./contract.ts";
import { answerHello, checkPeer, type HelloNeeds, identityOf } from "./hello.ts";
import { peerApi } from "./instance.ts";
import { allPeers } from "./peers.ts";
import { registerForPeers } from "./require-peer.ts";

export interface FederationNeeds extends AskNeeds, HelloNeeds {
  readonly clock: Clock;
  readonly append: Append;
  readonly sessions: Sessions;
}

const tags = ["federate"];

/** Who this instance is, what it answers to others, and what its authority's administrator does about them. */
export function registerRoutes(app: App, needs: FederationNeeds): void {
  registerInstance(app, needs);
  registerAdministration(app, needs);
  registerForPeers(app, needs, (scope) => {
    scope.post(
      `${peerApi}hello`,
      {
        schema: {
          tags,
          summary: "平台间互验 / mutual check between instances",
          body: contract.helloBody,
          response: { 200: contract.hello },
        },
      },
      ({ peer, body }) => answerHello(needs, peer!, body),
    );
    scope.get(
      `${peerApi}checkpoint`,
      {
        schema: {
          tags,
          summary: "平台间取存证检查点 / checkpoint for another instance",
          response: { 200: contract.checkpoint },
        },
      },
      async () => ({ checkpoint: await needs.checkpoint(), at: needs.wall.now().toISOString() }),
    );
  });
}

function registerInstance(app: App, { instance }: FederationNeeds): void {
  app.get(
    "/.well-known/zhanqiao-instance",
    {
      schema: {
        tags,
        summary: "本平台身份与公钥 / this instance and its public keys",
        response: { 200: contract.instance },
      },
    },
    async () => ({
      ...identityOf(instance),
      api: `${instance.origin}${peerApi}`,
      profile: peerTag,
      keys: [...instance.keys.values()].map((own) => ({ keyid: own.key.keyid, ...own.public })),
    }),
  );
}

function registerAdministration(app: App, needs: FederationNeeds): void {
  const { db, instance } = needs;

  /** Runs a change for this instance's administrator, who has proved themselves a moment ago. */
  const change = async <T>(request: FastifyRequest, work: (tx: Tx, by: Acting) => Promise<T>): Promise<T> => {
    const caller = authorityAdmin(request.caller, instance);
    await requireRecent(needs, request);
    const by = { caller, at: needs.clock.now(), wall: needs.wall.now(), append: needs.append };
    return db.acting(thePlatform, (tx) => work(tx, by));
  };

  app.get(
    "/api/v1/peers",
    { schema: { tags, summary: "对接平台 / other instances", response: { 200: contract.peers } } },
    async ({ caller }) => {
      const admin = authorityAdmin(caller, instance);
      return { items: await db.reading(admin, allPeers) };
    },
  );

  app.post(
    "/api/v1/peers",
    {
      schema: {
        tags,
        summary: "登记对接平台 / register an instance",
        body: contract.addPeerBody,
        response: { 201: contract.peer },
      },
    },
    async (request, reply) => {
      const made = await change(request, (tx, by) => addPeer(tx, request.body, instance, by));
      return reply.code(201).send(made);
    },
  );

  app.patch(
    "/api/v1/peers/:id",
    {
      schema: {
        tags,
        summary: "暂停或恢复对接 / suspend or resume an instance",
        params: contract.peerParams,
        body: contract.changePeerBody,
        response: { 200: contract.peer },
      },
    },
    (request) =>
      change(request, (tx, by) => changePeer(tx, request.params.id, request.body.state, instance, by)),
  );

  app.post(
    "/api/v1/peers/:id/keys",
    {
      schema: {
        tags,
        summary: "登记或轮换密钥 / add or rotate a key",
        params: contract.peerParams,
        body: contract.addKeyBody,
        response: { 201: contract.peer },
      },
    },
    async (request, reply) => {
      const made = await change(request, (tx, by) =>
        rotateKey(tx, request.params.id, request.body, instance, by),
      );
      return reply.code(201).send(made);
    },
  );

  app.delete(
    "/api/v1/peers/:id/keys/:keyid",
    {
      schema: {
        tags,
        summary: "立即停用密钥 / end a key at once",
        params: contract.keyParams,
        response: { 200: contract.peer },
      },
    },
    (request) =>
      change(request, (tx, by) => endKey(tx, request.params.id, request.params.keyid, instance, by)),
  );

  app.post(
    "/api/v1/peers/:id/check",
    {
      schema: {
        tags,
        summary: "检查对接 / check an instance",
        params: contract.peerParams,
        response: { 200: contract.checkOutcome },
      },
    },
    async ({ caller, params }) => {
      authorityAdmin(caller, instance);
      return checkPeer(needs, params.id);
    },
  );
}
