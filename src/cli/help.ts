import { COMMANDS } from "./commands";

/** What `cdktf-acr-aks --help` prints. */
export function helpOfProgram(): string {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length));
  const indent = " ".repeat(width + 5);
  const commands = COMMANDS.map(
    ({ name, summary, example }) => `  ${name.padEnd(width)}   ${summary}\n${indent}${example}`,
  );
  return `Usage: cdktf-acr-aks <command> [options]

Starts, reviews and hands over Terraform that lets Kubernetes clusters pull images from
Azure Container Registry.

Commands, each with an example:
${commands.join("\n")}

Options:
  -h, --help   print this help; after a command, the help of that command
  --version    print the version

Exit codes: 0 success, 1 refused, 2 wrong usage; plan has two more.`;
}
