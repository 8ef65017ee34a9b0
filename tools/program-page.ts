import { help as createHelp } from "../packages/create-cdktf-acr-aks/src/program";
import { helpOf } from "../packages/terraform-stack-tools/src/cli/command";
import { COMMANDS, helpOfProgram } from "../packages/terraform-stack-tools/src/cli/program";
import { page } from "./page";

export const PROGRAM_PAGE = "docs/tools/program.md";

export function programPage(): string {
  const program = "npx terraform-stack-tools";
  const commands = COMMANDS.map(
    ({ name, load }) => `## ${name}\n\n${printed(`${program} ${name} --help`, helpOf(load()))}`,
  );
  return page("program.md", {
    help: printed(`${program} --help`, helpOfProgram()),
    commands: commands.join("\n\n"),
    create: printed("npm create cdktf-acr-aks -- --help", createHelp()),
  });
}

function printed(command: string, text: string): string {
  return `\`\`\`console\n$ ${command}\n${text}\n\`\`\``;
}
