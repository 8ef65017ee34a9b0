import { hiddenValues } from "../../knowledge/secrets/literal-secrets";
import { code, codeList, table } from "../../shared/markdown";
import { entries } from "../../stack/json";
import { EXAMPLE_FOLDER, type Modules } from "../module/layout";
import type { RootModule } from "../module/root-module";
import { inputTable } from "./tables";

/** How the bundle is used: called by others, or applied where it is. */
export function usage({ example, obstacle }: Modules): string {
  if (example === undefined) {
    return obstacle ?? "It configures its providers and is applied where it is.";
  }
  const link = `[${EXAMPLE_FOLDER.slice(0, -1)}](${EXAMPLE_FOLDER})`;
  return (
    `It is a child module: it configures no provider and no backend, so that other configurations can call it. ` +
    `${link} is such a configuration: it configures the providers and takes over what the source was applied to.`
  );
}

export const CALLER_INPUTS = `Inputs of ${code(EXAMPLE_FOLDER.slice(0, -1))} alone`;

/** The inputs that only the caller has; nothing where there are none. */
export function callerInputs({ stack }: RootModule, { top, example }: Modules): string[] {
  const own = top.stack.variables.map(({ name }) => name);
  const others = stack.variables.filter(({ name }) => !own.includes(name));
  return example === undefined ? [] : inputTable(others, hiddenValues(stack));
}

export function filesTable({ whole, top, example }: Modules): string {
  const parts = Object.entries(top.files).flatMap(([name, sections]) => (entries(sections).length > 0 ? [name] : []));
  const root = example === undefined ? "" : EXAMPLE_FOLDER;
  const caller = [
    [code(EXAMPLE_FOLDER), "the root module to apply: providers, the call, and `moved` blocks for an existing state"],
  ];
  return table(
    ["File", "Content"],
    [
      [codeList(parts), "the module"],
      ...(example === undefined ? [] : caller),
      ...(whole.stack.variables.length === 0
        ? []
        : [[code(`${root}terraform.tfvars.example`), "every input, to copy and complete"]]),
      [
        "`tests/`",
        "a test for `terraform test` and `tofu test`: it plans with mocked providers and example values, and compares the outputs",
      ],
      ["`CHANGES.md`", "what changed since the handoff before"],
      ["`stack.json`", "the stack as JSON, which the next handoff compares with; Terraform does not read it"],
      ["`LICENSE`", "empty: the organisation that receives the module puts its own there"],
      ["`manifest.json`", "versions, and the digests of the source and of each file"],
    ],
  );
}
