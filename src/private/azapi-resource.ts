import { type TerraformResource, Token } from "cdktf";
import { fail } from "./fail";
import { argumentsAt, isBlock } from "./ownership/arguments";

/** Of a binding that the user generated, or without one: `type`, `body` and what it exports are arguments. */
export function isAzapiResource(resource: TerraformResource): boolean {
  return resource.terraformResourceType === "azapi_resource";
}

/** The version of the API may be any. A type that only the plan knows passes. */
export function checkAzapiType(resource: TerraformResource, property: string, expected: string): void {
  const { type } = argumentsAt(resource, ["type"]);
  const [stated] = String(type).split("@");
  if (!Token.isUnresolved(type) && stated.toLowerCase() !== expected.toLowerCase()) {
    fail(resource, {
      property,
      must: `be ${expected}, with the version of an API`,
      got: stated,
      repair: "pass the azapi_resource of that type",
      see: "azapi-resources",
    });
  }
}

/** What azapi exports of Azure's answer. Undefined where the resource does not say that it exports it. */
export function exportedBy(resource: TerraformResource, path: string): string | undefined {
  const { response_export_values: stated } = argumentsAt(resource, ["response_export_values"]);
  if (Token.isUnresolved(stated)) {
    return resource.getStringAttribute(`output.${path}`);
  }
  if (isBlock(stated)) {
    // By the names of a map, azapi exports each under its own.
    const [name] = Object.entries(stated).find(([, exported]) => exported === path) ?? [];
    return name === undefined ? undefined : resource.getStringAttribute(`output.${name}`);
  }
  const isExported = (one: unknown) => one === "*" || one === path || path.startsWith(`${one}.`);
  return [stated].flat().some(isExported) ? resource.getStringAttribute(`output.${path}`) : undefined;
}

/** The same for what is needed. */
export function demandExport(resource: TerraformResource, property: string, path: string): string {
  return (
    exportedBy(resource, path) ??
    fail(resource, {
      property: `${property}.responseExportValues`,
      must: `contain '${path}', without which azapi does not keep it`,
      repair: `set response_export_values: ["${path}"] on the resource`,
      see: "azapi-resources",
    })
  );
}
