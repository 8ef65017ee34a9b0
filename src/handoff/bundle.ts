import { type JsonObject, print } from "../terraform/json";
import { providersOf } from "../terraform/provider";
import { variablesOf } from "../terraform/variable";
import { planTestOf } from "./example/plan-test";
import { tfvarsExample } from "./example/tfvars";
import { hclFilesOf } from "./hcl/module-files";
import { Refusal, shown } from "./input/refusal";
import type { Source } from "./input/source";
import { type Format, type Module, moduleOf, whole } from "./module";
import { MANIFEST, manifestOf } from "./output/manifest";
import { readmeOf } from "./readme/page";

export interface Bundle {
  readonly name: string;
  readonly module: Module;
  readonly files: ReadonlyMap<string, Buffer>;
}

const GITIGNORE = [
  "# What Terraform makes, and what may hold secrets. Commit .terraform.lock.hcl.",
  ".terraform/",
  "*.tfstate",
  "*.tfstate.*",
  "*.tfvars",
  "*.tfvars.json",
  "*.tfplan",
  "/plan",
  "crash.log",
  "crash.*.log",
  "",
].join("\n");

/** The folder that a stack becomes. The same stack gives the same bytes. */
export function bundleOf(source: Source, format: Format, version: string): Bundle {
  const module = moduleOf(source.stack);
  const all = whole(module);
  const test = planTestOf(all, false);
  const files = new Map<string, Buffer>();
  const add = (path: string, content: string | Buffer): void => {
    if (files.has(path)) {
      throw new Refusal(`${shown(source.file)}: two things would be the file ${shown(path)}; rename the asset.`);
    }
    files.set(path, Buffer.from(content));
  };
  add(".gitignore", GITIGNORE);
  add("README.md", readmeOf(source.name, module, source.stack, test.note));
  add("terraform.tfvars.example", tfvarsExample(variablesOf(all)));
  add("tests/plan.tftest.json", print(test.file));
  // OpenTofu prefers this one to the file of the same stem.
  add("tests/plan.tofutest.json", print(planTestOf(all, true).file));
  for (const [path, content] of renderModule(module, format, source)) {
    add(path, content);
  }
  for (const [path, bytes] of source.assets) {
    add(path, bytes);
  }
  const ordered = new Map([...files].sort(([left], [right]) => (left < right ? -1 : 1)));
  return {
    name: source.name,
    module,
    files: new Map([...ordered, [MANIFEST, Buffer.from(print(manifestOf(source, version, format, ordered)))]]),
  };
}

function renderModule(module: Module, format: Format, { stack, file }: Source): [string, string][] {
  if (format === "hcl") {
    return hclFilesOf(module, providersOf(stack), file);
  }
  const parts = Object.entries(module) as [string, JsonObject][];
  return parts
    .filter(([, part]) => Object.keys(part).length > 0)
    .map(([name, part]) => [`${name}.tf.json`, print(part)]);
}
