import { existsSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Sources } from "../../../shared/input/sources";
import { runProcess } from "../../../shared/process";
import { Refusal } from "../../../shared/refusal";
import { removeFolder } from "../../../shared/remove-folder";
import { type Remainder, withRemainder } from "../../../shared/supervisor";
import { type JsonObject, objectOf, quoted, textOf } from "../../../stack/json";
import { readJson } from "../read-json";
import { addWorkTree, type Commit, forgetWorkTree } from "./git";
import { readInput } from "./read-input";

/** Synthesizes a commit in a work tree, which is gone afterwards. @param folder does not exist yet */
export function synthesizedAt(commit: Commit, folder: string): Sources {
  return withRemainder(
    (): Remainder => ({ kind: "work tree", path: folder, top: commit.top }),
    () => {
      addWorkTree(commit, folder);
      const project = projectFolder(commit);
      linkPackages(commit.top, project, folder);
      runApp(join(folder, project), commit);
      return readSynthesized(commit, project, folder);
    },
    () => {
      removeFolder(folder);
      forgetWorkTree(commit, folder);
    },
  );
}

/** The nearest folder above the path that has a cdktf.json, from the top of the checkout. */
function projectFolder({ top, path }: Commit): string {
  const project = foldersAbove(path).find((folder) => existsSync(join(top, folder, "cdktf.json")));
  if (project === undefined) {
    throw new Refusal(
      `no folder above ${quoted(path)} has a cdktf.json; give --existing a folder that was synthesized.`,
    );
  }
  return project;
}

/** The nearest first, the top last. */
function foldersAbove(path: string): string[] {
  const parent = dirname(path);
  return parent === "." ? ["."] : [parent, ...foldersAbove(parent)];
}

/** The packages of the project, and of the workspaces that it belongs to. */
function linkPackages(top: string, project: string, folder: string): void {
  for (const path of [project, ...(project === "." ? [] : foldersAbove(project))]) {
    const [packages, link] = [join(top, path, "node_modules"), join(folder, path, "node_modules")];
    if (existsSync(packages) && existsSync(join(folder, path)) && !existsSync(link)) {
      symlinkSync(packages, link, "junction");
    }
  }
}

function runApp(project: string, { name }: Commit): void {
  const file = join(project, "cdktf.json");
  const settings = readJson(file);
  const app = textOf(settings.app);
  if (app === "") {
    throw new Refusal(`cdktf.json of the commit ${quoted(name)} has no app; give --existing a folder instead.`);
  }
  const { status, stderr, stdout, signal } = runProcess({
    command: app,
    args: [],
    cwd: project,
    shell: true,
    // As cdktf itself runs an app: it is the user's, and may need whatever they have set.
    env: {
      ...process.env,
      CDKTF_OUTDIR: outputFolder(project, settings),
      CDKTF_CONTEXT_JSON: JSON.stringify(objectOf(settings.context)),
    },
  });
  if (status !== 0) {
    const output = `${stdout}${stderr}`.trim().split("\n").slice(-12).join("\n");
    throw new Refusal(
      `\`${app}\` failed for the commit ${quoted(name)} (${signal ?? `exit code ${status}`}); if it needs other packages than ` +
        `this checkout has, synthesize it elsewhere and give --existing that folder.\n${output}`,
    );
  }
}

function outputFolder(project: string, { output }: JsonObject): string {
  return join(project, typeof output === "string" ? output : "cdktf.out");
}

/** A stack that the commit does not have is new. */
function readSynthesized({ name, path }: Commit, project: string, folder: string): Sources {
  const root = join(folder, project);
  const output = outputFolder(root, readJson(join(root, "cdktf.json")));
  if (!existsSync(join(output, "manifest.json"))) {
    throw new Refusal(
      `the app of the commit ${quoted(name)} wrote nothing to its output folder; check its cdktf.json.`,
    );
  }
  return existsSync(join(folder, path)) ? readInput(join(folder, path)) : { isApp: false, sources: [] };
}
