import { code, table } from "../../shared/markdown";
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

/** The inputs of the module, and those that only its caller has. */
export function inputs({ stack }: RootModule, { top, example }: Modules): string[] {
  const own = top.stack.variables.map(({ name }) => name);
  const others = stack.variables.filter(({ name }) => !own.includes(name));
  const called = example === undefined || others.length === 0 ? [] : [CALLER_INPUTS, inputTable(others)];
  return [inputTable(top.stack.variables), ...called];
}

const CALLER_INPUTS = `Inputs that only ${code(EXAMPLE_FOLDER.slice(0, -1))} has, to configure providers:`;

export function filesTable({ example }: Modules): string {
  const root = example === undefined ? "" : EXAMPLE_FOLDER;
  const caller = [
    [code(EXAMPLE_FOLDER), "the root module to apply: providers, the call, and `moved` blocks for an existing state"],
  ];
  return table(
    ["File", "Content"],
    [
      ["`versions`, `variables`, `main`, `outputs`", "the module"],
      ...(example === undefined ? [] : caller),
      [code(`${root}terraform.tfvars.example`), "every input, to copy and complete"],
      ["`tests/`", "tests that plan the module, for `terraform test` and `tofu test`"],
      ["`CHANGES.md`", "what changed since the handoff before"],
      ["`stack.json`", "the stack as JSON, which the next handoff compares with; Terraform does not read it"],
      ["`manifest.json`", "versions, and the digests of the source and of each file"],
    ],
  );
}
