import { spawnSync } from "node:child_process";
import { commandsOf, inlineCommandsOf } from "../support/commands";
import { markdownIn, pages, readPage } from "../support/pages";

/** How to ask a program for the help of a command, and where its flags are listed as well. */
interface Program {
  readonly name: string;
  readonly help: string;
  /** Whether the help is that of the command, and not of the commands above it. */
  readonly isOf: (help: string, words: readonly string[]) => boolean;
  readonly alsoIn: readonly (readonly string[])[];
}

const PROGRAMS: readonly Program[] = [
  {
    name: "terraform",
    help: "-help",
    isOf: (help, words) => help.trim().startsWith(`Usage: terraform [global options] ${words.join(" ")}`),
    alsoIn: [
      ["plan", "-help"],
      ["apply", "-help"],
    ],
  },
  {
    name: "kubectl",
    help: "--help",
    isOf: (help, [first]) => help.includes(`Usage:\n  kubectl ${first}`) && !help.includes("kubectl [flags] [options]\n"),
    alsoIn: [["options"]],
  },
  { name: "az", help: "--help", isOf: (help, words) => help.includes(`\n    az ${words.join(" ")}`), alsoIn: [] },
];

function commandsFor(program: string): Map<string, Set<string>> {
  const calls = [...pages(), ...markdownIn("examples").map(readPage)].flatMap((page) => [
    ...commandsOf(page).calls,
    ...inlineCommandsOf(page),
  ]);
  const flagsByCommand = new Map<string, Set<string>>();
  for (const [name, ...args] of calls) {
    const end = args.findIndex((word) => !/^[a-z][a-z-]*$/.test(word));
    const command = args.slice(0, end === -1 ? undefined : end).join(" ");
    if (name === program && command !== "") {
      const flags = args.filter((word) => /^--?[a-z]/.test(word)).map((word) => word.split("=")[0]);
      flagsByCommand.set(command, new Set([...(flagsByCommand.get(command) ?? []), ...flags]));
    }
  }
  return flagsByCommand;
}

describe.each(PROGRAMS)("$name", ({ name, help: flag, isOf, alsoIn }) => {
  const print = (args: readonly string[]) => spawnSync(name, args, { encoding: "utf8" }).stdout ?? "";
  const isHere = spawnSync(name, ["version"]).error === undefined;
  const commands = [...commandsFor(name)];

  test("is in the pages", () => expect(commands.length).toBeGreaterThan(3));

  (isHere ? test.each(commands) : test.skip.each(commands))(`${name} %s exists, with its flags`, (command, flags) => {
    const words = command.split(" ");
    const help = print([...words, flag]);
    expect(isOf(help, words)).toBe(true);
    const known = [help, ...alsoIn.map(print)].join("\n");
    expect([...flags].filter((option) => !new RegExp(`(^|[\\s,\\[])${option}\\b`, "m").test(known))).toEqual([]);
  });
});
