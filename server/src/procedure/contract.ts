import { z } from "zod";

/** Shapes of the procedure API; the source of OpenAPI and of the web clients' types. */
export const text = z.object({ zh: z.string(), en: z.string() }).meta({ id: "Text" });
export const orgRef = z.object({ uscc: z.string(), name: z.string() }).meta({ id: "OrgRef" });

export const clock = z
  .object({
    name: z.string(),
    rule: z.string(),
    title: text,
    article: z.string(),
    instrument: z.string(),
    workingDays: z.number(),
    startedOn: z.string(),
    due: z.string(),
    dueText: text,
    dueAt: z.string(),
    status: z.enum(["running", "amber", "overdue", "met", "late", "cancelled"]),
    /** Working days left after today; 0 on the last day, negative when overdue. */
    remaining: z.number(),
    /** Share of the period that has gone by; above 1 when overdue. */
    elapsed: z.number(),
    provisional: z.boolean(),
    owedBy: orgRef,
    endedAt: z.string().optional(),
    extended: z.object({ from: z.string(), to: z.string(), reason: z.string(), at: z.string() }).optional(),
    alsoBound: z.array(z.object({ instrument: z.string(), article: z.string(), workingDays: z.number() })),
  })
  .meta({ id: "Clock" });

const jsonSchema = z.record(z.string(), z.unknown());

export const caseItem = z
  .object({
    id: z.string(),
    number: z.string(),
    procedure: z.string(),
    procedureTitle: text,
    state: z.string(),
    stateTitle: text,
    tone: z.string(),
    version: z.number(),
    title: z.string(),
    subject: z.string().nullable(),
    parties: z.record(z.string(), orgRef),
    waitsFor: z.object({ party: z.string(), org: orgRef }).nullable(),
    openedAt: z.string(),
    updatedAt: z.string(),
    clock: clock.nullable(),
  })
  .meta({ id: "CaseItem" });

export const caseView = caseItem
  .extend({
    document: z.record(z.string(), z.unknown()),
    closedAt: z.string().nullable(),
    clocks: z.array(clock),
    can: z.array(
      z.object({
        action: z.string(),
        title: text,
        next: text,
        article: z.string(),
        contents: jsonSchema,
        bulk: z.boolean(),
      }),
    ),
    history: z.array(
      z.object({
        version: z.number(),
        action: z.string(),
        title: text,
        from: z.string().nullable(),
        to: z.string(),
        toTitle: text,
        actor: z.object({ kind: z.string(), role: z.string().optional(), org: orgRef.optional() }),
        at: z.string(),
        article: z.string(),
        contents: z.record(z.string(), z.unknown()),
      }),
    ),
  })
  .meta({ id: "CaseView" });

export const queueQuery = z.object({
  queue: z.enum(["duties", "mine", "all"]).default("all"),
  procedure: z.string().max(60).optional(),
  state: z.string().max(60).optional(),
  due: z.enum(["overdue", "amber", "open"]).optional(),
  subject: z.string().max(200).optional(),
  provider: z.string().max(18).optional(),
  q: z.string().max(100).optional(),
  sort: z.enum(["due", "updated"]).default("due"),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  offset: z.coerce.number().int().min(0).max(10_000).default(0),
});

export const queuePage = z.object({
  items: z.array(caseItem),
  total: z.number(),
  counts: z.object({ waiting: z.number(), overdue: z.number(), amber: z.number(), dueToday: z.number() }),
});

export const openBody = z.object({
  procedure: z.string().max(60),
  action: z.string().max(60).optional(),
  subject: z.string().max(200).optional(),
  contents: z.record(z.string(), z.unknown()).default({}),
});
export const followUp = z.object({ number: z.string(), secret: z.string() });
export const opened = z.object({ case: caseView.nullable(), followUp: followUp.optional() });

export const actBody = z.object({ contents: z.record(z.string(), z.unknown()).default({}) });
export const bulkBody = actBody.extend({
  action: z.string().max(60),
  cases: z
    .array(z.object({ id: z.uuid(), version: z.number().int() }))
    .min(1)
    .max(100),
});
export const bulkDone = z.object({
  done: z.array(z.string()),
  refused: z.array(z.object({ id: z.string(), code: z.string(), detail: text })),
});

export const followUpBody = z.object({ number: z.string().max(40), secret: z.string().max(60) });
export const followUpView = z.object({
  number: z.string(),
  procedureTitle: text,
  stateTitle: text,
  tone: z.string(),
  title: z.string(),
  subject: z.string().nullable(),
  openedAt: z.string(),
  closedAt: z.string().nullable(),
  clocks: z.array(clock),
  history: z.array(
    z.object({
      title: text,
      at: z.string(),
      org: orgRef.optional(),
      article: z.string(),
      outcome: z.string().optional(),
    }),
  ),
});

export const procedureView = z
  .object({
    id: z.string(),
    name: z.string(),
    prefix: z.string(),
    title: text,
    summary: text,
    instrument: z.string(),
    articles: z.array(z.string()),
    states: z.record(
      z.string(),
      z.object({
        title: text,
        tone: z.string(),
        final: z.boolean(),
        seenBy: z.array(z.string()),
        waitsFor: z.string().optional(),
      }),
    ),
    actions: z.record(
      z.string(),
      z.object({
        title: text,
        next: text,
        from: z.union([z.literal("none"), z.array(z.string())]),
        to: z.string(),
        by: z.array(
          z.union([
            z.literal("anyone"),
            z.literal("platform"),
            z.object({ party: z.string(), roles: z.array(z.string()) }),
          ]),
        ),
        article: z.string(),
        contents: jsonSchema,
        starts: z.array(
          z.object({
            period: z.string(),
            rule: z.string(),
            workingDays: z.number().nullable(),
            article: z.string().nullable(),
            owedBy: z.string(),
          }),
        ),
        meets: z.array(z.string()),
        cancels: z.array(z.string()),
        extends: z.string().nullable(),
        bulk: z.boolean(),
      }),
    ),
  })
  .meta({ id: "Procedure" });

export const statistics = z.object({
  items: z.array(
    z.object({
      procedure: z.string(),
      id: z.string(),
      title: text,
      open: z.number(),
      closed: z.number(),
      periods: z.array(
        z.object({
          rule: z.string(),
          title: text,
          article: z.string(),
          workingDays: z.number(),
          met: z.number(),
          late: z.number(),
          overdue: z.number(),
          running: z.number(),
          /** Median working days used by the periods that ended; null while none has. */
          medianDays: z.number().nullable(),
          /** Share of ended or overdue periods that were met in time; null while there is none. */
          share: z.number().nullable(),
        }),
      ),
    }),
  ),
});
