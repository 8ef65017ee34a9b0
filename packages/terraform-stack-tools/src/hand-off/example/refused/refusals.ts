import { override } from "../../../providers/test-file";
import { type Reference, referencesIn } from "../../../stack/expression/reference";
import { escaped } from "../../../stack/expression/template";
import { isList, type JsonObject, listOf, objectOf } from "../../../stack/json";
import type { Block, Stack } from "../../../stack/stack";
import type { Variable } from "../../../stack/variable";
import { madeUpAnswers } from "../mocks";
import { nearMissesOf } from "./near-miss";

/** Runs that must fail, by name: for each validation of an input, and for each condition on what is looked up. */
export function refusals({ variables, blocks }: Stack): JsonObject {
  return Object.fromEntries([...variables.flatMap(inputRuns), ...blocks.flatMap(lookUpRuns)]);
}

function inputRuns(variable: Variable): [string, JsonObject][] {
  const { name, validations } = variable;
  const misses = validations.flatMap((_validation, index) => nearMissesOf(variable, index));
  return misses.map((value, index) => [
    `refuses_${name}_${index + 1}`,
    { command: "plan", variables: { [name]: escaped(value) }, expect_failures: [`var.${name}`] },
  ]);
}

/** A data source that finds the object without what its condition looks at. */
function lookUpRuns(block: Block): [string, JsonObject][] {
  const { kind, address, name, type, body } = block;
  const answers = kind === "data" ? madeUpAnswers([block]) : {};
  const conditions = listOf(objectOf(listOf(body.lifecycle)[0]).postcondition);
  return conditions.flatMap((condition, index): [string, JsonObject][] => {
    const missing = referencesIn(condition)
      .flatMap(attributeOfItself)
      .find((attribute) => isList(answers[attribute]));
    return missing === undefined
      ? []
      : [
          [
            `refuses_${type}_${name}_${index + 1}`,
            {
              command: "plan",
              override_data: [override(address, { ...answers, [missing]: [] })],
              expect_failures: [address],
            },
          ],
        ];
  });
}

function attributeOfItself(reference: Reference): string[] {
  const [first] = reference.root === "self" ? reference.steps : [];
  return first?.kind === "attribute" ? [first.name] : [];
}
