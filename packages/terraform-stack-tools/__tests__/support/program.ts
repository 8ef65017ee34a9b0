import { optionsIn } from "../../src/cli/command";
import { type ReportOptions, THE_REPORT } from "../../src/cli/commands/reports";
import { run } from "../../src/cli/program";

/** All formats of a report. */
export const REPORT_FORMATS = (optionsIn({ report: THE_REPORT }).find(({ name }) => name === "format")?.value ?? "").split(
  "|",
) as ReportOptions["reports"][number]["format"][];

/** What `terraform-stack-tools` with these arguments ends with and writes, in this process. */
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
