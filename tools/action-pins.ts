import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { InputError, writeProjectFile } from "./inputs";

const PROJECT = join(__dirname, "..");

/** What Dependabot updates. */
const SOURCES = [".github/workflows", ".github/actions"];

/** What others get: apps, examples and snippets. */
const COPIES = ["packages/create-cdktf-acr-aks/templates", "examples", "docs"];

const USE = /(?<=uses: )(?<action>[\w-]+\/[\w./-]+)@(?<pin>[\w.]+(?: # v[\d.]*\d)?)/g;

const PINNED = /\buses: [\w-]+\/[\w./-]+@[0-9a-f]{40} # v\d+(\.\d+)*(",)?$/;

/** An action of GitHub, and the commit that it is used at with the version as a comment. */
export interface ActionUse {
  readonly path: string;
  readonly action: string;
  readonly pin: string;
}

/** Lines that name an action in another way than by commit and version: quoted, moving, or of another form. */
export function unpinnedLines(): string[] {
  return [...SOURCES, ...COPIES].flatMap(filesIn).flatMap((path) => {
    const lines = readFileSync(join(PROJECT, path), "utf8").split("\n");
    const named = lines.filter(
      (line) => /(^|[-{,"])\s*["']?uses["']?\s*:/.test(line) && !/uses: \.\/[\w./-]+$/.test(line),
    );
    return named.filter((line) => !PINNED.test(line)).map((line) => `${path}: ${line.trim()}`);
  });
}

export function usesInSources(): ActionUse[] {
  return SOURCES.flatMap(filesIn).flatMap(usesIn);
}

export function usesInCopies(): ActionUse[] {
  return COPIES.flatMap(filesIn).flatMap(usesIn);
}

/** Gives the copies the pins of the sources. */
export function copyPins(): void {
  const pins = new Map(usesInSources().map(({ action, pin }) => [action, pin]));
  for (const path of new Set(usesInCopies().map((use) => use.path))) {
    const text = readFileSync(join(PROJECT, path), "utf8");
    const pinned = text.replace(USE, (_, action: string) => `${action}@${pinOf(pins, path, action)}`);
    if (pinned !== text) {
      writeProjectFile(path, pinned);
    }
  }
}

function pinOf(pins: ReadonlyMap<string, string>, path: string, action: string): string {
  const pin = pins.get(action);
  if (pin === undefined) {
    throw new InputError(
      `${path} uses ${action}; name it in .github/actions/generated-workflows/action.yml with its commit.`,
    );
  }
  return pin;
}

function filesIn(folder: string): string[] {
  const names = readdirSync(join(PROJECT, folder), { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => /\.(ya?ml|md|ts)$/.test(name) && !name.includes("node_modules"))
    .map((name) => join(folder, name));
}

function usesIn(path: string): ActionUse[] {
  const matches = readFileSync(join(PROJECT, path), "utf8").matchAll(USE);
  return [...matches].map(({ groups }) => ({ path, action: groups?.action ?? "", pin: groups?.pin ?? "" }));
}
