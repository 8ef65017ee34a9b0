import { resolve } from "node:path";
import { SHIPPED_SCHEMAS } from "../knowledge/catalogue/schemas";
import { knownSchemas } from "../providers/schemas/sources";
import { readSources } from "../shared/files";
import { ownVersion } from "../shared/refusal";
import { quoted } from "../stack/json";
import { type Handoff, handoffOf } from "./bundle";
import type * as planner from "./difference/planned-update";
import type { PlannedUpdate } from "./difference/update";
import { checkExpressions } from "./hcl/unreadable-expressions";
import type { Layout } from "./module/layout";
import { provenanceOf } from "./module/provenance";
import { type Names, namedSources } from "./module/renamed-stack";
import type { Format } from "./module/root-module";
import { Folder } from "./output/folder";
import { continuedOptions } from "./output/manifest";
import { checkedFolder, readableFolder, withOutputFolder } from "./output/output-folder";

export type { Layout } from "./module/layout";
export type { Names } from "./module/renamed-stack";
export type { Format } from "./module/root-module";
export { lastFormat } from "./output/manifest";
export { type Deviation, type Verification, verify } from "./output/verification";

export interface HandOffOptions {
  /** The folder of a synthesized stack, or `cdktf.out`. */
  readonly input: string;
  /** The folder to write: the bundle of one stack, or for `cdktf.out` a folder of bundles with an index. */
  readonly out: string;
  /**
   * The language of the modules.
   * @default that of the bundle in `out`, otherwise "json"
   */
  readonly format?: Format;
  /**
   * How the bundles are used: as a module that others call, with `examples/default` to apply, or as a root module. A
   * stack that cannot be a child module becomes a root module, and its README says why.
   * @default that of the bundle in `out`, otherwise "module"
   */
  readonly layout?: Layout;
  /**
   * The names of blocks. `plain` makes them snake_case, without cdktf's hash, such as `shop_namespace` of
   * `shop_Namespace_988A18CD`, and adds `moved` blocks, so that the plan of a module that was applied under the names
   * of the stack changes nothing. Variables and outputs keep their names.
   * @default those of the bundle in `out`, otherwise "stack"
   */
  readonly names?: Names;
  /**
   * Files with what `terraform providers schema -json` prints, to tell blocks from arguments in HCL. The first one that
   * has a type counts; then come the bindings in the project of the input, and the schemas in this package.
   * @default none
   */
  readonly schemas?: readonly string[];
  /**
   * Whether to download the providers of types that are not known otherwise, and to ask them for their schemas. This runs
   * Terraform or OpenTofu, without credentials, and nothing from the input.
   * @default false
   */
  readonly init?: boolean;
  /**
   * `terraform`, `tofu` or a path, for `init` and plans.
   * @default TERRAFORM_BINARY_NAME, otherwise the first of `terraform` and `tofu` on the PATH
   */
  readonly binary?: string;
  /**
   * Whether to overwrite files that were edited or that no hand-off wrote.
   * @default false
   */
  readonly force?: boolean;
  /**
   * Whether to replace the bundle of another stack, whose resources the next apply will then destroy.
   * @default false
   */
  readonly replaceStack?: boolean;
  /**
   * What may be lost, by the names that a refusal lists: bundles that are not part of this hand-off, and addresses that the
   * next apply destroys or replaces, or may do so. The address of a module, or of a block without a key, is also that of
   * everything in it.
   * @default nothing
   */
  readonly allowDelete?: readonly string[];
  /**
   * Whether to write modules whose providers look for what exists in another place, such as another region or host.
   * @default false
   */
  readonly allowTarget?: boolean;
  /**
   * Whether to hand over a stack in which secrets are written, which everybody who gets the folder can read.
   * @default false
   */
  readonly allowSecrets?: boolean;
  /**
   * Whether to compare only: nothing is written. `changes` of the result says what would change, and `refusal` which
   * option the hand-off itself would need.
   * @default false
   */
  readonly dryRun?: boolean;
  /**
   * Whether a stack that is handed over again must be planned, with whatever that needs downloaded. A stack that cannot be
   * planned is refused then.
   * @default false: it is planned where Terraform or OpenTofu and the providers are on this machine, and otherwise its
   * configurations are compared, which does not tell what is replaced
   */
  readonly plan?: boolean;
  /**
   * The URL of the source repository. A user and a password in it are left out.
   * @default the one that the last hand-off stated, otherwise the remote `origin` of the repository that contains the input
   */
  readonly repository?: string;
  /**
   * The hash of the commit that the input was synthesized from.
   * @default the commit that is checked out where the input is, and whether there are changes beside it
   */
  readonly commit?: string;
  /** The team that maintains the source; an empty text for none. @default as in the last hand-off */
  readonly owner?: string;
  /** Where to reach that team: a mail address, a URL or a channel; an empty text for none. @default as in the last hand-off */
  readonly contact?: string;
  /** Called with each line of progress. */
  readonly onProgress?: (line: string) => void;
}

export interface HandOffResult {
  /** The absolute path of the folder that was written. */
  readonly folder: string;
  /** The names of the stacks in it. */
  readonly stacks: readonly string[];
  /** What has changed since the previous hand-off, in Markdown: the pages of all bundles that change. */
  readonly changes: string;
  /** Of a dry run: why the hand-off itself would be refused, and what allows it. Undefined where it would not be. */
  readonly refusal?: string;
}

/**
 * Turns synthesized stacks into bundles: folders that a platform team can review, test and apply with Terraform or
 * OpenTofu alone. Runs nothing from the input and writes nothing outside `out`.
 * @throws Error whose name is `Refusal` and whose message says what to do; nothing was written then
 * @example
 * const { stacks } = handOff({ input: "cdktf.out", out: "hand-off", format: "hcl", onProgress: console.log });
 */
export function handOff({
  input,
  out,
  schemas = [],
  init = false,
  binary,
  force = false,
  replaceStack = false,
  allowDelete = [],
  allowTarget = false,
  allowSecrets = false,
  dryRun = false,
  plan = false,
  onProgress = () => {},
  ...options
}: HandOffOptions): HandOffResult {
  const { isApp, sources: synthesized } = readSources(input);
  checkExpressions(synthesized);
  const { layout, names, format, stated, remembered, lines } = continuedOptions(
    options,
    new Folder(checkedFolder(out, input)),
    isApp ? undefined : synthesized[0].name,
  );
  const sources = namedSources(synthesized, names);
  const provenance = provenanceOf(resolve(input), stated, [input, out], ownVersion());
  for (const line of lines) {
    onProgress(line);
  }
  const known = knownSchemas(resolve(input), SHIPPED_SCHEMAS, { schemas, init, binary, onProgress });
  // It loads what plans, which a first hand-off does without.
  const planned = (update: PlannedUpdate) => {
    const { plannerWith }: typeof planner = require("./difference/planned-update");
    return plannerWith({ binary, isDemanded: plan, onProgress })(update);
  };
  const settings = { format, layout, schemas: known, provenance, stated, planned, remembered };
  const consent = { force, replaceStack, allowDelete, allowTarget, allowSecrets };
  const result = ({ bundles, changes }: Handoff) => ({
    folder: resolve(out),
    stacks: bundles.map(({ name }) => name),
    changes,
  });
  if (dryRun) {
    const { before, refusal } = readableFolder(out, input);
    const handoff = handoffOf(isApp, sources, before, settings);
    const refused = refusal(handoff.content, consent);
    return { ...result(handoff), ...(refused && { refusal: refused.message }) };
  }
  return withOutputFolder(out, input, ({ before, write }) => {
    const handoff = handoffOf(isApp, sources, before, settings);
    for (const { name, files, notes } of handoff.bundles) {
      const remark = notes.length === 0 ? "" : `, review notes in its README: ${notes.length}`;
      onProgress(`${quoted(name)}: ${files.size} files${remark}`);
    }
    for (const path of write(handoff.content, consent)) {
      onProgress(`removed: ${quoted(path)}`);
    }
    return result(handoff);
  });
}
