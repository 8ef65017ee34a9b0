import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { STACK_FILE } from "../../../shared/input/source";
import type { Sources } from "../../../shared/input/sources";
import { Refusal } from "../../../shared/refusal";
import { inTemporaryFolder } from "../../../shared/temporary-folder";
import { quoted } from "../../../stack/json";
import type { PlanCommandOptions } from "../options";
import { type Commit, commitFor, committedFiles, committedText } from "./git";
import { readInput } from "./read-input";
import { synthesizedAt } from "./synthesized-at";

/** Reads the earlier version. @throws Refusal where there is none */
export function readExisting(
  { input, existing, synthesize }: Pick<PlanCommandOptions, "input" | "existing" | "synthesize">,
  onProgress: (line: string) => void,
): Sources | undefined {
  if (!existing?.startsWith("git:")) {
    return existing === undefined ? undefined : readInput(existing);
  }
  const commit = commitFor(input, existing.slice("git:".length));
  const files = committedFiles(commit, [STACK_FILE, "manifest.json"]);
  if (files.some((file) => file.endsWith(".json") && !file.endsWith("manifest.json"))) {
    return inTemporaryFolder("existing", (folder) => readCommitted(commit, files, folder));
  }
  if (!synthesize) {
    throw new Refusal(
      `the commit ${quoted(commit.name)} contains no ${quoted(commit.path)}; add --synthesize to run the app of that ` +
        "commit, or give --existing a folder that was synthesized from it.",
    );
  }
  onProgress(`synthesizing ${commit.name}`);
  // Outside of the checkout, so that no tool of it sees what is in there.
  return inTemporaryFolder("existing", (folder) => {
    const checkout = join(folder, "checkout");
    return withPaths(synthesizedAt(commit, checkout), checkout, commit);
  });
}

function readCommitted(commit: Commit, files: readonly string[], folder: string): Sources {
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), committedText(commit, file));
  }
  return withPaths(readInput(join(folder, commit.path)), folder, commit);
}

/** Messages and reports name the files as they are in the checkout. */
function withPaths({ isApp, sources }: Sources, folder: string, { top }: Commit): Sources {
  return {
    isApp,
    sources: sources.map((source) => ({ ...source, file: join(top, source.file.slice(folder.length)) })),
  };
}
