import { ADDRESS_ARGUMENT } from "../../planned/plan-json";
import { type Address, parseAddress, printAddress } from "../../stack/address";
import { isObject, type Json, type JsonObject, listOf, objectOf, textOf } from "../../stack/json";
import type { Product } from "../../stack/version";
import type { Mocks } from "./mocks";

/** Where each product looks for providers whose source names no host. */
const HOSTS: Readonly<Record<Product, string>> = {
  Terraform: "registry.terraform.io",
  OpenTofu: "registry.opentofu.org",
};

/**
 * A state that Terraform or OpenTofu wrote, as the proxies know states: with what each object is called, and with what
 * the provider keeps of it as a part of what its proxy keeps.
 * @param labelOf what the configuration calls an object; undefined for one that it does not have, or that is in a module
 */
export function givenState(
  state: JsonObject,
  product: Product,
  labelOf: (address: Address) => string | undefined,
): JsonObject {
  const { check_results: _checks, ...kept } = state;
  const resources = listOf(state.resources).map((one): Json => {
    const resource = objectOf(one);
    const instances = listOf(resource.instances).map((instance): Json => {
      const { identity: _identity, identity_schema_version: _version, ...body } = objectOf(instance);
      const address = addressOf(resource, body);
      const label = address && labelOf(address);
      const attributes = { ...objectOf(body.attributes), [ADDRESS_ARGUMENT]: label ?? null };
      return { ...body, attributes, private: privateOf(body.private) };
    });
    return { ...resource, provider: providerOf(textOf(resource.provider), product), instances };
  });
  return { ...kept, resources };
}

/** What the data sources of a state have found, as answers by address. */
export function answersIn(state: JsonObject): Mocks {
  const found = listOf(state.resources)
    .map(objectOf)
    .filter(({ mode, module }) => mode === "data" && module === undefined);
  const answers = found.flatMap((resource) =>
    listOf(resource.instances).flatMap((instance): [string, JsonObject][] => {
      const { attributes, ...body } = objectOf(instance);
      const address = addressOf(resource, body);
      if (address === undefined) {
        return [];
      }
      const isOther = address.type === "terraform_remote_state";
      return [
        [printAddress(address), isOther ? { outputs: dynamic(objectOf(attributes).outputs) } : objectOf(attributes)],
      ];
    }),
  );
  return Object.fromEntries(answers);
}

/** The values of the outputs in a state. */
export function outputsIn(state: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(objectOf(state.outputs)).map(([name, output]) => [name, objectOf(output).value ?? null]),
  );
}

/** A value of a dynamic type has its type beside it. */
function dynamic(value: Json | undefined): Json {
  return isObject(value) && "type" in value && "value" in value ? (value.value ?? null) : (value ?? {});
}

function addressOf(resource: JsonObject, { index_key: key }: JsonObject): Address | undefined {
  const call = resource.module === undefined ? undefined : parseAddress(textOf(resource.module));
  if (resource.module !== undefined && call === undefined) {
    return undefined;
  }
  return {
    modules: call === undefined ? [] : [...call.modules, printAddress({ ...call, modules: [] })],
    kind: resource.mode === "data" ? "data" : "resource",
    type: textOf(resource.type),
    name: textOf(resource.name),
    ...(typeof key === "string" || typeof key === "number" ? { key } : {}),
  };
}

/** The form of `writePrivateState`. */
function privateOf(own: Json | undefined): string {
  const state = { open: [], ...(typeof own === "string" && own !== "" ? { provider: own } : {}) };
  return Buffer.from(JSON.stringify(state)).toString("base64");
}

/** Each product finds the same provider by the address that it gives it. */
function providerOf(provider: string, product: Product): string {
  return Object.values(HOSTS).reduce((text, host) => text.replace(`["${host}/`, `["${HOSTS[product]}/`), provider);
}

/** A key as Terraform writes it in JSON, which a label has. */
export function labelKey(key: string | number | undefined): string {
  if (key === undefined) {
    return "";
  }
  const text = JSON.stringify(key).replace(
    /[<>&\u2028\u2029]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `[${text}]`;
}
