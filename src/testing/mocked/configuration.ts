import { PlanError } from "../../providers/plan-error";
import { blockOf, blocksOf, isObject, type Json, mapped } from "./json";

/** A stack as it can be planned with mocked providers, and what had to be taken out for that. */
export interface Configuration {
  readonly json: Json;
  /** The variables that Terraform knows, with the values given. */
  readonly variables: Json;
  /** Addresses of what an import block adopts, without the keys of instances where these are expressions. */
  readonly imports: readonly string[];
  /** The ids of what is looked up, by address, as far as the id of an assignment on it that is imported tells them. */
  readonly importedScopes: Readonly<Record<string, string>>;
  /** The ephemeral resources by the names of the variables that they became. */
  readonly ephemeral: Readonly<Record<string, { readonly type: string; readonly address: string }>>;
}

/** Takes out of a stack what reaches beyond it, and says no to what cannot be planned. */
export function configurationOf(source: Json, variables: Json, name: string): Configuration {
  const ephemeral: Record<string, { type: string; address: string }> = {};
  for (const [type, block, body] of blocksOf(source, "ephemeral")) {
    if (body.for_each !== undefined || body.count !== undefined) {
      throw new PlanError(
        `${name}: ephemeral.${type}.${block} must have no for_each and no count, since mocks know no ephemeral resource`,
      );
    }
    ephemeral[variableName(type, block)] = { type, address: `ephemeral.${type}.${block}` };
  }
  const json = mapped(source, (value, key) => (typeof value === "string" ? withVariables(value) : pruned(value, key))) as Json;
  const imports = [json.import ?? []].flat().map(({ to }: Json) => {
    const target = String(to).replace(/^\$\{|\}$/g, "");
    return /\[(?!"[^"$%]*"\]|\d+\])/.test(target) ? target.replace(/\[.*/, "") : target;
  });
  const importedScopes = scopesOf(json);
  delete json.import;
  delete json.ephemeral;
  delete json.terraform?.backend;
  delete json.terraform?.cloud;
  for (const [type, block, body] of blocksOf(json, "resource")) {
    // An existing version is applied with mocks: nothing on this machine may run for it.
    delete body.provisioner;
    delete body.connection;
    json.resource[type][block] = body;
  }
  for (const [module, body] of Object.entries(json.module ?? {})) {
    if (/^\.\.?\//.test(blockOf(body).source)) {
      throw new PlanError(
        `${name}: module.${module} is a folder, which plan does not see; give the module a source that init can fetch`,
      );
    }
  }
  return { json, imports, importedScopes, ephemeral, variables: valuesOf(json, variables, name) };
}

/** An ephemeral variable goes where an ephemeral resource may go and nowhere else, and unlike that it can have a made-up value. */
function variableName(type: string, name: string): string {
  return `ephemeral_${type}_${name}`;
}

function withVariables(text: string): string {
  return text.replace(/\bephemeral\.([\w-]+)\.([\w-]+)/g, (_all, type, name) => `var.${variableName(type, name)}`);
}

function pruned(value: unknown, key: string): unknown {
  if (isObject(value)) {
    delete value["//"];
  }
  return key === "depends_on" && Array.isArray(value) ? value.filter((one) => !/^var\.ephemeral_/.test(one)) : value;
}

function scopesOf(json: Json): Record<string, string> {
  const scopes = [json.import ?? []].flat().flatMap(({ to, id }: Json) => {
    const [, type, name] = /^(?:\$\{)?([\w-]+)\.([\w-]+)/.exec(String(to)) ?? [];
    const [, target] = /^\$\{(data\.[\w-]+\.[\w-]+)\.id\}$/.exec(String(blockOf(json.resource?.[type]?.[name]).scope)) ?? [];
    const [, scope] = /^([^$]+)\/providers\/Microsoft\.Authorization\/roleAssignments\/[^/$]+$/.exec(String(id)) ?? [];
    return target && scope ? [[target, scope]] : [];
  });
  return Object.fromEntries(scopes);
}

function valuesOf(json: Json, variables: Json, name: string): Json {
  const declared = Object.entries<Json>(json.variable ?? {});
  const missing = declared.filter(([variable, body]) => !(variable in variables) && !("default" in blockOf(body)));
  if (missing.length > 0) {
    const names = missing.map(([variable]) => variable).join(", ");
    throw new PlanError(`${name}: no value for ${names}; add to variables what has no default`);
  }
  return Object.fromEntries(
    declared.filter(([variable]) => variable in variables).map(([variable]) => [variable, variables[variable]]),
  );
}
