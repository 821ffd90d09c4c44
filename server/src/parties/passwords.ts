import { hash, verify } from "@node-rs/argon2";
import type { FieldProblem } from "../platform/index.ts";
import { isCommonPassword } from "./common-password.ts";
import { refuse } from "./refusals.ts";

// Argon2id (RFC 9106), the library's default kind, with the parameters OWASP names as its minimum:
// 19 MiB, two passes, one lane.
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 };
const shortest = 10;

// Hashing fills a thread and 19 MiB for tens of milliseconds: two at once leave the rest of the process its
// threads, and a flood is told to come back instead of waiting in a queue without end.
const atOnce = 2;
const mostWaiting = 50;
let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= atOnce) {
    if (waiting.length >= mostWaiting) throw refuse("busy", { retryAfter: 5 });
    await new Promise<void>((go) => waiting.push(go));
  } else running++;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}

const normal = (password: string) => password.normalize("NFKC");

/** Hashes a password (PHC string). */
export const hashPassword = (password: string): Promise<string> =>
  inTurn(() => hash(normal(password), parameters));

// Compared with when there is no such login, so that the answer takes as long and says as little.
let nobody: Promise<string> | undefined;

/** Whether the password is the one hashed. Without a hash the same work is done and the answer is no. */
export async function passwordMatches(passwordHash: string | undefined, password: string): Promise<boolean> {
  nobody ??= hash("nobody has this password", parameters);
  // Awaited in either case: the very first try takes longer, whoever it is for.
  const stranger = await nobody;
  const against = passwordHash ?? stranger;
  const same = await inTurn(() => verify(against, normal(password)));
  return same && passwordHash !== undefined;
}

/**
 * Refuses a password that is too easily guessed (Art. 43): shorter than 10 characters, holding the login,
 * made of fewer than five different characters, or common.
 */
export function checkPassword(password: string, login: string): void {
  const characters = [...normal(password)];
  const fields: FieldProblem[] = [];
  const say = (zh: string, en: string) => fields.push({ path: "password", zh, en });
  if (characters.length < shortest) say("密码至少10个字符", "must have at least 10 characters");
  if (new Set(characters).size < 5)
    say("密码至少包含5个不同的字符", "must have at least 5 different characters");
  if (normal(password).toLowerCase().includes(login)) say("密码不能包含账号", "must not contain the login");
  if (isCommonPassword(password))
    say("这是常见的密码，容易被猜中，请换一个", "is a common password that is tried first; choose another");
  if (fields.length) throw refuse("password_weak", { article: "43", fields });
}
