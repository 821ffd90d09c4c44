import { Secret } from "otpauth";
import type { App, Clock } from "../../platform/index.ts";
import { type Ask, askWith, password, signIn } from "../testing.ts";
import { codeOfStep, stepAt } from "./totp.ts";

/** An authenticator app that holds one secret and reads the test's clock. */
export const appOf = (secret: string, clock: Clock) => {
  const bytes = new Uint8Array(Secret.fromBase32(secret).buffer);
  return { code: (steps = 0) => codeOfStep(bytes, stepAt(clock.now()) + steps) };
};

/** Enrols a second factor for whoever is signed in; the code that confirms it is used with it. */
export async function enrol(ask: Ask, clock: Clock, proofs: object = {}) {
  const begun = await ask("POST", "/api/v1/session/second-factor/enrolment", proofs);
  if (begun.statusCode !== 201) throw new Error(begun.body);
  const app = appOf(begun.json().secret, clock);
  const confirmed = await ask("POST", "/api/v1/session/second-factor/confirmation", { code: app.code() });
  if (confirmed.statusCode !== 200) throw new Error(confirmed.body);
  return { app, codes: confirmed.json().recoveryCodes as string[], secret: begun.json().secret as string };
}

/** Signs in as far as the second step; `finish` takes it. */
export async function signInHalf(app: App, login: string, remoteAddress = "10.0.0.1") {
  const { answer } = await signIn(app, login, password, remoteAddress);
  const half = answer.cookies.find((c) => c.name === "zq_half")?.value ?? "";
  const finish = async (code: string) => {
    const done = await app.inject({
      method: "POST",
      url: "/api/v1/session/second-factor",
      payload: { code },
      cookies: { zq_half: half },
      remoteAddress,
    });
    const token = done.cookies.find((c) => c.name === "zq_session")?.value ?? "";
    return { done, token, ask: askWith(app, token, done.json().csrf ?? "") };
  };
  return { answer, half, finish };
}
