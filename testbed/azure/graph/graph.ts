import { listOf, textOf } from "../../../packages/terraform-stack-tools/src/stack/json";
import { DEPLOYER, TENANT } from "../known/identities";
import type { Azure } from "../server/azure";
import { type Answer, type AzureRequest, NO_CONTENT, ok, refuse } from "../server/messages";
import type { Contents, Entity, Table } from "../store/contents";
import { createApplication, createServicePrincipal } from "./applications";
import { entity } from "./entities";
import { filterOf } from "./filter";
import { createGroup } from "./groups";
import { type GraphPath, graphPath } from "./path";
import { notFound, notServed } from "./refusals";

/** Microsoft Graph, as far as azuread asks for applications, service principals, users and groups. */
export function graph(azure: Azure, request: AzureRequest): Answer {
  const { directory, contents } = azure.store;
  const path = graphPath(request.path, directory);
  const { collection, id = "" } = path;
  switch (collection) {
    case "me":
      return refuse(400, "BadRequest", "/me request is only valid with delegated authentication flow.");
    case "organization":
      return ok({ value: [{ id: TENANT, displayName: "Contoso", verifiedDomains: [DOMAIN] }] });
    case "domains":
      return ok({ value: [{ ...DOMAIN, id: DOMAIN.name, authenticationType: "Managed", isVerified: true }] });
    case "directoryObjects":
      if (id === "getbyids") {
        const found = listOf(request.body.ids).map((one) => directory.typed(textOf(one)));
        return ok({ value: found.flatMap((one) => one ?? []) });
      }
      return ok(directory.typed(id) ?? notFound(id));
    case "directory":
      return request.method === "DELETE" ? NO_CONTENT : notFound(path.relation ?? "");
    default: {
      const table = tableOf(contents, collection) ?? notServed(request);
      checkOwner(azure, request, path);
      return path.id === undefined
        ? collectionOf(azure, request, path, table)
        : entity(azure, request, { ...path, id }, table);
    }
  }
}

const DOMAIN = {
  name: "contoso.example",
  isAdminManaged: true,
  isDefault: true,
  isInitial: true,
  isRoot: true,
  type: "Managed",
  capabilities: "Email",
  supportedServices: [],
};

function tableOf(contents: Contents, collection: string): Table<Entity> | undefined {
  const tables: Record<string, Table<Entity>> = {
    applications: contents.applications,
    serviceprincipals: contents.servicePrincipals,
    users: contents.users,
    groups: contents.groups,
  };
  return tables[collection.toLowerCase()];
}

function collectionOf(azure: Azure, request: AzureRequest, { collection }: GraphPath, table: Table<Entity>): Answer {
  if (request.method === "GET") {
    const value = Object.values(table).filter(filterOf(request.query.get("$filter")));
    return ok({ "@odata.context": `${azure.origins.graph}/v1.0/$metadata#${collection}`, value });
  }
  if (request.method === "POST" && collection === "applications") {
    return createApplication(azure, request.body);
  }
  if (request.method === "POST" && collection === "servicePrincipals") {
    return createServicePrincipal(azure, request.body);
  }
  if (request.method === "POST" && collection === "groups") {
    return createGroup(azure, request.body);
  }
  return notServed(request);
}

/** Where the deployer may change only what it owns. */
function checkOwner({ store, switches }: Azure, { method, body }: AzureRequest, { collection, id }: GraphPath): void {
  if (!switches.ownedBy || method === "GET" || !/^(applications|servicePrincipals)$/i.test(collection)) {
    return;
  }
  const { owners, applications, servicePrincipals } = store.contents;
  const isOwned = (one: string) => (owners[one] ?? []).includes(DEPLOYER.objectId);
  const ofBody = collection === "servicePrincipals" ? store.directory.application(textOf(body.appId))?.id : undefined;
  const target = id ?? ofBody;
  const exists = target !== undefined && (target in applications || target in servicePrincipals);
  if (exists && !isOwned(target)) {
    refuse(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.");
  }
}
