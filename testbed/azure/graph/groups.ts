import { randomUUID } from "node:crypto";
import type { JsonObject } from "../../../packages/terraform-stack-tools/src/stack/json";
import { DEPLOYER } from "../known/identities";
import type { Azure } from "../server/azure";
import { type Answer, ok } from "../server/messages";
import { boundIds, withoutAnnotations } from "./annotations";

const DEFAULTS: JsonObject = {
  description: null,
  mail: null,
  visibility: null,
  groupTypes: [],
  proxyAddresses: [],
  theme: null,
  isAssignableToRole: null,
  onPremisesSyncEnabled: null,
  preferredLanguage: null,
  resourceBehaviorOptions: [],
  resourceProvisioningOptions: [],
};

/** A group, which whoever makes it owns unless owners are stated. */
export function createGroup({ store }: Azure, body: JsonObject): Answer {
  const { groups, owners, members } = store.contents;
  const id = randomUUID();
  groups[id] = { ...DEFAULTS, ...withoutAnnotations(body), id };
  members[id] = boundIds(body, "members");
  owners[id] = "owners@odata.bind" in body ? boundIds(body, "owners") : [DEPLOYER.objectId];
  return ok(groups[id], 201);
}
