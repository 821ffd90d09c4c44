import type { Machine } from "../src/machines/types.ts";
import { type Answer, notFound, now, ok, type Request, type World } from "./mock-answer.ts";

const secret = "kT3nq0cW8yR5uJ1vX7zB2mA9dF4hL6sP0eG8iN2oQwY";

/** An organisation's systems: list, register, replace, suspend, delete. */
export function machineRoutes(world: World, r: Request, id: string): Answer {
  if (r.method === "GET")
    return ok({
      items: world.machines,
      total: world.machines.length,
      scopes: ["catalog:read", "data:read", "data:deliver", "cases:read"],
      issuer: "https://data.qingdao.example/oauth",
      tokenEndpoint: "https://data.qingdao.example/oauth/token",
    });
  if (r.method === "POST" && !id) {
    const { publicKey, ...rest } = r.body;
    const machine: Machine = {
      ...rest,
      id: `01998e2b-7c40-7a10-9a11-5f0c3d2e1b1${world.machines.length}`,
      key: publicKey ? { alg: "ES256", thumbprint: "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I" } : null,
      ...{ state: "active", createdAt: now, credentialAt: now, lastUsedAt: null },
    };
    world.machines.unshift(machine);
    return { status: 201, body: publicKey ? { machine } : { machine, secret } };
  }
  const found = world.machines.find((m) => m.id === id);
  if (!found) return notFound;
  if (r.method === "POST") return ok(found.key ? { machine: found } : { machine: found, secret });
  if (r.method === "DELETE") {
    world.machines = world.machines.filter((m) => m !== found);
    return { status: 204 };
  }
  found.state = r.body.suspended ? "suspended" : "active";
  return ok(found);
}
