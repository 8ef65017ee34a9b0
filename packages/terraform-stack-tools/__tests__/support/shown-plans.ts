import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Json, JsonObject } from "../../src/stack/json";
import { called, REPORT_FORMATS } from "./program";

export const RESOURCE_GROUP = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg";
export const CONTOSO = `${RESOURCE_GROUP}/providers/Microsoft.ContainerRegistry/registries/contoso`;
export const KUBELET = "10000000-0000-0000-0000-00000000000a";
export const BUILDER = "20000000-0000-0000-0000-00000000000b";

/** A resource of a plan that stays as it is. */
export function object(type: string, name: string, values: JsonObject, change: JsonObject = {}): JsonObject {
  const provider_name = `registry.terraform.io/hashicorp/${type.split("_")[0]}`;
  const kept = { actions: ["no-op"], before: values, after: values, after_unknown: {} };
  return { address: `${type}.${name}`, mode: "managed", type, name, provider_name, change: { ...kept, ...change } };
}

export const registry = (values: JsonObject = {}, change: JsonObject = {}) =>
  object("azurerm_container_registry", "acr", { id: CONTOSO, name: "contoso", ...values }, change);

export const cluster = (name = "prod", objectId = KUBELET, values: JsonObject = {}) =>
  object("azurerm_kubernetes_cluster", name, {
    id: `${RESOURCE_GROUP}/providers/Microsoft.ContainerService/managedClusters/${name}`,
    name,
    kubelet_identity: [{ object_id: objectId }],
    ...values,
  });

export const grant = (name: string, values: JsonObject = {}, change: JsonObject = {}) =>
  object(
    "azurerm_role_assignment",
    name,
    { scope: CONTOSO, principal_id: KUBELET, role_definition_name: "AcrPull", ...values },
    change,
  );

/** A resource that the plan creates. */
export const created = (type: string, values: JsonObject, change: JsonObject = {}, name = "one") =>
  object(type, name, values, { actions: ["create"], before: null, ...change });

/** The arguments of a role assignment, which is created or updated. */
export const assigned = (values: JsonObject = {}): JsonObject => ({
  scope: CONTOSO,
  principal_id: KUBELET,
  role_definition_name: "AcrPull",
  ...values,
});

/** Expressions of a configuration. */
export const refers = (...references: string[]): JsonObject => ({ references });
export const is = (constant_value: Json): JsonObject => ({ constant_value });

/** The configuration of resources, by address. */
export const configured = (resources: Readonly<Record<string, JsonObject>>): JsonObject => ({
  configuration: {
    root_module: {
      resources: Object.entries(resources).map(([address, expressions]) => {
        const [type, name] = address.split(".");
        return { address, mode: "managed", type, name, provider_config_key: type.split("_")[0], expressions };
      }),
    },
  },
});

/** What `show -json` prints of a plan with these changes. */
export function shownPlan(changes: readonly Json[], more: JsonObject = {}): JsonObject {
  return {
    format_version: "1.2",
    terraform_version: "1.11.4",
    timestamp: "2026-11-28T06:00:00Z",
    resource_changes: changes,
    ...more,
  };
}

/** A folder with plans, in which `review` is run. */
export class ReviewFolder {
  private readonly parent = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-review-"));
  /** A report bears its name. */
  public readonly path = join(this.parent, "shop");

  public constructor() {
    mkdirSync(this.path);
  }

  public file(name: string): string {
    return join(this.path, name);
  }

  public write(name: string, content: JsonObject | string): string {
    const file = this.file(name);
    writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
    return file;
  }

  public read(name: string): string {
    return readFileSync(this.file(name), "utf8");
  }

  public review(plan: JsonObject, ...options: readonly string[]): ReturnType<typeof called> {
    return called("review", this.write("plan.json", plan), ...options);
  }

  public reviewFiles(files: readonly string[], ...options: readonly string[]): ReturnType<typeof called> {
    return called("review", ...files, ...options);
  }

  /** What is written, on both streams, for plans that are reviewed together. */
  public inEveryFormat(
    plans: readonly (JsonObject | string)[],
    failOn: string,
  ): { readonly code: number; readonly text: string }[] {
    const files = plans.map((plan, index) => this.write(`plan${index}.json`, plan));
    return REPORT_FORMATS.map((format) => {
      const { code, out, error } = this.reviewFiles(files, "--format", format, "--fail-on", failOn);
      return { code, text: `${out}${error}` };
    });
  }

  public remove(): void {
    rmSync(this.parent, { recursive: true, force: true });
  }
}
