import { COMMANDS } from "./commands";

/** What `stack-tools --help` prints. */
export function helpOfProgram(): string {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length));
  const indent = " ".repeat(width + 5);
  const commands = COMMANDS.map(
    ({ name, summary, example }) => `  ${name.padEnd(width)}   ${summary}\n${indent}${example}`,
  );
  return `Usage: stack-tools <command> [options]

Reviews and hands over the Terraform that a CDK synthesizes, without credentials and
without a cloud.

Commands, each with an example:
${commands.join("\n")}

Options:
  -h, --help   print this help; after a command, the help of that command
  --version    print the version

Exit codes: 0 success, 1 refused, 2 wrong usage; plan has two more.`;
}
