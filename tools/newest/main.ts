import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { code, table } from "../../packages/terraform-stack-tools/src/shared/words";
import { type JsonObject, listOf, objectOf } from "../../packages/terraform-stack-tools/src/stack/json";
import { TRIALS } from "./trials";

const HELP = `npm run newest -- try <${TRIALS.map(({ name }) => name).join("|")}>
  puts the newest version of something in place, in this clone, and runs a suite with it; fails unless that goes well
npm run newest -- report
  writes what became of all trials to one issue, by gh; it is created once, and edited from then on`;

const TITLE = "Newest versions";

/** Where a trial leaves what became of it. */
const FOLDER = join(process.env.RUNNER_TEMP || tmpdir(), "newest");

const OUTCOMES = ["green", "red"] as const;

function keep(name: string, versions: readonly string[], outcome?: (typeof OUTCOMES)[number]): void {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, `${name}.json`), JSON.stringify({ versions, outcome }));
}

/** Each artifact is in a folder of its name, so that no trial writes the result of another. */
function kept(name: string): JsonObject {
  try {
    return objectOf(JSON.parse(readFileSync(join(FOLDER, `newest-${name}`, `${name}.json`), "utf8")));
  } catch {
    return {};
  }
}

/** @returns whether the suite went well */
async function attempt(name: string): Promise<boolean> {
  const trial = TRIALS.find((one) => one.name === name);
  if (trial === undefined) {
    throw new Error(`There is no trial ${name || "without a name"}.\n\n${HELP}`);
  }
  const versions = await trial.prepare();
  keep(name, versions);
  console.log(`${versions.join(", ")}: ${trial.suite}`);
  const env = { ...process.env, VERSION: versions[0].split(" ")[1] };
  const { status } = spawnSync("bash", ["-c", trial.suite], { env, stdio: "inherit" });
  keep(name, versions, status === 0 ? "green" : "red");
  return status === 0;
}

/** A name and a version, and nothing that a page would read as more. */
const VERSION = /^[@\w./-]{1,60} [\w.+-]{1,40}$/;

/** A result comes from a job that has run what others wrote: of it, the table has versions and one of the outcomes. */
function row({ name, title, suite }: (typeof TRIALS)[number]): string[] {
  const { versions, outcome } = kept(name);
  const texts = listOf(versions).flatMap((text) => (typeof text === "string" && VERSION.test(text) ? text : []));
  const known = OUTCOMES.find((one) => one === outcome);
  return [title, texts.slice(0, 6).map(code).join(", "), code(suite), known ?? "not known"];
}

/** Anybody could open an issue with this title, so those of the workflow itself count. A closed one is edited, too: there is never a second. */
function report(): void {
  const of = ["--app", "github-actions", "--state", "all", "--search", `${TITLE} in:title`, "--json", "number,title"];
  const issues: readonly { readonly number: number; readonly title: string }[] = JSON.parse(
    execFileSync("gh", ["issue", "list", ...of], { encoding: "utf8" }),
  );
  const { RUN_URL } = process.env;
  const reasons = RUN_URL ? ` [The run](${RUN_URL}) has the reasons.` : "";
  const rows = table(["What", "Versions", "Suite", "Result"], TRIALS.map(row));
  const body = `The workflow \`newest\` tries the newest version of each, every week, and writes here what becomes of it.${reasons}\n\n${rows}\n`;
  const issue = issues.find(({ title }) => title === TITLE);
  const command = issue ? ["edit", String(issue.number)] : ["create", "--title", TITLE];
  execFileSync("gh", ["issue", ...command, "--body-file", "-"], { input: body, stdio: ["pipe", "inherit", "inherit"] });
  console.log(body);
}

async function main([action, name = ""]: readonly string[]): Promise<boolean> {
  switch (action) {
    case "try":
      return attempt(name);
    case "report":
      report();
      return true;
    default:
      console.log(HELP);
      return action === "--help";
  }
}

main(process.argv.slice(2)).then(
  (isGood) => {
    process.exitCode = isGood ? 0 : 1;
  },
  (error) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
