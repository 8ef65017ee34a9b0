import { inputTable, outputTable } from "../../hand-off/readme/tables";
import { purpose } from "../../knowledge/pages/purpose";
import { hiddenValues } from "../../knowledge/secrets/literal-secrets";
import { prose } from "../../shared/markdown";
import type { ModuleCall } from "../configuration";

/** The README of a module that several configurations call. */
export function moduleReadme({ name, module: { stack } }: ModuleCall): string {
  const inputs = inputTable(stack.variables, hiddenValues(stack));
  const outputs = outputTable(stack.outputs);
  const paragraphs = [
    `# ${prose(name)}`,
    purpose(stack).join(" "),
    ...(inputs.length === 0 ? [] : ["## Inputs", ...inputs]),
    ...(outputs.length === 0 ? [] : ["## Outputs", ...outputs]),
  ];
  return `${paragraphs.join("\n\n")}\n`;
}
