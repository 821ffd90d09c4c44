import { resolve } from "node:path";
import { z } from "zod";
import type { Level } from "./caller.ts";
import type { Limits } from "./http/limits.ts";

/** Everything a process needs to know from outside; read once, in `main.ts`. */
export interface Config {
  readonly dataDir: string;
  /** Absent: the embedded PostgreSQL in the data folder. */
  readonly databaseUrl?: string;
  /** Folder of the file store. */
  readonly filesDir: string;
  readonly host: string;
  readonly port: number;
  readonly demo: boolean;
  /** Where the demo's clock starts; only with `demo`. */
  readonly clockStart?: Date;
  /** Rule packs switched on, e.g. ["qingdao-299"]. */
  readonly packs: readonly string[];
  /** Largest upload, bytes. */
  readonly uploadLimit: number;
  readonly logLevel: string;
  /** Origin the ledger signs as and links point to, e.g. "data.qingdao.example". */
  readonly publicUrl?: string;
  /** Trust `X-Forwarded-For` from these addresses only. */
  readonly trustProxy: readonly string[];
  /** Whether checkpoints carry a second signature line in SM2. */
  readonly ledgerSm2: boolean;
  /** File that lists who cosigns the ledger's checkpoints. */
  readonly witnessesFile?: string;
  /** Hosts, host:port and CIDR ranges that outgoing requests may reach beyond the public Internet. */
  readonly outgoingAllow: readonly string[];
  /** What this instance is among those of province, cities and districts. */
  readonly instance: { readonly name: string; readonly level: Level; readonly division: string };
  /** Whether this instance has an SM2 key beside its Ed25519 one, and signs with it where the other has one too. */
  readonly peerSm2: boolean;
  /** Requests a minute before 429, and filings an hour from one address without an account. */
  readonly limits: Limits & { readonly filings: number };
  /** Whether those who decide must have a second factor; by default outside demo mode. */
  readonly secondFactor: "required" | "offered";
  /** The identity provider of staff (统一身份认证); absent: local accounts only. */
  readonly oidc?: OidcConfig;
}

export interface OidcConfig {
  /** As in its `/.well-known/openid-configuration`; https, or http on this machine itself. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecretFile: string;
  /** What its button says. */
  readonly label: { readonly zh: string; readonly en: string };
  /** Whether its second factor (`amr`: mfa, otp, hwk) stands for ours. */
  readonly trustSecondFactor: boolean;
}

const times = (standard: number) => z.coerce.number().int().min(1).max(1_000_000).default(standard);

const env = z.object({
  ZHANQIAO_DATA_DIR: z.string().min(1).default("data"),
  ZHANQIAO_DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  ZHANQIAO_FILES: z.string().min(1).optional(),
  ZHANQIAO_HOST: z.string().min(1).default("127.0.0.1"),
  PORT: z.coerce.number().int().min(0).max(65535).default(8080),
  ZHANQIAO_DEMO: z.enum(["on", "off"]).optional(),
  ZHANQIAO_CLOCK: z.iso.datetime({ offset: true }).optional(),
  ZHANQIAO_PACKS: z.string().default("qingdao-299"),
  ZHANQIAO_UPLOAD_LIMIT: z.coerce
    .number()
    .int()
    .positive()
    .default(10 * 1024 ** 3),
  ZHANQIAO_LOG: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
  ZHANQIAO_PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  ZHANQIAO_TRUST_PROXY: z.string().default(""),
  ZHANQIAO_OUTGOING_ALLOW: z.string().default(""),
  ZHANQIAO_LIMIT_ADDRESS: times(12_000),
  ZHANQIAO_LIMIT_READING: times(3_000),
  ZHANQIAO_LIMIT_WRITING: times(600),
  ZHANQIAO_LIMIT_HEAVY: times(240),
  ZHANQIAO_LIMIT_FILINGS: times(20),
  ZHANQIAO_LEDGER_SM2: z.enum(["on", "off"]).default("off"),
  ZHANQIAO_WITNESSES: z.string().min(1).optional(),
  ZHANQIAO_INSTANCE_NAME: z.string().trim().min(1).max(100).default("青岛市一体化公共数据平台"),
  ZHANQIAO_INSTANCE_LEVEL: z.enum(["province", "city", "district"]).default("city"),
  ZHANQIAO_INSTANCE_DIVISION: z
    .string()
    .regex(/^\d{6}$/)
    .default("370200"),
  ZHANQIAO_PEER_SM2: z.enum(["on", "off"]).default("off"),
  ZHANQIAO_SECOND_FACTOR: z.enum(["required", "offered"]).optional(),
  ZHANQIAO_OIDC_ISSUER: z.url({ protocol: /^https?$/ }).optional(),
  ZHANQIAO_OIDC_CLIENT_ID: z.string().min(1).optional(),
  ZHANQIAO_OIDC_CLIENT_SECRET_FILE: z.string().min(1).optional(),
  ZHANQIAO_OIDC_LABEL_ZH: z.string().max(30).default("统一身份认证"),
  ZHANQIAO_OIDC_LABEL_EN: z.string().max(60).default("Unified identity"),
  ZHANQIAO_OIDC_TRUST_SECOND_FACTOR: z.enum(["on", "off"]).default("off"),
});

/** A setting that is wrong, in words for the person who set it. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/**
 * Reads the configuration from the environment and cross-checks it.
 * @throws ConfigError naming the variable and what it should be.
 */
export function readConfig(variables: NodeJS.ProcessEnv, demoDefault: boolean): Config {
  const given = Object.fromEntries(Object.entries(variables).filter(([, v]) => v !== undefined && v !== ""));
  const parsed = env.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((i) => `${i.path.join(".")}: ${i.message}`);
    throw new ConfigError(`配置有误 / configuration is wrong:\n  ${lines.join("\n  ")}`);
  }
  const e = parsed.data;
  const demo = e.ZHANQIAO_DEMO ? e.ZHANQIAO_DEMO === "on" : demoDefault;
  if (e.ZHANQIAO_CLOCK && !demo)
    throw new ConfigError(
      "ZHANQIAO_CLOCK 只能在演示模式下使用 / ZHANQIAO_CLOCK is refused unless demo mode is on",
    );
  if (e.ZHANQIAO_FILES?.includes("://"))
    throw new ConfigError(
      "ZHANQIAO_FILES 目前须为文件夹路径 / ZHANQIAO_FILES must be a folder path in this version",
    );
  const dataDir = resolve(e.ZHANQIAO_DATA_DIR);
  const list = (s: string) =>
    s
      .split(",")
      .map((x) => x.trim())
      .filter(Boolean);
  return {
    dataDir,
    ...(e.ZHANQIAO_DATABASE_URL ? { databaseUrl: e.ZHANQIAO_DATABASE_URL } : {}),
    filesDir: resolve(e.ZHANQIAO_FILES ?? `${dataDir}/files`),
    host: e.ZHANQIAO_HOST,
    port: e.PORT,
    demo,
    ...(e.ZHANQIAO_CLOCK ? { clockStart: new Date(e.ZHANQIAO_CLOCK) } : {}),
    packs: list(e.ZHANQIAO_PACKS),
    uploadLimit: e.ZHANQIAO_UPLOAD_LIMIT,
    logLevel: e.ZHANQIAO_LOG,
    ...(e.ZHANQIAO_PUBLIC_URL ? { publicUrl: e.ZHANQIAO_PUBLIC_URL } : {}),
    trustProxy: list(e.ZHANQIAO_TRUST_PROXY),
    outgoingAllow: list(e.ZHANQIAO_OUTGOING_ALLOW),
    limits: {
      address: e.ZHANQIAO_LIMIT_ADDRESS,
      reading: e.ZHANQIAO_LIMIT_READING,
      writing: e.ZHANQIAO_LIMIT_WRITING,
      heavy: e.ZHANQIAO_LIMIT_HEAVY,
      filings: e.ZHANQIAO_LIMIT_FILINGS,
    },
    ledgerSm2: e.ZHANQIAO_LEDGER_SM2 === "on",
    ...(e.ZHANQIAO_WITNESSES ? { witnessesFile: resolve(e.ZHANQIAO_WITNESSES) } : {}),
    instance: {
      name: e.ZHANQIAO_INSTANCE_NAME,
      level: e.ZHANQIAO_INSTANCE_LEVEL,
      division: e.ZHANQIAO_INSTANCE_DIVISION,
    },
    peerSm2: e.ZHANQIAO_PEER_SM2 === "on",
    secondFactor: e.ZHANQIAO_SECOND_FACTOR ?? (demo ? "offered" : "required"),
    ...oidcOf(e),
  };
}

function oidcOf(e: z.infer<typeof env>): { oidc?: OidcConfig } {
  const [issuer, clientId, file] = [
    e.ZHANQIAO_OIDC_ISSUER,
    e.ZHANQIAO_OIDC_CLIENT_ID,
    e.ZHANQIAO_OIDC_CLIENT_SECRET_FILE,
  ];
  if (!issuer && !clientId && !file) return {};
  // The address that the identity provider sends people back to must not be what a request claims it is.
  if (!issuer || !clientId || !file || !e.ZHANQIAO_PUBLIC_URL)
    throw new ConfigError(
      "ZHANQIAO_OIDC_ISSUER、_CLIENT_ID、_CLIENT_SECRET_FILE 与 ZHANQIAO_PUBLIC_URL 须同时设置 / must be set together",
    );
  const { protocol, hostname } = new URL(issuer);
  if (protocol !== "https:" && !["127.0.0.1", "[::1]", "localhost"].includes(hostname))
    throw new ConfigError("ZHANQIAO_OIDC_ISSUER 须为 https 地址 / ZHANQIAO_OIDC_ISSUER must be https");
  return {
    oidc: {
      issuer,
      clientId,
      clientSecretFile: resolve(file),
      label: { zh: e.ZHANQIAO_OIDC_LABEL_ZH, en: e.ZHANQIAO_OIDC_LABEL_EN },
      trustSecondFactor: e.ZHANQIAO_OIDC_TRUST_SECOND_FACTOR === "on",
    },
  };
}
