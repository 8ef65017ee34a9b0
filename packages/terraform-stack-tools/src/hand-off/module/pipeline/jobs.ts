import { asksService, openIdConnectOf } from "../../../knowledge/catalogue/block-types";
import { hiddenValues } from "../../../knowledge/secrets/literal-secrets";
import type { Variable } from "../../../stack/stack";
import type { Format, RootModule } from "../root-module";
import { terraformVersion } from "./terraform-version";

/** What the jobs of a pipeline do, whatever the platform. */
export interface Jobs {
  readonly terraformVersion: string;
  /** The commands that check the bundle, and need no credentials. */
  readonly checks: readonly string[];
  /** Whether the tests of the bundle are left out, because they need credentials. */
  readonly skipsTests: boolean;
  /** The commands that plan it. */
  readonly plan: readonly string[];
  /** The variables of the environment that providers log in by with OpenID Connect. */
  readonly login: readonly string[];
  /** The providers whose login the receiver adds. */
  readonly otherLogins: readonly string[];
  /** The inputs without a default. */
  readonly inputs: readonly Input[];
}

/** An input of the module, read from the settings of the platform. */
export interface Input {
  /** What Terraform reads: `TF_VAR_` and the name of the input. */
  readonly variable: string;
  /** The name of the setting, which may have letters, digits and underscores alone. */
  readonly setting: string;
  readonly isSecret: boolean;
}

/** @param root the folder to plan in, which ends with a slash; empty for the top of the bundle */
export function jobsOf({ stack, requiredVersion }: RootModule, root: string, format: Format): Jobs {
  // The root module validates the module that it calls, which alone would miss its providers.
  const terraform = root === "" ? "terraform" : `terraform -chdir=${root.slice(0, -1)}`;
  const skipsTests = stack.blocks.some(({ kind }) => kind === "ephemeral");
  const names = stack.requiredProviders.map(({ name }) => name);
  return {
    terraformVersion: terraformVersion(requiredVersion),
    checks: [
      ...(format === "hcl" ? ["terraform fmt -check -diff -recursive"] : []),
      `${terraform} init -backend=false -input=false`,
      `${terraform} validate`,
      ...(skipsTests ? [] : [...(root === "" ? [] : ["terraform init -backend=false -input=false"]), "terraform test"]),
    ],
    skipsTests,
    plan: [`${terraform} init -input=false`, `${terraform} plan -input=false -lock-timeout=5m`],
    login: [...new Set(names.flatMap(openIdConnectOf))].sort(),
    otherLogins: names.filter((name) => asksService(name) && openIdConnectOf(name).length === 0),
    inputs: stack.variables
      .filter(({ isRequired }) => isRequired)
      .map((variable) => inputOf(variable, hiddenValues(stack))),
  };
}

function inputOf({ name }: Variable, hidden: ReadonlySet<string>): Input {
  const variable = `TF_VAR_${name}`;
  return { variable, setting: variable.replace(/\W/g, "_"), isSecret: hidden.has(`var.${name}`) };
}
