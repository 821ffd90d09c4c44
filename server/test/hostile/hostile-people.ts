import { generateKeyPairSync } from "node:crypto";
import { Secret, TOTP } from "otpauth";
import { makeCreditCode } from "../../src/platform/identifiers/index.ts";
import { Writer, type Written } from "./hostile-writer.ts";
import { payloads } from "./strings.ts";

/** Names as hostile as a name may be: no controls, none that turns the text around it. */
export const names = {
  org: `青岛市${payloads[1]}`,
  short: "<b onclick=__canary=1>局",
  person: "<img src=x onerror=window.__canary=1>",
  admin: '"><svg onload=window.__canary=1>',
  machine: "'><details open ontoggle=window.__canary=1>",
  purpose: payloads.slice(4, 9).join(" ").slice(0, 200).trim(),
  peer: `${payloads[0]}${payloads[2]}`,
} as const;

export const password = "Pier-and-open-water-42!";
const first = "Open-water-and-pier-24!";
const agent = `<script>window.__canary=1</script>"><img src=x onerror=window.__canary=1> Firefox/1 Linux`;

const sound = <A extends { status: number; body: unknown }>(answer: A): A => {
  if (answer.status >= 300) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
  return answer;
};

/** Signs somebody in for the first time: with another's password, which is replaced. */
async function firstSignIn(address: string, written: Written, login: string): Promise<Writer> {
  const who = new Writer(address, written);
  await who.signIn(login, first);
  sound(await who.send("POST", "/session/password", { current: first, password }));
  await who.signIn(login, password);
  return who;
}

export interface HostileAgency {
  readonly uscc: string;
  readonly officer: Writer;
  /** Signs in with `password` and has no second factor. */
  readonly login: string;
}

/** An agency under a hostile name, with an officer under another, who speaks for it from then on. */
export async function hostileAgency(admin: Writer, stamp: string): Promise<HostileAgency> {
  const { address, written } = admin;
  const uscc = makeCreditCode({ kind: "11", division: "370200", body: `HX${stamp.slice(-7)}` });
  const login = `hostile-${stamp}`;
  sound(
    await admin.send("POST", "/organisations", {
      ...{ uscc, name: `${names.org}${stamp}`, short: names.short, kind: "agency", holder: "government" },
      ...{ sector: "parks", level: "city", division: "370200" },
      admin: { name: names.admin, login: `${login}-admin`, password: first },
    }),
  );
  const own = await firstSignIn(address, written, `${login}-admin`);
  const begun = sound(await own.send("POST", "/session/second-factor/enrolment", { password }));
  const code = new TOTP({ secret: Secret.fromBase32(begun.body.secret) }).generate();
  sound(await own.send("POST", "/session/second-factor/confirmation", { code }));
  sound(
    await own.send("POST", "/people", { name: names.person, login, password: first, roles: ["officer"] }),
  );
  const officer = await firstSignIn(address, written, login);
  // Another session, begun by a browser that calls itself a script.
  const strange = new Writer(address, written);
  sound(await strange.send("POST", "/session", { login, password }, { "user-agent": agent }));
  return { uscc, login, officer };
}

/** Of the authority that `admin` administers: a person and a system; and another instance. */
export async function hostileNeighbours(admin: Writer, stamp: string): Promise<void> {
  sound(
    await admin.send("POST", "/people", {
      ...{ name: names.person, login: `hostile-too-${stamp}`, password: first, roles: ["officer"] },
    }),
  );
  sound(
    await admin.send("POST", "/machines", {
      ...{ name: names.machine, purpose: names.purpose, scopes: ["data:read"], auth: "client_secret_basic" },
      expiresAt: new Date(Date.now() + 30 * 86_400_000).toISOString(),
    }),
  );
  const { x } = generateKeyPairSync("ed25519").publicKey.export({ format: "jwk" });
  sound(
    await admin.send("POST", "/peers", {
      ...{ name: names.peer, level: "district", division: stamp.slice(-6) },
      baseUrl: `http://127.0.0.1:${10_000 + (Number(stamp.slice(-6)) % 50_000)}`,
      keys: [{ algorithm: "ed25519", publicKey: Buffer.from(x!, "base64url").toString("base64") }],
    }),
  );
}
