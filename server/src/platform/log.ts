import { type Logger, pino } from "pino";

export type { Logger };

/** The process's logger: JSON lines on stderr, so that a command's answer on stdout stays clean. */
export function makeLog(level: string): Logger {
  return pino(
    {
      level,
      base: null,
      // Names, numbers and tokens never reach a log, whatever a caller hands over.
      redact: {
        paths: ["req.headers.cookie", "req.headers.authorization", "*.password", "*.token", "*.secret"],
        remove: true,
      },
    },
    pino.destination({ dest: 2, sync: level === "debug" }),
  );
}
