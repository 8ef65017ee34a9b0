import { join } from "node:path";
import { parseArgs } from "node:util";
import { InputError } from "../inputs";
import { changedPages, isRepository, type Period } from "./changed";
import { complaintsOf } from "./complaints";
import { readFacts } from "./fact";
import { changesText } from "./text";

const PROJECT = join(__dirname, "../..");

const HELP = `npm run facts
  checks that each page which code and docs cite has a fact in facts/, and that each fact is cited where it says.

npm run facts -- changed <checkout of the documentation's repository> [--since <commit or day>] [--until <commit or day>]
  lists the facts whose page has changed since it was read, with the difference. Checkouts need their history:
  git clone --filter=blob:none https://github.com/MicrosoftDocs/azure-management-docs`;

function check(): void {
  const facts = readFacts(join(PROJECT, "facts"));
  const complaints = complaintsOf(PROJECT, facts);
  if (complaints.length > 0) {
    throw new InputError(complaints.join("\n"));
  }
  console.log(`${facts.length} facts, each cited where it says, and no citation without one`);
}

function listChanges(checkout: string | undefined, period: Period): void {
  if (checkout === undefined || !isRepository(checkout)) {
    throw new InputError(`Give a checkout of the documentation's repository.\n\n${HELP}`);
  }
  const facts = readFacts(join(PROJECT, "facts"));
  console.log(changesText(changedPages(checkout, facts, period)));
}

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { since: { type: "string" }, until: { type: "string" }, help: { type: "boolean" } },
  });
  const [command, checkout] = positionals;
  if (values.help || (command !== undefined && command !== "changed")) {
    console.log(HELP);
    process.exitCode = values.help ? 0 : 1;
  } else if (command === undefined) {
    check();
  } else {
    listChanges(checkout, values);
  }
}

try {
  main();
} catch (error) {
  if (!(error instanceof InputError)) {
    throw error;
  }
  console.error(error.message);
  process.exitCode = 1;
}
