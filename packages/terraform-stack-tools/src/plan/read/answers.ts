import type { MadeUpTexts } from "../../planned/made-up-texts";
import type { PlanJson, StateModule } from "../../planned/plan-json";
import { shown } from "../../planned/values";
import { type JsonObject, objectOf } from "../../stack/json";

/** What data sources of some types answered during a plan, by address. A plan lists only those that it cannot read yet. */
export function answersIn(
  { prior_state }: PlanJson,
  types: readonly string[],
  madeUp: MadeUpTexts,
): Record<string, JsonObject> {
  const found = resourcesIn(prior_state?.values?.root_module)
    .filter(({ mode, type }) => mode === "data" && types.includes(`data.${type}`))
    .map(({ address, values, sensitive_values }): [string, JsonObject] => [
      address,
      objectOf(madeUp.marked(shown(values, undefined, sensitive_values))),
    ]);
  return Object.fromEntries(found);
}

function resourcesIn(module: StateModule | undefined): NonNullable<StateModule["resources"]> {
  const { resources = [], child_modules = [] } = module ?? {};
  return [...resources, ...child_modules.flatMap(resourcesIn)];
}
