import cookie from "@fastify/cookie";
import swagger from "@fastify/swagger";
import fastify, {
  type FastifyBaseLogger,
  type FastifyContextConfig,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from "fastify";
import {
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from "fastify-type-provider-zod";
import { anyone, type Caller, type MachineScope, machineScopes } from "../caller.ts";
import type { Logger } from "../log.ts";
import { standingHeaders } from "./headers.ts";
import { countRequests, type Limits } from "./limits.ts";
import { answerError, answerNotFound, answerUnreadable, ownRefusal } from "./problem.ts";
import { parseStrictJson } from "./strict-json.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Who is asking; set before any route runs. */
    caller: Caller;
  }
  interface FastifyContextConfig {
    /** The scope with which an organisation's system may use the route; without one no system may. */
    machines?: MachineScope | "any";
    /** The route takes its body as a stream and watches over its pace itself. */
    streams?: boolean;
  }
}

/** The HTTP server as units see it: routes typed by zod schemas. */
export type App = FastifyInstance<
  import("node:http").Server,
  import("node:http").IncomingMessage,
  import("node:http").ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

export interface ServerNeeds {
  readonly log: Logger;
  /** Names the caller of a request, or throws a Refusal (a stale session, a missing CSRF token). */
  readonly resolveCaller: (request: FastifyRequest, reply: FastifyReply) => Promise<Caller>;
  /** Addresses whose X-Forwarded-For is believed. */
  readonly trustProxy: readonly string[];
  readonly version: string;
  /** Where the site is reached; https makes browsers keep to it. */
  readonly publicUrl?: string;
  /** Requests a minute; absent: uncounted. */
  readonly limits?: Limits;
  /** Milliseconds for a request's headers, and for its body where no route streams it. */
  readonly arriveMs?: number;
}

/** Builds the server: caller, problem details, OpenAPI 3.1, headers that hold everywhere. Routes come after. */
export async function buildServer(needs: ServerNeeds): Promise<App> {
  const { arriveMs = 30_000 } = needs;
  const https = needs.publicUrl?.startsWith("https:") ?? false;
  const counted = needs.limits && countRequests(needs.limits);
  const app = fastify({
    http: {
      maxHeaderSize: 16_384,
      headersTimeout: arriveMs,
      connectionsCheckingInterval: Math.min(5_000, arriveMs),
    },
    loggerInstance: needs.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: needs.trustProxy.length ? [...needs.trustProxy] : false,
    bodyLimit: 1024 * 1024,
    // Silent clients are let go here, slow bodies below; uploads and downloads keep moving and are not affected.
    requestTimeout: 0,
    connectionTimeout: 120_000,
    routerOptions: { maxParamLength: 300, ignoreTrailingSlash: true },
    forceCloseConnections: true,
    clientErrorHandler: answerUnreadable,
    // An address the router itself refuses (too long a part, a broken escape) is refused in words as well.
    frameworkErrors: (error, request, reply) => {
      reply.headers(standingHeaders(https));
      answerError(error, request, reply);
    },
  }).withTypeProvider<ZodTypeProvider>();

  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(answerError);
  app.setNotFoundHandler(answerNotFound);
  app.server.maxConnections = 10_000;
  app.removeContentTypeParser("text/plain");
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (_request, body, done) => {
    try {
      done(null, parseStrictJson(body as Buffer));
    } catch (error) {
      done(error as Error);
    }
  });

  await app.register(cookie);
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "栈桥 Zhanqiao API",
        version: needs.version,
        description:
          "公共数据目录、汇聚、共享、开放的统一接口。The one interface to catalogue, intake, sharing and opening.",
        license: { name: "Apache-2.0", url: "https://www.apache.org/licenses/LICENSE-2.0" },
      },
      components: { securitySchemes: { system: systemScheme } },
    },
    transform: describeRoute,
  });

  app.decorateRequest("caller");
  app.addHook("onRequest", async (request, reply) => {
    request.caller = anyone;
    reply.headers(standingHeaders(https || request.protocol === "https"));
    counted?.arrival(request, reply);
    endSlowBody(request, arriveMs);
    // Two hosts are read as the first by one server and as the last by another (RFC 9112 3.2).
    if (request.raw.rawHeaders.filter((h, i) => i % 2 === 0 && h.toLowerCase() === "host").length > 1)
      throw ownRefusal("http.bad_request");
    const encoding = request.headers["content-encoding"];
    if (encoding !== undefined && encoding !== "identity") throw ownRefusal("http.encoded");
    request.caller = await needs.resolveCaller(request, reply);
    counted?.turn(request, reply);
  });
  return app;
}

/** How organisations' systems come in; staff come with a session, and what is public needs neither. */
const systemScheme = {
  type: "oauth2",
  description:
    "机构业务系统：客户端凭证取得令牌，以 DPoP（RFC 9449）出示。An organisation's system: client credentials, shown by DPoP.",
  flows: {
    clientCredentials: {
      tokenUrl: "/oauth/token",
      scopes: Object.fromEntries(machineScopes.map((scope) => [scope, ""])),
    },
  },
} as const;

// Which scope opens a route to systems is said where the route is; the document says it after it.
const describeRoute: typeof jsonSchemaTransform = (given) => {
  const described = jsonSchemaTransform(given);
  const machines = (given.route as { config?: FastifyContextConfig } | undefined)?.config?.machines;
  if (!machines) return described;
  const security: Record<string, string[]>[] = [{}, { system: machines === "any" ? [] : [machines] }];
  return { ...described, schema: { ...described.schema, security } };
};

/** A body that trickles is let go with its connection: by request and not by silence, which a trickle never is. */
function endSlowBody({ raw, routeOptions }: FastifyRequest, ms: number): void {
  const hasBody = raw.headers["transfer-encoding"] !== undefined || Number(raw.headers["content-length"]) > 0;
  if (!hasBody || routeOptions.config?.streams) return;
  const timer = setTimeout(() => {
    const slow = Object.assign(new Error("slow"), { code: "ERR_HTTP_REQUEST_TIMEOUT" });
    if (!raw.complete) answerUnreadable(slow, raw.socket);
  }, ms).unref();
  const arrived = () => clearTimeout(timer);
  raw.once("end", arrived).once("close", arrived);
}
