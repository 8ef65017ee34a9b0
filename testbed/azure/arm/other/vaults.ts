import { objectOf } from "../../../../packages/terraform-stack-tools/src/stack/json";
import type { Azure } from "../../server/azure";
import { type Answer, ok } from "../../server/messages";
import type { Resource } from "../../store/contents";
import { type Call, type ResourceKind, statusOf } from "../call";
import { missing } from "../missing";

export const vaults: ResourceKind = {
  type: "Microsoft.KeyVault/vaults",
  get: ({ azure, path, current }) => (current ? ok(withUri(azure, current)) : missing(path)),
  put: putVault,
};

function putVault(call: Call): Answer {
  const { azure, path, body } = call;
  const { id, name } = path;
  const usual = { enableSoftDelete: true, softDeleteRetentionInDays: 90, publicNetworkAccess: "Enabled" };
  const properties = { ...usual, ...objectOf(body.properties), provisioningState: "Succeeded" };
  const { location = "", tags = {} } = body;
  const vault = azure.store.put({ id, name, type: vaults.type, location, tags, properties });
  return ok(withUri(azure, vault), statusOf(call));
}

/** With the place where this process listens, which is another one in the next. */
function withUri({ origins }: Azure, vault: Resource): Resource {
  return { ...vault, properties: { ...vault.properties, vaultUri: `${origins.vault}/${vault.name}/` } };
}
