import { objectOf, textOf } from "../../../../packages/terraform-stack-tools/src/stack/json";
import { type Answer, ok, refuse } from "../../server/messages";
import { type Call, longRunning, type ResourceKind, statusOf } from "../call";
import { generateCredentials, listCredentials, regenerateCredential } from "./credentials";
import { checkName, REGISTRIES } from "./names";
import { registryOf } from "./registry";

export const registries: ResourceKind = {
  type: REGISTRIES,
  put,
  actions: {
    listcredentials: listCredentials,
    regeneratecredential: regenerateCredential,
    generatecredentials: generateCredentials,
  },
};

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
  const group = store.get(path.groupId)?.name ?? path.group;
  const name = current?.name ?? path.name;
  const registry = store.put(registryOf(body, { id: current?.id ?? path.canonical(group), name, current }));
  const properties = { ...registry.properties, provisioningState: current ? "Updating" : "Creating" };
  return longRunning(call, ok({ ...registry, properties }, statusOf(call)));
}
