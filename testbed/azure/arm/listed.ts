import { present } from "../../json";
import type { Azure } from "../server/azure";
import { type Answer, type AzureRequest, ok } from "../server/messages";
import { key } from "../store/store";

/** The list of what is in a subscription or a group, without what is inside of other resources. */
export function listed({ store }: Azure, { query }: AzureRequest, root: string): Answer {
  const filter = query.get("$filter") ?? "";
  const [, type] = /resourceType eq '([^']+)'/i.exec(filter) ?? [];
  const [, name] = /name eq '([^']+)'/i.exec(filter) ?? [];
  const value = store
    .below(root)
    .filter(({ id }) => /\/providers\/[^/]+\/[^/]+\/[^/]+$/i.test(id))
    .filter((resource) => type === undefined || key(resource.type) === key(type))
    .filter((resource) => name === undefined || key(resource.name) === key(name))
    .map(({ id, name, type, location, tags }) => present({ id, name, type, location, tags: tags ?? {} }));
  return ok({ value });
}
