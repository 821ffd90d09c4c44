import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    globalSetup: ["server/test/global-setup.ts"],
    projects: [
      {
        test: {
          name: "unit",
          include: ["packages/**/*.test.ts", "server/src/**/*.test.ts", "web/**/*.test.{ts,tsx}"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: "journeys",
          include: ["server/test/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
