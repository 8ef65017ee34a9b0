import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OfflineProvider } from "../../../src/providers/plugin/offline-provider";

const folder = mkdtempSync(join(tmpdir(), "offline-"));

afterAll(() => rmSync(folder, { recursive: true }));

test("a question is asked once, another one is asked", async () => {
  const program = join(__dirname, "../../support/faulty-provider.ts");
  const file = join(folder, "provider");
  writeFileSync(
    file,
    `#!/bin/sh\nexec '${process.execPath}' --import '${require.resolve("tsx")}' '${program}' count '${folder}'\n`,
    { mode: 0o755 },
  );
  writeFileSync(join(folder, "provider.json"), JSON.stringify({ provider: { block: {} }, functions: {} }));
  const provider = new OfflineProvider(
    { address: "registry.terraform.io/hashicorp/example", version: "1.0.0", file, schemas: folder },
    folder,
    { of: () => undefined, writePrograms: () => [] },
  );
  try {
    const ask = (text: string) => provider.ask("PlanResourceChange", Buffer.from(text));
    const answers = [await ask("one"), await ask("one"), await ask("other"), await ask("one")];
    expect(answers.map(([count]) => count)).toEqual([1, 1, 2, 1]);
  } finally {
    provider.stop();
  }
});

test("one that ends again and again is not started for each resource", async () => {
  const file = join(folder, "ending");
  writeFileSync(file, "#!/bin/sh\nexit 3\n", { mode: 0o755 });
  const provider = new OfflineProvider(
    { address: "registry.terraform.io/hashicorp/example", version: "1.0.0", file, schemas: folder },
    join(folder, "homes"),
    { of: () => undefined, writePrograms: () => [] },
  );
  const reasons: string[] = [];
  for (let question = 0; question < 7; question++) {
    await provider.ask("PlanResourceChange", Buffer.of(question)).catch(({ message }: Error) => reasons.push(message));
  }
  expect(reasons.slice(0, 5)).toEqual(Array(5).fill("it ended with 3"));
  expect(reasons.slice(5)).toEqual(Array(2).fill("it was started 5 times and ended each time"));
});

test("one that ends at some resources and plans others is started for each", async () => {
  const program = join(__dirname, "../../support/faulty-provider.ts");
  const file = join(folder, "picky");
  const loader = require.resolve("tsx");
  writeFileSync(file, `#!/bin/sh\nexec '${process.execPath}' --import '${loader}' '${program}' every '${folder}'\n`, {
    mode: 0o755,
  });
  const provider = new OfflineProvider(
    { address: "registry.terraform.io/hashicorp/example", version: "1.0.0", file, schemas: folder },
    join(folder, "picky-homes"),
    { of: () => undefined, writePrograms: () => [] },
  );
  try {
    const reasons: string[] = [];
    for (let question = 0; question < 7; question++) {
      await provider
        .ask("PlanResourceChange", Buffer.from(`end ${question}`))
        .catch(({ message }: Error) => reasons.push(message));
      await provider.ask("PlanResourceChange", Buffer.from(`plan ${question}`));
    }
    expect(reasons).toEqual(Array(7).fill(expect.stringMatching(/^it ended with 2/)));
  } finally {
    provider.stop();
  }
}, 60_000);
