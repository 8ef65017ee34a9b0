import { randomUUID } from "node:crypto";
import { objectOf } from "../../../../packages/terraform-stack-tools/src/stack/json";
import { type Answer, ok } from "../../server/messages";
import { type Call, longRunning, type ResourceKind, statusOf } from "../call";

/** Workspaces of Log Analytics. */
export const workspaces: ResourceKind = {
  type: "Microsoft.OperationalInsights/workspaces",
  put: putWorkspace,
  actions: {
    sharedkeys: (_, { name }) => {
      const keyOf = (which: string) => Buffer.from(which + name).toString("base64");
      return ok({ primarySharedKey: keyOf("primary"), secondarySharedKey: keyOf("secondary") });
    },
  },
};

function putWorkspace(call: Call): Answer {
  const { azure, path, current, body } = call;
  const { id, name } = path;
  const { location = "", tags = {} } = body;
  const properties = {
    customerId: current?.properties.customerId ?? randomUUID(),
    provisioningState: "Succeeded",
    sku: { name: "PerGB2018" },
    retentionInDays: 30,
    features: { enableLogAccessUsingOnlyResourcePermissions: true },
    workspaceCapping: { dailyQuotaGb: -1 },
    publicNetworkAccessForIngestion: "Enabled",
    publicNetworkAccessForQuery: "Enabled",
    ...objectOf(body.properties),
  };
  const workspace = azure.store.put({ id, name, type: workspaces.type, location, tags, properties });
  return longRunning(call, ok(workspace, statusOf(call)));
}
