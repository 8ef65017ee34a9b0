import { refuse } from "../server/messages";
import type { ResourcePath } from "./resource-path";

/** That a resource does not exist. */
export function missing({ words, group }: ResourcePath): never {
  const what = `The Resource '${words}' under resource group '${group}' was not found.`;
  return refuse(404, "ResourceNotFound", `${what} For more details please go to https://aka.ms/ARMResourceNotFoundFix`);
}
