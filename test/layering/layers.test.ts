import { describe, expect, it } from "vitest";
import { findCycle, violations } from "./rule.ts";
import { importsOf, projectImports } from "./sources.ts";

const reasons = (from: string, to: string): readonly string[] =>
  violations([{ from, to }]).map((one) => one.reason);

describe("the layering rule", () => {
  it.each([
    ["renderer/app/main.tsx", "native/api/contract.ts"],
    ["renderer/app/main.tsx", "@mantine/core"],
    ["electron/main.ts", "electron"],
    ["native/miner/server.ts", "native/protocol/btauth.ts"],
    ["native/host/host.ts", "native/miner/mining-service.ts"],
    ["native/headless.ts", "native/host/host.ts"],
    ["native/practice/residents/main.ts", "native/miner/server.ts"],
    ["native/practice/node/chain.ts", "native/practice/runtime/runtime.ts"],
  ])("allows %s -> %s", (from, to) => {
    expect(reasons(from, to)).toEqual([]);
  });

  it.each([
    ["renderer/app/main.tsx", "native/wallet/keyfile.ts"],
    ["renderer/app/main.tsx", "node:fs"],
    ["renderer/app/main.tsx", "ws"],
    ["native/engine/process/main.ts", "electron"],
    ["electron/main.ts", "native/miner/server.ts"],
    ["native/protocol/yuma.ts", "native/chain/client.ts"],
    ["native/miner/server.ts", "native/validator/round.ts"],
    ["native/wallet/signer.ts", "native/host/host.ts"],
    ["native/host/host.ts", "native/practice/main.ts"],
    ["native/practice/node/chain.ts", "native/chain/client.ts"],
    ["native/attic/new.ts", "native/api/units.ts"],
    ["native/chain/client.ts", "native/headless.ts"],
  ])("refuses %s -> %s", (from, to) => {
    expect(reasons(from, to)).toHaveLength(1);
  });

  it("finds imports in all their forms", () => {
    const source = `import a from "./a.ts";\nimport type { B } from "../b.ts";\nimport {\n  c,\n} from "node:fs";\nimport "./d.css";\nexport { e } from "./e.ts";\nconst f = await import("./f.ts");`;
    expect(importsOf("native/x/y.ts", source).map((one) => [one.to, one.typeOnly])).toEqual([
      ["native/x/a.ts", false],
      ["native/b.ts", true],
      ["node:fs", false],
      ["native/x/d.css", false],
      ["native/x/e.ts", false],
      ["native/x/f.ts", false],
    ]);
  });

  it("finds a ring", () => {
    const ring = findCycle([
      { from: "native/a.ts", to: "native/b.ts" },
      { from: "native/b.ts", to: "native/c.ts" },
      { from: "native/c.ts", to: "native/a.ts" },
    ]);
    expect(ring).toHaveLength(4);
    expect(findCycle([{ from: "native/a.ts", to: "native/b.ts" }])).toBeUndefined();
  });
});

describe("this house", () => {
  const imports = projectImports();

  it("has only arrows that the plan has", () => {
    expect(imports.length).toBeGreaterThan(100);
    expect(violations(imports)).toEqual([]);
  });

  it("has no cycle", () => {
    expect(findCycle(imports.filter((one) => !one.typeOnly))).toBeUndefined();
  });
});
