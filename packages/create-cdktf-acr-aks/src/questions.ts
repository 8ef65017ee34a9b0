import * as util from "node:util";
import { CDKS, type Choice, DEFAULTS, LANGUAGES, scenarios } from "./choices";
import type { CommandLine } from "./command-line";
import { type Machine, obstacle } from "./machine";
import { Refusal, UsageError } from "./refusal";

/** A folder and a choice, as far as they are known. */
export type Answers = Pick<CommandLine, "folder" | "cdk" | "language" | "scenario" | "install">;

/** Asks for what the command line leaves out. What cannot run on the machine is shown, but cannot be chosen. */
export type Ask = (given: Answers, machine: Machine) => Promise<Answers>;

/** Whether somebody can answer: in a terminal, outside of CI, with a Node.js that the library for questions runs on. */
export function canAsk(env: NodeJS.ProcessEnv = process.env): boolean {
  const isTerminal = process.stdin.isTTY === true && process.stderr.isTTY === true;
  return isTerminal && (env.CI ?? "") === "" && "styleText" in util;
}

/** Where nobody answers, a folder must be named. */
export async function askNobody({ folder, ...others }: Answers): Promise<Answers> {
  if (!folder) {
    throw new UsageError("one folder is needed: a new one, or '.' for the current one if it is empty.");
  }
  return { folder, ...others };
}

const WORDS: Readonly<Record<string, string>> = {
  cdktf: "cdktf, archived in December 2025",
  cdktn: "cdktn, its maintained fork",
  typescript: "TypeScript",
  python: "Python",
};

/** On standard error, since standard output is for the path alone. Without the library, which is optional, nobody is asked. */
export async function askInTerminal(given: Answers, machine: Machine): Promise<Answers> {
  const library = await import("@clack/prompts").catch(() => undefined);
  if (library === undefined) {
    return askNobody(given);
  }
  const { select, text } = library;
  const output = process.stderr;
  const answered = (answer: string | symbol): string => {
    if (typeof answer !== "string") {
      throw new Refusal("cancelled; nothing was written.");
    }
    return answer;
  };
  const chosen = async <T extends string>(
    message: string,
    names: readonly T[],
    initialValue: T,
    choice: (name: T) => Partial<Choice>,
  ): Promise<T> => {
    const options = names.map((name) => {
      const hint = obstacle({ ...choice(name), install: given.install }, machine);
      return { value: String(name), label: WORDS[name], hint, disabled: hint !== undefined };
    });
    const answer = answered(await select<string>({ message, output, initialValue, options }));
    return names.find((name) => name === answer) ?? initialValue;
  };
  // Without a name, it would be the current one.
  const validate = (name?: string) => (name?.trim() ? undefined : "Give it a name, or '.' for the current folder.");
  const folder =
    given.folder || answered(await text({ message: "Which new folder?", initialValue: "my-app", validate, output }));
  const cdk = given.cdk ?? (await chosen("Which CDK?", CDKS, DEFAULTS.cdk, (name) => ({ cdk: name })));
  const language =
    given.language ??
    (await chosen("Which language?", LANGUAGES, DEFAULTS.language, (name) => ({ cdk, language: name })));
  const all = scenarios().map(({ name, description }) => ({ value: name, label: name, hint: description }));
  const scenario =
    given.scenario ??
    answered(
      await select<string>({
        message: "What should it deploy?",
        output,
        initialValue: DEFAULTS.scenario,
        options: all,
      }),
    );
  return { ...given, folder, cdk, language, scenario };
}
