import { type Instance, type PlannedStack, valuesOf } from "../../planned/planned-stack";
import { type Json, type JsonObject, lookUp } from "../../stack/json";

/** With the data sources, of which a plan lists only those that it cannot read yet. */
export function completed(planned: PlannedStack): PlannedStack {
  const { stack, instances, variables } = planned;
  const listed = new Set(instances.map(({ block }) => block.address));
  const others = stack.blocks
    .filter(({ kind, address }) => kind === "data" && !listed.has(address))
    .map((block): Instance => {
      // Which of its instances is which, only a plan tells.
      const values = block.isRepeated ? {} : withVariables(valuesOf(block, stack), variables);
      return { address: block.address, block, values };
    });
  return others.length === 0 ? planned : { ...planned, instances: [...instances, ...others] };
}

function withVariables(values: JsonObject, variables: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, variableOf(value, variables) ?? value]),
  );
}

function variableOf(value: Json, variables: JsonObject): Json | undefined {
  return typeof value === "string" && value.startsWith("var.") ? lookUp(variables, value.slice(4)) : undefined;
}
