import { code, prose } from "../../shared/markdown";
import { type Backend, backendSettings } from "../module/backend";
import type { Provenance } from "../module/provenance";
import type { Manifest } from "../output/manifest";
import { pairsOf } from "./members";

/** Where the source keeps its state now. The module has no backend, so that nothing is destroyed because of it. */
export function backendChanges({ backend: before }: Manifest, backend: Backend | undefined): string[] {
  if (before === undefined) {
    return [];
  }
  const after = backendSettings(backend);
  const members = pairsOf(new Map(Object.entries(before)), new Map(Object.entries(after)));
  const changes = members.flatMap(({ name, before: old, after: fresh }) => {
    const words = `${code(name)} was ${settingOf(old)} and is ${settingOf(fresh)}`;
    return old === fresh ? [] : [words];
  });
  return changes.length === 0 ? [] : [`the source keeps its state in another place: ${changes.join(", ")}. ${ADVICE}`];
}

const ADVICE =
  "The state of this module is where your own `backend.tf` says, which no handoff touches, so nothing is destroyed. If that " +
  "file names the old place, because you share the state with the source, bring the state along first with " +
  "`terraform init -migrate-state`: with an empty one, the next apply creates everything a second time";

function settingOf(value: string | undefined): string {
  return value === undefined ? "not set" : code(value);
}

/** Who answers for the bundle now. */
export function ownerChanges({ source }: Manifest, { owner, contact, repository }: Provenance): string[] {
  const [before, after] = [source, { owner, contact, repository }];
  return (["owner", "contact", "repository"] as const).flatMap((name) =>
    before[name] === after[name] ? [] : [`${name}: ${stated(before[name])} is now ${stated(after[name])}`],
  );
}

function stated(text: string | undefined): string {
  return text === undefined ? prose("not stated") : code(text);
}
