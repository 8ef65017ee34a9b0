import { EXAMPLE, textFor } from "../../knowledge/catalogue/made-up";
import { codeList } from "../../shared/markdown";
import { remoteOutputs } from "../../stack/references";
import type { Stack } from "../../stack/stack";
import { ephemeralProviders } from "./mocks";
import { sampleOf } from "./sample";

/** What must be known before the bundle's test is run, as a paragraph of its README; empty if there is nothing. */
export function testCaveats(stack: Stack): string {
  const providers = ephemeralProviders(stack);
  const outputs = guessedOutputs(stack);
  const inputs = uncertainInputs(stack);
  return [
    ...(providers.length > 0 ? [realProviders(providers)] : []),
    ...(stack.imports.length > 0 ? [NO_IMPORTS_IN_OPENTOFU] : []),
    ...(outputs.length > 0 ? [guessed(outputs)] : []),
    ...(inputs.length > 0 ? [uncertain(inputs)] : []),
  ].join(" ");
}

const NO_IMPORTS_IN_OPENTOFU =
  "OpenTofu cannot test a module that imports resources: if `tofu test` fails with an error of its own, " +
  "use `tofu plan` instead.";

function realProviders(names: readonly string[]): string {
  return (
    `Terraform cannot mock ephemeral resources: \`terraform test\` reads those of ${codeList(names)} for real. ` +
    "That takes credentials; every other provider is mocked."
  );
}

function guessed(outputs: readonly string[]): string {
  return (
    "The test makes up the outputs of other stacks, and these have names that do not tell what they contain: " +
    `${codeList(outputs)}. If the test fails, replace their values in the files in \`tests/\`.`
  );
}

function uncertain(inputs: readonly string[]): string {
  return (
    `The example values of these inputs may not pass their validation: ${codeList(inputs)}. ` +
    "If the test fails, replace them in the files in `tests/`."
  );
}

function guessedOutputs(stack: Stack): string[] {
  return [...remoteOutputs(stack)].flatMap(([address, names]) => {
    const guesses = names.filter((name) => textFor({ name }, EXAMPLE) === undefined);
    return guesses.map((name) => `${address}.outputs.${name}`);
  });
}

function uncertainInputs({ variables }: Stack): string[] {
  const required = variables.filter(({ isRequired }) => isRequired);
  return required.filter((variable) => !sampleOf(variable).isCertain).map(({ name }) => name);
}
