import { parseArgs } from "node:util";
import { lockedVersions, versionsHere } from "../kubernetes/versions";
import { faultsIn, getPrograms, missingIn } from "./get";
import { LOCK, readLock } from "./lock-file";
import { environmentOfEngines, folderOfPrograms, isPacked, laidFolder, programs } from "./place";

const HELP = `usage: npm run testbed:get [-- options]

Gets the programs that the suites with engines, real providers and Kubernetes need, from where their publishers have
them: engines, providers of two generations, the parts of a control plane. __tests__/testbed/programs.lock.json pins each of them
by a digest. Go builds the replaying providers, and what is published as a module of Go alone.

They are kept in the user's cache, two gigabytes, or in the folder that TESTBED_PROGRAMS names, where the suites find them.
What is kept is not downloaded again. Where that folder has packed programs already, there is nothing to get.

options:
  --check        gets nothing; says what is missing or changed, and then exits with 1
  --env          gets nothing; prints what lets a shell find engines and replaying providers:
                 eval "$(npm run --silent testbed:get -- --env)"
  --kubernetes   gets nothing; prints the versions of Kubernetes that are here, the newest one last, and on the standard
                 error those of the lock file that are not
  --lock <file>  another lock file
  --help         prints this
`;

function printEnvironment(): void {
  for (const [name, value] of Object.entries(environmentOfEngines(programs()))) {
    console.log(`export ${name}='${value.replace(/'/g, "'\\''")}'`);
  }
  console.log("unset TF_CLI_CONFIG_FILE");
}

function printVersions(): void {
  const here = versionsHere();
  console.log(here.join("\n"));
  const others = lockedVersions().filter((version) => !here.includes(version));
  if (others.length > 0) {
    console.error(`left out, since it is not here: Kubernetes ${others.join(", ")}`);
  }
}

function check(lock: string): number {
  const folder = folderOfPrograms();
  const isOfOthers = isPacked(folder);
  const faults = isOfOthers ? missingIn(readLock(lock), programs()) : faultsIn(laidFolder(folder, lock));
  if (faults.length === 0) {
    console.log(`The testbed's programs are in ${folder}.`);
    return 0;
  }
  const advice = isOfOthers
    ? "npm run testbed:get changes nothing there. Pack them again, or let TESTBED_PROGRAMS name another folder."
    : "Run npm run testbed:get.";
  console.log([`${folder} does not have all programs of the testbed:`, ...faults, advice].join("\n"));
  return 1;
}

async function get(lock: string): Promise<number> {
  const folder = folderOfPrograms();
  if (isPacked(folder)) {
    console.log(`The programs are those in ${folder}, which TESTBED_PROGRAMS names: there is nothing to get.`);
    return 0;
  }
  const laid = laidFolder(folder, lock);
  const failures = await getPrograms(readLock(lock), laid, folder);
  if (failures.length > 0) {
    console.error([...failures, "Run npm run testbed:get again; what has arrived is kept."].join("\n"));
    return 1;
  }
  console.log(`The testbed's programs are in ${laid}.`);
  return 0;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      check: { type: "boolean" },
      env: { type: "boolean" },
      kubernetes: { type: "boolean" },
      help: { type: "boolean" },
      lock: { type: "string", default: LOCK },
    },
  });
  if (values.help) {
    console.log(HELP);
  } else if (values.env) {
    printEnvironment();
  } else if (values.kubernetes) {
    printVersions();
  } else {
    return values.check ? check(values.lock) : get(values.lock);
  }
  return 0;
}

main().then(
  (code) => process.exit(code),
  (error) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
