import type * as ejectRoom from "../../export/eject";
import type { Comparison } from "../../export/eject";
import type * as handOffRoom from "../../export/hand-off";
import { quoted } from "../../stack/json";
import { argumentsIn, type Command, UsageError } from "../command";
import { inputIn } from "../input";
import type * as variables from "../plan/plan-stacks";

/** @throws UsageError where the folder to write is not named */
function checkOut(out: string | undefined): asserts out is string {
  if (!out) {
    throw new UsageError("--out is missing; name the folder to write.");
  }
}

const HAND_OFF_WORDS = {
  before: `Usage: terraform-stack-tools hand-off [stack folder or cdktf.out] --out <folder> [options]

Turns synthesized stacks into bundles: folders that a platform team can review and apply
with Terraform or OpenTofu alone. From cdktf.out, each stack gets its own folder. Without
a path, or with that of an app, it takes the cdktf.out there or up to four folders below;
links and hidden folders are not followed.`,
  after: `Exit codes: 0 success, 1 refused, 2 wrong usage. Prints the path of the folder to standard
output, and progress to standard error.`,
};

const HAND_OFF_OPTIONS = {
  Options: {
    "--out <folder>": "folder to write; unrelated files in it are kept",
    "--format <json|hcl>": "language of the module (default: json)",
    "--schemas <file>...": `for HCL of types that this package does not know: a file with what
      'terraform providers schema -json' prints; repeatable`,
    "--init": `for HCL: download the providers of types that are otherwise
      unknown, and ask them, without credentials`,
    "--force": "overwrite files of the bundle that no commit of git has",
    "--allow-secrets": `hand over secrets that the stack has in clear text, which everyone
      who gets the folder can read`,
  },
};

export const handOffCommand: Command = {
  words: HAND_OFF_WORDS,
  options: HAND_OFF_OPTIONS,
  run: (args, onProgress) => {
    const { values, inputs } = argumentsIn(args, HAND_OFF_OPTIONS);
    const { out, ...others } = values;
    checkOut(out);
    if ((others.schemas.length > 0 || others.init) && others.format !== "hcl") {
      throw new UsageError("--schemas and --init are for --format hcl; JSON needs no schemas.");
    }
    const input = inputIn(inputs, "hand-off");
    const { handOff }: typeof handOffRoom = require("../../export/hand-off");
    return { output: handOff({ ...others, input, out, onProgress }).folder };
  },
};

const EJECT_WORDS = {
  before: `Usage: terraform-stack-tools eject [stack folder or cdktf.out] --out <folder> [options]

Turns synthesized stacks into Terraform that people keep, for a team that leaves its CDK:
HCL with plain names, one file for each construct, 'moved' blocks that carry the state
over, and a README with the next steps. From cdktf.out, each stack gets its own folder.
The result does not need this program any more. Without a path, or with that of an app, it
takes the cdktf.out there or up to four folders below; links and hidden folders are not
followed.`,
  after: `Exit codes: 0 success, 1 refused, 2 wrong usage, 3 --check found a difference. Prints the
path of the folder to standard output, or with --check a line for each stack, and progress
to standard error.`,
};

const EJECT_OPTIONS = {
  Options: {
    "--out <folder>": "folder to write; unrelated files in it are kept",
    "--check": `plan the result against the state of the source, without
      credentials and without a cloud, and show each change that the
      source would not make: there should be none`,
    "--state <file>...": `for --check, the state to plan against instead of a generated one:
      what 'terraform state pull' prints. Providers see its values.
      From cdktf.out: --state <stack>=<file>; repeatable`,
    "--var <name=value>...": "for --check, the value of a variable; repeatable",
    "--var-file <file>...": "values in a .tfvars or .tfvars.json file; repeatable",
    "--no-instances": `keep one block for each resource; by default, three or more
      siblings that differ in at most two values share one with for_each`,
    "--schemas <file>...": `for types that this package does not know and the project has no
      bindings for: a file with what 'terraform providers schema -json'
      prints; repeatable`,
    "--init": `download the providers of types that are otherwise unknown, and
      ask them, without credentials`,
    "--binary <name>": `for --check and --init: terraform, tofu or a path (default:
      TERRAFORM_BINARY_NAME, otherwise the first one on the PATH)`,
    "--force": "overwrite files of these names that no commit of git has",
    "--allow-secrets": "write secrets that the stack has in clear text",
  },
};

/** The exit code for a result that plans something else than its source. */
const DIFFERENT = 3;

export const ejectCommand: Command = {
  words: EJECT_WORDS,
  options: EJECT_OPTIONS,
  run: (args, onProgress) => {
    const { values, inputs } = argumentsIn(args, EJECT_OPTIONS);
    const { out, var: assignments, varFile, noInstances, ...given } = values;
    const { check, init, binary, state } = given;
    checkOut(out);
    const hasValues = assignments.length + varFile.length > 0;
    if (!check && (hasValues || state.length > 0 || (binary !== undefined && !init))) {
      throw new UsageError("--binary, --state, --var and --var-file are for the plans of --check; add it.");
    }
    const input = inputIn(inputs, "eject");
    const { valuesFor }: typeof variables = require("../plan/plan-stacks");
    const { eject }: typeof ejectRoom = require("../../export/eject");
    const { folder, comparisons } = eject({
      ...given,
      ...(hasValues && { values: valuesFor(input, values, binary) }),
      input,
      out,
      instances: !noInstances,
      onProgress,
    });
    const unplanned = comparisons.filter(({ problem }) => problem !== undefined);
    const isSame = comparisons.every(({ differences }) => differences.length === 0);
    return {
      output: check ? comparisons.flatMap(verdict).join("\n") : folder,
      ...(unplanned.length === 0 ? {} : { refusal: unplanned.map(problemOf).join("\n") }),
      exitCode: isSame ? Number(unplanned.length > 0) : DIFFERENT,
    };
  },
};

function verdict({ name, objects, differences, pending = [], problem }: Comparison): string[] {
  if (problem !== undefined) {
    return [];
  }
  const all = pending.map((change) => `  the app would change it, too: ${change}`);
  const count = `(${objects} ${objects === 1 ? "object" : "objects"})`;
  if (differences.length > 0) {
    return [`${name}: not the same`, ...differences.map((difference) => `  ${difference}`), ...all];
  }
  return pending.length === 0
    ? [`${name}: no changes ${count}`]
    : [`${name}: the same changes as the app ${count}`, ...all];
}

function problemOf({ name, problem }: Comparison): string {
  return `the files are written, but ${quoted(name)} cannot be checked: ${problem}`;
}
