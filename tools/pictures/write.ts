import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { isObject } from "../../packages/terraform-stack-tools/src/stack/json";
import { readStack, type Stack } from "../../packages/terraform-stack-tools/src/stack/stack";
import { writeProjectFile } from "../inputs";
import { Overview } from "./overview";
import { picture } from "./picture";

const PROJECT = join(__dirname, "../..");

function overview(): Stack[] {
  return inTemporaryFolder((outdir) => {
    const app = new App({ outdir });
    new Overview(app, "overview");
    app.synth();
    return stacksIn(outdir);
  });
}

/** The stacks of an example. */
function example(name: string): Stack[] {
  return inTemporaryFolder((outdir) => {
    const env = { ...process.env, CDKTF_OUTDIR: outdir };
    // From the top, where the name of the package means its source.
    execFileSync(process.execPath, ["--import", "tsx", `examples/${name}/main.ts`], { cwd: PROJECT, env });
    return stacksIn(outdir);
  });
}

function inTemporaryFolder<Result>(use: (folder: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), "pictures-"));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function stacksIn(outdir: string): Stack[] {
  const folder = join(outdir, "stacks");
  return readdirSync(folder)
    .sort()
    .map((name) => readStackFile(join(folder, name, "cdk.tf.json")));
}

function readStackFile(file: string): Stack {
  const json: unknown = JSON.parse(readFileSync(file, "utf8"));
  if (!isObject(json)) {
    throw new Error(`${file} holds no object`);
  }
  return readStack(json);
}

function write(prefix: string, stacks: readonly Stack[]): void {
  for (const [name, content] of picture(stacks)) {
    writeProjectFile(`${prefix}-${name}`, content);
  }
}

function examples(): string[] {
  const folder = join(PROJECT, "examples");
  return existsSync(folder) ? readdirSync(folder).filter((name) => existsSync(join(folder, name, "main.ts"))) : [];
}

/** Draws the pictures of the README and of the examples. */
export function writePictures(): void {
  // The pages of the constructs and of the starter show the same; each package has it.
  for (const folder of ["docs", "packages/create-cdktf-acr-aks"]) {
    write(`${folder}/pictures/overview`, overview());
  }
  for (const name of examples()) {
    write(`examples/${name}/picture`, example(name));
  }
}
