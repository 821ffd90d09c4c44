import { z } from "zod";

const level = z.enum(["province", "city", "district"]).describe("层级 / level");
const division = z
  .string()
  .regex(/^\d{6}$/)
  .describe("行政区划代码 GB/T 2260 / division code");
const name = z.string().trim().min(1).max(100).describe("平台名称 / name of the instance");
const algorithm = z.enum(["ed25519", "sm2-sm3"]).describe("签名算法 / signature algorithm");
const publicKey = z
  .string()
  .max(200)
  .describe("公钥，base64：Ed25519 为 32 字节，SM2 为 04‖x‖y / public key: Ed25519's 32 bytes, SM2's 04‖x‖y");
const keyid = z.string().max(80);

export const ownKey = z.object({ keyid, algorithm, publicKey });

/** What an instance says of itself; unsigned, so nothing is believed for it. */
export const instance = z.object({
  name,
  level,
  division,
  /** Where the interface for other instances begins. */
  api: z.string(),
  /** Name of the signature profile, as its tag. */
  profile: z.string(),
  keys: z.array(ownKey),
});

export const peerKey = ownKey.extend({ validFrom: z.string(), validTo: z.string().nullable() });

export const peer = z.object({
  id: z.string(),
  name,
  level,
  division,
  baseUrl: z.string(),
  state: z.enum(["active", "suspended"]),
  keys: z.array(peerKey),
  createdAt: z.string(),
  changedAt: z.string(),
});

export const peers = z.object({ items: z.array(peer) });

const instant = z.iso.datetime({ offset: true });

export const addKeyBody = z.object({
  algorithm,
  publicKey,
  validFrom: instant.optional().describe("生效时间，默认立即 / begins; now by default"),
  validTo: instant.optional().describe("失效时间 / ends"),
  othersUntil: instant
    .optional()
    .describe("该平台同算法的其他密钥到此时失效 / its other keys of the algorithm end then"),
});

export const addPeerBody = z.object({
  name,
  level,
  division,
  baseUrl: z.string().max(200).describe("协议、主机和端口 / scheme, host and port"),
  keys: z
    .array(addKeyBody.omit({ othersUntil: true }))
    .min(1)
    .max(4),
});

export const changePeerBody = z.object({ state: z.enum(["active", "suspended"]) });
export const peerParams = z.object({ id: z.uuid() });
export const keyParams = z.object({ id: z.uuid(), keyid: z.string().max(80) });

const identity = z.object({ name, level, division });

export const helloBody = z.object({ from: identity });

export const hello = z.object({
  /** Who the answering instance takes the caller for, by the key it signed with. */
  you: identity.extend({ keyid, algorithm }),
  /** Whether what the caller said of itself agrees with it. */
  agrees: z.boolean(),
  me: identity,
  /** The answering instance's signed checkpoint; null before its ledger has one. */
  checkpoint: z.string().nullable(),
  at: z.string(),
});

const text = z.object({ zh: z.string(), en: z.string() });

export const checkOutcome = z.object({
  ok: z.boolean(),
  /** Why not: a code of this interface. */
  code: z.string().optional(),
  detail: text.optional(),
  /** What the other instance answered, where its answer was verified. */
  answer: hello.optional(),
  milliseconds: z.number(),
});

export const checkpoint = z.object({ checkpoint: z.string().nullable(), at: z.string() });
