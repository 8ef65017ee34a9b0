import { type JsonObject, objectOf, textOf } from "../../../../packages/terraform-stack-tools/src/stack/json";
import { type Answer, ok, refuse } from "../../server/messages";
import type { Resource } from "../../store/contents";
import type { Store } from "../../store/store";
import { type Call, longRunning, type ResourceKind, statusOf } from "../call";
import { missing } from "../missing";
import { connectionsOf } from "../network/connections";
import { dataEndpointOf, regionsOf } from "../network/members";
import { generateCredentials, listCredentials, regenerateCredential } from "./credentials";
import { checkName, REGISTRIES } from "./names";
import { registryOf } from "./registry";

export const registries: ResourceKind = {
  type: REGISTRIES,
  get,
  put,
  actions: {
    listcredentials: listCredentials,
    regeneratecredential: regenerateCredential,
    generatecredentials: generateCredentials,
  },
};

function get({ azure, path, current }: Call): Answer {
  return current ? ok(shown(azure.store, current)) : missing(path);
}

/** With its endpoints, the first of which enables data endpoints (Azure, "Azure Container Registry endpoint reference"). */
function shown(store: Store, registry: Resource): Resource {
  const connections = connectionsOf(store, registry.id);
  if (connections.length === 0) {
    return registry;
  }
  const loginServer = textOf(registry.properties.loginServer);
  const dataEndpointHostNames = regionsOf(store, registry).map((region) => dataEndpointOf(loginServer, region));
  const added = { dataEndpointEnabled: true, dataEndpointHostNames, privateEndpointConnections: connections };
  return { ...registry, properties: { ...registry.properties, ...added } };
}

function put(call: Call): Answer {
  const { azure, path, current, body } = call;
  const { store } = azure;
  if (!current) {
    checkName(store, path.name);
  }
  const tier = textOf(objectOf(body.sku).name);
  if (!/^(Basic|Standard|Premium)$/i.test(tier)) {
    refuse(400, "InvalidSku", "sku.name must be Basic, Standard or Premium.");
  }
  if (objectOf(body.properties).anonymousPullEnabled === true && /basic/i.test(tier)) {
    refuse(400, "SkuNotSupported", "Anonymous pull is not supported for the Basic SKU.");
  }
  if (!/premium/i.test(tier)) {
    checkStandard(store, body, path.id);
  }
  const group = store.get(path.groupId)?.name ?? path.group;
  const name = current?.name ?? path.name;
  const registry = store.put(registryOf(body, { id: current?.id ?? path.canonical(group), name, current }));
  const properties = { ...shown(store, registry).properties, provisioningState: current ? "Updating" : "Creating" };
  return longRunning(call, ok({ ...registry, properties }, statusOf(call)));
}

/** Azure, "Azure Container Registry SKU features and limits". */
function checkStandard(store: Store, body: JsonObject, id: string): void {
  if (objectOf(body.properties).dataEndpointEnabled === true) {
    refuse(400, "SkuNotSupported", "Dedicated data endpoints are supported in the Premium SKU only.");
  }
  if (connectionsOf(store, id).length > 0) {
    refuse(400, "SkuNotSupported", "A registry with private endpoint connections stays in the Premium SKU.");
  }
}
