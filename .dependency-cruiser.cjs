// Imports go one way (ARCHITECTURE.md): a unit may import the units before it, through their index.ts;
// platform and procedure are free to all; web imports only contracts.
const order = [
  "parties",
  "catalog",
  "collect",
  "quality",
  "privacy",
  "share",
  "open",
  "operate",
  "secure",
  "supervise",
  "federate",
];
const early = ["ledger", ...order];

module.exports = {
  forbidden: [
    {
      name: "no-circular",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "no-orphans",
      severity: "error",
      from: {
        orphan: true,
        pathNot: [
          "\\.(test|d)\\.tsx?$",
          "/dev/",
          "vite\\.config",
          "/truths/",
          "/scripts/",
          "-worker\\.ts$",
          "-child\\.ts$",
        ],
      },
      to: {},
    },
    {
      name: "packages-know-no-server",
      severity: "error",
      from: { path: "^packages/" },
      to: { path: "^(server|web)/" },
    },
    ...["law", "tlog", "sm"].map((name) => ({
      name: `${name}-stands-alone`,
      severity: "error",
      from: { path: `^packages/${name}/` },
      to: { path: `^packages/(?!${name}/)` },
    })),
    {
      name: "platform-imports-no-unit",
      severity: "error",
      from: { path: "^server/src/platform/" },
      to: { path: "^server/src/(?!platform/)" },
    },
    {
      name: "procedure-imports-platform-only",
      severity: "error",
      from: { path: "^server/src/procedure/" },
      to: { path: "^server/src/(?!platform/|procedure/)" },
    },
    ...early.map((unit, i) => ({
      name: `${unit}-imports-only-what-comes-before`,
      severity: "error",
      from: { path: `^server/src/${unit}/` },
      to: { path: `^server/src/(${[...early.slice(i + 1), "demo", "cli"].join("|")})/` },
    })),
    {
      name: "through-the-index",
      severity: "error",
      comment: "another unit's inside is its own; tests may use its testing.ts",
      from: { path: "^server/src/([a-z]+)/" },
      to: {
        path: "^server/src/[a-z]+/",
        pathNot: ["^server/src/$1/", "^server/src/platform/", "/(index|testing|contract)[.]ts$"],
      },
    },
    {
      name: "web-imports-contracts-only",
      severity: "error",
      from: { path: "^web/(portal|console)/src/" },
      to: { path: "^server/", pathNot: "/contract\\.ts$" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(dist|node_modules)/" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: [".ts", ".tsx", ".mjs", ".js"],
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default"],
    },
  },
};
