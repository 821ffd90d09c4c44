import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { expect, it } from "vitest";
import { enrol, signInHalf } from "./factor/testing.ts";
import { openIdentityProvider } from "./oidc/identity-provider.ts";
import { browserAt, publicUrl, startIdentityProvider, wayOut } from "./oidc/testing.ts";
import { signIn, startTown } from "./testing.ts";

it("the log holds no code, secret, subject, token or address of whoever signs in, whatever happens", async () => {
  let written = "";
  const log = pino(
    { level: "trace" },
    {
      write: (line: string) => {
        written += line;
      },
    },
  );
  const folder = mkdtempSync(join(tmpdir(), "zq-oidc-"));
  const idp = await startIdentityProvider();
  const file = join(folder, "client-secret");
  writeFileSync(file, idp.clientSecret);
  const t = await startTown({
    log,
    publicUrl,
    provider: openIdentityProvider(idp.config(file), publicUrl, wayOut),
  });
  await t.person("quiet.one");
  const first = await signIn(t.app, "quiet.one");
  idp.as("sub-very-quiet");
  await browserAt(t.app, { token: first.token, csrf: first.csrf }).go("link");
  const { app, codes, secret } = await enrol(first.ask, t.clock);
  t.clock.set(new Date(t.clock.now().getTime() + 60_000));
  const code = app.code();
  const { half, finish } = await signInHalf(t.app, "quiet.one", "203.0.113.77");
  await finish("000000");
  await finish(codes[0]!);
  const browser = browserAt(t.app);
  const query = await browser.visit((await browser.begin()).json().location);
  const journey = browser.jar.zq_oidc!;
  await browser.back("code=a-forged-one&state=b");
  await browser.back(query);
  idp.as("sub-stranger");
  await browserAt(t.app).go();
  await browserAt(t.app).post("/api/v1/session/oidc/logout", { logout_token: "a.forged.one" });
  // A fault of ours while all of it is in hand.
  t.recorded.push = () => {
    throw new Error("fault on purpose");
  };
  const again = await signInHalf(t.app, "quiet.one");
  await again.finish(code);
  await idp.close();
  await browserAt(t.app)
    .go()
    .catch(() => {});
  expect(written).toContain("fault on purpose");
  for (const told of [
    ...["sub-very-quiet", "sub-stranger", "quiet.one", "203.0.113.77", idp.clientSecret],
    ...[secret, code, codes[0]!, half, again.half, journey, first.token],
    ...[new URLSearchParams(query).get("code")!, new URLSearchParams(query).get("state")!],
  ])
    expect(written).not.toContain(told);
  await t.close();
  rmSync(folder, { recursive: true, force: true });
});
