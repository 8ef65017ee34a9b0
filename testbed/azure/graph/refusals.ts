import { type AzureRequest, refuse } from "../server/messages";

export function notFound(what: string): never {
  const why = "does not exist or one of its queried reference-property objects are not present.";
  return refuse(404, "Request_ResourceNotFound", `Resource '${what}' ${why}`);
}

export function notServed({ method, path }: AzureRequest): never {
  return refuse(400, "BadRequest", `the imitation of Azure does not serve ${method} ${path}`);
}
