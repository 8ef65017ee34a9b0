import { refuse } from "../server/messages";
import type { Entity } from "../store/contents";

const NAMES = "appId|displayName|id|userPrincipalName|mail|mailNickname|employeeId";
const EQUALS = new RegExp(`^\\s*(${NAMES})\\s+eq\\s+'((?:[^']|'')*)'(?:\\s+and\\s.*)?\\s*$`, "i");
const STARTS_WITH = /^startsWith\((\w+),\s*'([^']*)'\)$/i;

/** Whether an object passes a `$filter`, of which the clients here know few forms. */
export function filterOf(filter: string | null): (entity: Entity) => boolean {
  if (!filter) {
    return () => true;
  }
  const [, name, value] = EQUALS.exec(filter) ?? [];
  if (name !== undefined) {
    const wanted = value.replace(/''/g, "'").toLowerCase();
    return (entity) => String(entity[name]).toLowerCase() === wanted;
  }
  const [, start, prefix] = STARTS_WITH.exec(filter) ?? [];
  if (start !== undefined) {
    return (entity) =>
      String(entity[start] ?? "")
        .toLowerCase()
        .startsWith(prefix.toLowerCase());
  }
  return refuse(400, "Request_UnsupportedQuery", `the imitation of Azure does not understand $filter=${filter}`);
}
