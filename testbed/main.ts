import { HELP, optionsOf, UsageError } from "./options";
import { run } from "./run";

async function main(): Promise<number> {
  // npm runs scripts at the top of the repository, and says where it was started.
  const options = optionsOf(process.argv.slice(2), process.env.INIT_CWD ?? process.cwd());
  if (!options) {
    console.log(HELP);
    return 0;
  }
  return run(options);
}

main().then(
  (code) => process.exit(code),
  (error) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(error instanceof UsageError ? 2 : 1);
  },
);
