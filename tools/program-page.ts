import { COMMANDS } from "../packages/terraform-stack-tools/src/cli/commands";
import { helpOfProgram } from "../packages/terraform-stack-tools/src/cli/help";
import { page } from "./page";

export const PROGRAM_PAGE = "docs/reference/program.md";

export function programPage(): string {
  const commands = COMMANDS.map(({ name, help }) => `## ${name}\n\n${printed(`${name} --help`, help())}`);
  return page("program.md", { help: printed("--help", helpOfProgram()), commands: commands.join("\n\n") });
}

function printed(args: string, text: string): string {
  return `\`\`\`console\n$ npx cdktf-acr-aks ${args}\n${text}\n\`\`\``;
}
