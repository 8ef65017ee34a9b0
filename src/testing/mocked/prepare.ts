import { PlanError } from "../../providers/plan-error";
import { blockOf, type JsonObject, objectOf } from "../../terraform/json";
import { mapResources, type Stack, withSections } from "../../terraform/stack";
import { withEphemeralVariables } from "./ephemeral";
import { withSameProviders } from "./requirements";
import { checkVariables, givenVariables } from "./variables";
import { mapVersions, type Plannable, VERSION_NAMES, type Versions } from "./versions";

/**
 * Makes both versions plannable.
 * @throws PlanError for what mocks cannot plan, and for variables without a value or a declaration
 */
export function prepare(versions: Versions<Stack>, variables: JsonObject): Versions<Plannable> {
  const plannable = mapVersions(versions, (source, version): Plannable => {
    checkStack(source, VERSION_NAMES[version]);
    const local = withoutReach(withEphemeralVariables(source));
    return {
      source,
      stack: version === "existing" ? withoutDestroyProtection(local) : local,
      variables: givenVariables(source, variables, VERSION_NAMES[version]),
    };
  });
  checkVariables(versions, variables);
  return withSameProviders(plannable);
}

function checkStack({ blocks }: Stack, name: string): void {
  for (const { kind, address, body, isRepeated } of blocks) {
    if (kind === "ephemeral" && isRepeated) {
      throw new PlanError(
        `${name}: ${address} must not use for_each or count, because ephemeral resources cannot be mocked`,
      );
    }
    if (kind === "module" && typeof body.source === "string" && /^\.\.?\//.test(body.source)) {
      throw new PlanError(
        `${name}: ${address} must have a source that init can download, got the folder '${body.source}'; ` +
          "plan reads no folders",
      );
    }
  }
}

/**
 * Without what reaches beyond the configuration: states, imports, and commands that applying the earlier version would
 * run here.
 */
function withoutReach(stack: Stack): Stack {
  const { import: _imports, ...sections } = stack.sections;
  const { backend: _backend, cloud: _cloud, ...settings } = objectOf(sections.terraform);
  const local = withSections(stack, "terraform" in sections ? { ...sections, terraform: settings } : sections);
  return mapResources(local, ({ body }) => {
    const { provisioner: _provisioner, connection: _connection, ...rest } = body;
    return rest;
  });
}

/** A test destroys at its end what it has applied, which is mocked. */
function withoutDestroyProtection(stack: Stack): Stack {
  return mapResources(stack, ({ body }) => {
    const { prevent_destroy: _protection, ...lifecycle } = blockOf(body.lifecycle);
    return "lifecycle" in body ? { ...body, lifecycle } : body;
  });
}
