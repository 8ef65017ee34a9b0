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
  for (let question = 0; question < 12; question++) {
    await provider.ask("PlanResourceChange", Buffer.of(question)).catch(({ message }: Error) => reasons.push(message));
  }
  expect(reasons.slice(0, 10)).toEqual(Array(10).fill("it ended with 3"));
  expect(reasons.slice(10)).toEqual(Array(2).fill("it was started 10 times and ended each time"));
});

test("one that ends at some resources and plans others is started for each, and a question in vain is not asked", async () => {
  const program = join(__dirname, "../../support/faulty-provider.ts");
  const file = join(folder, "picky");
  const broken = join(folder, "broken");
  const run = `'${process.execPath}' --import '${require.resolve("tsx")}' '${program}'`;
  writeFileSync(file, `#!/bin/sh\n[ -e '${broken}' ] && exit 3\nexec ${run} every '${folder}'\n`, { mode: 0o755 });
  const provider = new OfflineProvider(
    { address: "registry.terraform.io/hashicorp/example", version: "1.0.0", file, schemas: folder },
    join(folder, "picky-homes"),
    { of: () => undefined, writePrograms: () => [] },
  );
  const reasons: string[] = [];
  const ask = (text: string, isInVain = () => false) =>
    provider.ask("PlanResourceChange", Buffer.from(text), isInVain).catch(({ message }: Error) => reasons.push(message));
  const ends = async (from: number) => {
    writeFileSync(broken, "");
    for (let question = from; question < from + 7; question++) {
      await ask(`end ${question}`);
    }
    rmSync(broken);
  };
  try {
    await ends(0);
    await ask("plan");
    await Promise.all([ask("end"), ask("end later", () => reasons.length === 8)]);
    await ends(7);
    const ended = "it ended with 3";
    const panic = expect.stringMatching(/^it ended with 2/);
    expect(reasons).toEqual([...Array(7).fill(ended), panic, "no answer to others like it", panic, ...Array(6).fill(ended)]);
  } finally {
    provider.stop();
  }
});
