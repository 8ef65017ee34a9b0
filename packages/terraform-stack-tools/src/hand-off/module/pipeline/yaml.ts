import { quoted } from "../../../stack/json";
import type { Jobs } from "./jobs";

/** Lines, moved to the right. */
export function indented(lines: readonly string[], spaces: number): string[] {
  return lines.map((line) => (line === "" ? line : `${" ".repeat(spaces)}${line}`));
}

/** An entry of a mapping. A name of the input may contain what YAML would interpret. */
export function entry(key: string, value: string): string {
  return `${/^[\w-]+$/.test(key) ? key : JSON.stringify(key)}: ${value}`;
}

export function whatItDoes({ login, inputs }: Jobs): string[] {
  const what = "# Checks pull requests without credentials, and plans the main branch. It applies nothing.";
  const variables = "README.md says which variables it reads";
  if (login.length > 0) {
    return [what, `# ${variables}, and what the identity that logs in must be allowed to do.`];
  }
  return inputs.length > 0 ? [what, `# ${variables}.`] : [what];
}

export const STATE = ['# The state is read from the backend in backend.tf: README.md, "Keep the state".'];

export const SKIPPED_TESTS = ["# terraform test would read ephemeral resources, which takes credentials."];

/** Where the receiver logs in to what has no login of its own here; nothing where there is none. */
export function whereToLogIn({ otherLogins }: Pick<Jobs, "otherLogins">): string[] {
  return otherLogins.length === 0 ? [] : [`# Log in here: ${otherLogins.map(quoted).join(", ")}. README.md says how.`];
}
