import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What a page of somebody else's documentation says, and where code or docs rest on it. */
export interface Fact {
  readonly id: string;
  /** In our own words, in one sentence. */
  readonly sentence: string;
  /** The title by which code and docs cite the page. */
  readonly page: string;
  /** `owner/repository:path/of/the/page.md` on GitHub, or a URL. */
  readonly source: string;
  /** The day on which it was read, such as `2026-08-20`. */
  readonly read: string;
  /** Of the documentation's repository, where known. */
  readonly commit?: string;
  /** Files of this repository that cite the page. */
  readonly usedIn: readonly string[];
}

const SHAPE = {
  id: /^[a-z0-9]+(-[a-z0-9]+)*$/,
  sentence: /^\S.*\.$/,
  page: /^[^"]+$/,
  source: /^([\w.-]+\/[\w.-]+:\S+|https:\/\/\S+)$/,
  read: /^20\d\d-\d\d-\d\d$/,
  commit: /^[0-9a-f]{9,40}$/,
} satisfies Record<string, RegExp>;

/** The facts of a folder, which has a file for each area. */
export function readFacts(folder: string): Fact[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .flatMap((name): Fact[] => JSON.parse(readFileSync(join(folder, name), "utf8")));
}

/** What is wrong with the form of a fact. */
export function complaintsOfForm(fact: Fact): string[] {
  const values = Object.entries({ commit: undefined, ...fact });
  const wrong = Object.entries(SHAPE).filter(([key, pattern]) => {
    const [, value] = values.find(([name]) => name === key) ?? [];
    return value === undefined ? key !== "commit" : typeof value !== "string" || !pattern.test(value);
  });
  const unknown = values.filter(([key]) => !(key in SHAPE) && key !== "usedIn");
  return [
    ...wrong.map(([key, pattern]) => `${fact.id}: ${key} must match ${pattern.source}`),
    ...unknown.map(([key]) => `${fact.id}: a fact has no ${key}; remove it`),
    ...(Array.isArray(fact.usedIn) && fact.usedIn.length > 0
      ? []
      : [`${fact.id}: name the files that rest on it in usedIn, or remove it`]),
  ];
}
