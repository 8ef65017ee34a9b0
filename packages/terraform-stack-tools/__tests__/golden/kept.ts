import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { neutral } from "../support/neutral";
import { called } from "../support/program";

export const GOLDEN = __dirname;
export const PLANS = join(GOLDEN, "plans");
export const FORMATS = ["text", "markdown", "html", "json"];
const DIGESTS = join(GOLDEN, "digests.json");

/** Texts and digests are written anew where this is set, for a reader of the difference. */
const isWriting = process.env.WRITE_REPORTS !== undefined;

/** The report of a plan, outside of any repository and at a fixed time, so that it is the same everywhere. */
export function reviewIn(format: string, name: string, plan = readFileSync(join(PLANS, `${name}.json`), "utf8")): string {
  const home = process.cwd();
  const folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-golden-"));
  writeFileSync(join(folder, `${name}.json`), plan);
  process.chdir(folder);
  process.env.SOURCE_DATE_EPOCH = "1795845600";
  try {
    const { code, out, error } = called("review", `${name}.json`, "--format", format);
    if (code !== 0) {
      throw new Error(error);
    }
    return neutral(out);
  } finally {
    process.chdir(home);
    rmSync(folder, { recursive: true });
  }
}

export function keptText(name: string, text: string): string {
  const file = join(GOLDEN, "reports", `${name}.txt`);
  if (isWriting) {
    writeFileSync(file, text);
  }
  return readFileSync(file, "utf8");
}

/** Expects that reports, by name and format, are those whose digests are kept. */
export function expectDigests(reports: Readonly<Record<string, Readonly<Record<string, string>>>>): void {
  const digests = Object.fromEntries(
    Object.entries(reports).map(([name, { text: _text, ...others }]) => [name, Object.values(others).map(digestOf).join(" ")]),
  );
  const kept: Readonly<Record<string, string>> = JSON.parse(readFileSync(DIGESTS, "utf8"));
  if (isWriting) {
    const all = Object.entries({ ...kept, ...digests }).sort(([left], [right]) => (left < right ? -1 : 1));
    writeFileSync(DIGESTS, `${JSON.stringify(Object.fromEntries(all), null, 2)}\n`);
    return;
  }
  expect(digests).toEqual(Object.fromEntries(Object.keys(digests).map((name) => [name, kept[name]])));
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}
