import { chmodSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cdktfOut, GRANT, writeFiles } from "../../../packages/terraform-stack-tools/__tests__/support/hand-off";
import {
  interrupted,
  moments,
  NUMBERS,
  processesLeftIn,
} from "../../../packages/terraform-stack-tools/__tests__/support/signals";
import { planOfLandingZones } from "../../../tools/bench/support/landing-zones";
import { Compiled } from "../../support/compiled";

const root = realpathSync(mkdtempSync(join(tmpdir(), "signals-")));
const tools = new Compiled("terraform-stack-tools");
const starter = new Compiled("create-cdktf-acr-aks");

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
  tools.remove();
  starter.remove();
});

/** The promise is a second; a busy machine gets more. */
const LIMIT = 2000;

const npm = `#!/bin/sh
mkdir -p node_modules/x && touch package-lock.json
sleep 0.3 & wait
i=0; while [ $i -lt 200 ]; do echo > node_modules/x/$i; i=$((i + 1)); done
`;

interface Run {
  readonly args: (folder: string) => string[];
  /** What may be in the folder afterwards, if anything. */
  readonly whole: readonly string[];
  /** At how many moments it is ended. */
  readonly count: number;
}

/** What each line runs, in a new folder. */
const PROGRAMS: Readonly<Record<string, Run>> = {
  "review of 24 MB, which computes all the time": {
    args: (folder) => [
      tools.program,
      "review",
      join(root, "plan.json"),
      "--format",
      "html",
      "--out",
      join(folder, "deep/plan.html"),
    ],
    whole: ["deep"],
    count: 6,
  },
  "hand-off of many stacks": {
    args: (folder) => [tools.program, "hand-off", join(root, "cdktf.out"), "--out", join(folder, "deep/out"), "--format", "hcl"],
    whole: ["deep"],
    count: 20,
  },
  "create with an npm that has children": {
    args: (folder) => [starter.program, join(folder, "deep/project")],
    whole: ["deep"],
    count: 20,
  },
  "create without npm": {
    args: (folder) => [starter.program, join(folder, "deep/project"), "--no-install"],
    whole: ["deep"],
    count: 20,
  },
};

beforeAll(() => {
  chmodSync(join(writeFiles(root, { "bin/npm": npm }), "bin/npm"), 0o755);
  writeFileSync(join(root, "plan.json"), JSON.stringify(planOfLandingZones(10_500, 8)));
  cdktfOut(root, Object.fromEntries(Array.from({ length: 15 }, (_, index) => [`stack${index}`, GRANT])));
});

function place(folder: string) {
  const temporary = join(folder, "tmp");
  mkdirSync(temporary, { recursive: true });
  return { cwd: folder, env: { HOME: root, PATH: `${join(root, "bin")}:${process.env.PATH}`, TMPDIR: temporary } };
}

describe.each(Object.entries(PROGRAMS))("%s", (name, { args, whole, count }) => {
  test(`ends at ${count} moments with 128 + n, and leaves nothing or the whole`, async () => {
    const folderOf = (index: number) => join(root, `${name} ${index}`);
    const began = Date.now();
    const first = await interrupted(args(folderOf(-1)), place(folderOf(-1)), 60_000, "SIGTERM");
    expect(first).toEqual({ code: 0 });
    const codes = new Set<number>();
    for (const [index, [delay, signal]] of moments(count, Date.now() - began).entries()) {
      const folder = folderOf(index);
      const { code, took = 0 } = await interrupted(args(folder), place(folder), delay, signal);
      codes.add(code);
      const left = readdirSync(folder).filter((entry) => entry !== "tmp");
      const isWhole = `${left}` === `${whole}`;
      const ending = {
        code: code === 0 || code === 128 + NUMBERS[signal],
        left: isWhole || (left.length === 0 && code !== 0),
        temporary: readdirSync(join(folder, "tmp")),
      };
      expect({ delay, ...ending }).toEqual({ delay, code: true, left: true, temporary: [] });
      expect(took).toBeLessThan(LIMIT);
      expect(await processesLeftIn(folder)).toEqual([]);
      expect(readdirSync(folder, { recursive: true }).filter((path) => String(path).includes(".hand-off"))).toEqual([]);
    }
    expect([...codes]).toEqual(expect.arrayContaining([143, 130]));
  }, 600_000);
});
