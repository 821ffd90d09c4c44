import type { Entry } from "../src/catalog-types.ts";
import type { Finding, Intake } from "../src/intake-types.ts";
import { entries, vocabulary } from "./fixtures/catalog.ts";
import { findings, inspection, mapping, quality } from "./fixtures/intakes.ts";
import { type Answer, notFound, now, ok, problem, type Request, t, type World } from "./mock-answer.ts";

export function catalog(r: Request, second: string, third: string): Answer {
  if (second === "vocabulary") return ok(vocabulary);
  if (second !== "entries") return notFound;
  if (third) {
    const found = entries.find((e) => e.code === third);
    return found ? ok(found) : notFound;
  }
  const provider = r.query.get("provider");
  const q = r.query.get("q") ?? "";
  const found = entries.filter(
    (e) => (!provider || e.provider.uscc === provider) && (e.name + e.code).includes(q),
  );
  return ok({ items: found.map(card), total: found.length, facets: {} });
}
const card = ({ items, ...e }: Entry) => ({ ...e, itemCount: items.length });

export function intake(world: World, r: Request, id: string, third: string): Answer {
  if (!id && r.method === "GET") return ok({ items: world.intakes, total: world.intakes.length });
  if (!id) {
    const entry = entries.find((e) => e.code === r.body.entry);
    const made: Intake = {
      id: `i-${world.intakes.length + 1}`,
      entry: r.body.entry,
      entryName: entry?.name ?? r.body.entry,
      provider: { uscc: "", name: "" },
      name: r.body.name,
      bytes: r.body.bytes,
      received: 0,
      state: "receiving",
      progress: 0,
      step: t("接收中", "Receiving"),
      createdAt: now,
      updatedAt: now,
    };
    world.intakes.unshift(made);
    return { status: 201, body: made };
  }
  const found = world.intakes.find((i) => i.id === id);
  if (!found) return notFound;
  const later = (work: () => void) => setTimeout(work, world.pace);
  if (third === "content") {
    if (r.method === "PATCH") {
      if (Number(r.headers["upload-offset"]) !== found.received)
        return problem(409, "collect.offset_mismatch", t("位置不符", "Wrong offset"));
      found.received += r.bytes;
      found.progress = found.received / found.bytes;
      if (found.received >= found.bytes) {
        Object.assign(found, {
          state: "inspecting",
          progress: 0.3,
          step: t("正在识别编码、表头和类型", "Finding encoding, header and types"),
        });
        later(() =>
          Object.assign(found, {
            state: "inspected",
            progress: 1,
            inspection: inspection(found.name, found.bytes),
            mapping,
          }),
        );
      }
    }
    return { status: 204, headers: { "upload-offset": String(found.received) } };
  }
  if (third === "load") {
    Object.assign(found, { state: "loading", progress: 0.2, step: t("正在装载", "Loading") });
    later(() => Object.assign(found, { state: "checked", progress: 1, quality, rows: 8927 }));
    return { status: 202, body: found };
  }
  if (third === "publish") {
    Object.assign(found, { state: "published", version: 13 });
    return ok({ version: 13 });
  }
  if (third === "findings") {
    const from = Number(r.query.get("cursor") ?? 0);
    const limit = Number(r.query.get("limit") ?? 20);
    const items: Finding[] = findings.slice(from, from + limit);
    return ok({ items, ...(from + limit < findings.length ? { next: String(from + limit) } : {}) });
  }
  if (r.method === "DELETE") {
    found.state = "cancelled";
    return { status: 204 };
  }
  return ok(found);
}
