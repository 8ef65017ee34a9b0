import { code, shellQuoted } from "../../shared/markdown";
import type { Stack } from "../../stack/stack";
import { identifier, inModule } from "../module/child/caller-parts";
import { EXAMPLE_FOLDER, type Modules } from "../module/layout";
import type { Manifest } from "../output/manifest";
import type { PreviousVersion } from "./previous-version";
import { isManaged } from "./resource-changes";

/** What those who run the module must do where it becomes a child module, or a root module again. */
export function layoutChanges({ manifest }: PreviousVersion, before: Stack, modules: Modules): string[] {
  const { example, obstacle } = modules;
  if (wasChild(manifest) === (example !== undefined)) {
    return [];
  }
  if (example !== undefined) {
    return [
      `the bundle is a child module now, which ${EXAMPLE} calls: plan and apply there`,
      `every address begins with ${code(`module.${example.call}.`)} now; the ${code("moved")} blocks in ${EXAMPLE} ` +
        "take the state along, so that the plan destroys nothing",
      `before that, move your own files into ${EXAMPLE}, since this handoff leaves them where they are: ${OWN_FILES}`,
    ];
  }
  const call = identifier(manifest.stack ?? "");
  return [
    `the bundle is a root module now: plan and apply in its own folder, no longer in ${EXAMPLE}`,
    ...(obstacle === undefined ? [] : [obstacle]),
    `addresses no longer begin with ${code(`module.${call}.`)}: **rename each resource in the state before the next ` +
      `plan, otherwise Terraform destroys it and creates another one**${commandFor(before, call)}`,
    `before that, move your own files from ${EXAMPLE} into the folder of the bundle, since this handoff leaves them ` +
      `where they are: ${OWN_FILES}`,
  ];
}

/** The addresses that a child module leaves behind as a root module, since no `moved` block leads out of it. */
export function leftBehind({ manifest }: PreviousVersion, before: Stack, { example }: Modules): string[] {
  const isLeft = wasChild(manifest) && example === undefined;
  const call = identifier(manifest.stack ?? "");
  return isLeft ? before.blocks.filter(isManaged).map(({ address }) => inModule(address, call)) : [];
}

function wasChild({ digests }: Manifest): boolean {
  return [...digests.keys()].some((path) => path.startsWith(EXAMPLE_FOLDER));
}

const EXAMPLE = code(EXAMPLE_FOLDER);

const OWN_FILES = "`backend.tf`, `terraform.tfvars`, `.terraform.lock.hcl`, and without a backend `terraform.tfstate`";

function commandFor({ blocks }: Stack, call: string): string {
  const [first] = blocks.filter(isManaged);
  if (first === undefined) {
    return "";
  }
  const addresses = [inModule(first.address, call), first.address].map(shellQuoted);
  return `, such as with ${code(`terraform state mv ${addresses.join(" ")}`)}`;
}
