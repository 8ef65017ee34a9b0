import { PlanError } from "../../shared/refusal";
import { isTemplate } from "../../stack/expression/template";
import { type JsonObject, objectOf, textOf } from "../../stack/json";
import { mapResources, type Stack, withSections } from "../../stack/stack";
import { checkExpansion } from "./expansion";
import { checkVariables, givenVariables } from "./variables";
import { mapVersions, type Plannable, VERSION_NAMES, type Versions } from "./versions";

/**
 * Makes both versions plannable without a cloud.
 * @throws PlanError for modules in folders or with computed sources, for variables without a value or a declaration, and for
 * local values that grow without end
 */
export function prepare(versions: Versions<Stack>, variables: JsonObject): Versions<Plannable> {
  const plannable = mapVersions(versions, (source, version): Plannable => {
    checkModules(source, VERSION_NAMES[version]);
    checkExpansion(source, VERSION_NAMES[version]);
    return {
      source,
      stack: withoutReach(source),
      variables: givenVariables(source, variables, VERSION_NAMES[version]),
    };
  });
  checkVariables(versions, variables);
  return plannable;
}

function checkModules({ blocks }: Stack, name: string): void {
  for (const { kind, address, body } of blocks) {
    // OpenTofu would evaluate it while it downloads, with any function.
    if (kind === "module" && [body.source, body.version].some((value) => isTemplate(textOf(value)))) {
      throw new PlanError(`${name}: ${address} must have a source and a version without expressions; write them out`);
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
 * The settings of Terraform that name neither a program nor an address. A backend, HCP Terraform and the encryption of the
 * state do, and so may those of later versions.
 */
const SETTINGS: readonly string[] = [
  "required_version",
  "required_providers",
  "provider_meta",
  "experiments",
  "language",
];

/**
 * Without what reaches beyond the configuration: states, imports, and commands that applying the earlier version would
 * run here.
 */
function withoutReach(stack: Stack): Stack {
  const { import: _imports, ...sections } = stack.sections;
  const settings = Object.entries(objectOf(sections.terraform)).filter(([name]) => SETTINGS.includes(name));
  const terraform = Object.fromEntries(settings);
  const local = withSections(stack, "terraform" in sections ? { ...sections, terraform } : sections);
  return mapResources(local, ({ body }) => {
    const { provisioner: _provisioner, connection: _connection, ...rest } = body;
    return rest;
  });
}
