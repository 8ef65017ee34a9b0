import { quoted, UsageError } from "./refusal";

/** npm takes what comes before `--` for options of its own, and leaves a variable of each. */
const VARIABLES = {
  npm_config_cdk: "--cdk",
  npm_config_language: "--language",
  npm_config_scenario: "--scenario",
} as const;

/** `--no-install` is the negation of an option to npm. */
const INSTALL = "npm_config_install";

/** @throws UsageError for options that npm has kept to itself, with which somebody would get another app than they asked for */
export function checkTakenByNpm(env: NodeJS.ProcessEnv): void {
  const named = Object.entries(VARIABLES)
    .filter(([variable]) => env[variable] !== undefined)
    .map(([variable, option]) => `${option}=${env[variable]}`);
  const taken = env[INSTALL] === "" || env[INSTALL] === "false" ? [...named, "--no-install"] : named;
  if (taken.length > 0) {
    throw new UsageError(
      `npm took ${taken.map(quoted).join(", ")} for its own, so this program never got it; put -- before the first option.`,
    );
  }
}
