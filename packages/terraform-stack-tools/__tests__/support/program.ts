import { run } from "../../src/cli/program";

/** What `stack-tools` with these arguments ends with and writes, in this process. */
export function called(...args: readonly string[]): { readonly code: number; readonly out: string; readonly error: string } {
  const streams = { out: "", error: "" };
  const code = run(args, {
    out: (text) => {
      streams.out += text;
    },
    error: (text) => {
      streams.error += text;
    },
  });
  return { code, ...streams };
}
