import type { ShownPlan } from "../../planned/plan-json";
import { type Masks, masksFor } from "../../planned/sensitive";
import { builtIn } from "./roles";

/** The masks for plans of which access is told: of a sensitive value, neither a part is told nor what it stands for. */
export function accessMasks(plans: readonly ShownPlan[]): Masks {
  return masksFor(plans, toldOf);
}

function toldOf(text: string): readonly string[] {
  if (/^\/?(?:subscriptions|providers)\//i.test(text)) {
    return toldOfId(text);
  }
  const repository = /^repositories\/(.+)\/(?:content|metadata)\/\w+$/i.exec(text);
  if (repository !== null) {
    return [repository[1]];
  }
  if (text.includes("ActionMatches")) {
    return [...text.matchAll(/'([^']+)'/g)].map(([, name]) => name);
  }
  return /^(?:system:serviceaccount|repo|organization|project_path):/.test(text) ? text.split(":").slice(1) : [];
}

/** The names in an id of Azure, each after what it names, and the role that it may be the id of. */
function toldOfId(id: string): string[] {
  const words = id.split("/").filter((word) => word !== "");
  const names = words.filter((word, index) => index % 2 === 1 && !word.includes("."));
  const role = builtIn(words.at(-1) ?? "");
  return role === undefined ? names : [...names, role.name];
}
