import fastify from "fastify";
import { fixtureApi, now } from "../src/fixtures.ts";

/** Shows the built portal over invented answers: `npm run preview -w web/portal`, then http://127.0.0.1:4180. */
const port = Number(process.env.PORT ?? 4180);
const built: string = "../dist/server/index.js";
const { mountPortal } = (await import(built)) as typeof import("../src/index.ts");
const app = fastify();
await mountPortal(app, {
  api: fixtureApi(),
  clock: { now: () => now },
  publicUrl: `http://127.0.0.1:${port}`,
});
await app.listen({ port, host: "127.0.0.1" });
console.log(`http://127.0.0.1:${port}`);
