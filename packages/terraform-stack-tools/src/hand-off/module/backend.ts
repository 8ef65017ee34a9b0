import { statePlaces } from "../../knowledge/catalogue/arguments";
import { looksSecret } from "../../knowledge/catalogue/secret-names";
import { blockOf, entries, type JsonObject, objectOf } from "../../stack/json";
import { isLiteral } from "../../stack/template";

/** Where a stack keeps its state. A bundle leaves it out, since the team that runs the module chooses for itself. */
export interface Backend {
  /** Such as `s3`, or `cloud` for HCP Terraform. */
  readonly kind: string;
  /** The workspace, or the beginning of its name, where the backend has workspaces by name. */
  readonly workspace?: string;
  /** What else says where the state is, by the path of the setting. */
  readonly place: Readonly<Record<string, string>>;
}

/** Reads what says where the state is: other settings may be secret, or of one machine. */
export function backendOf({ backend, cloud }: JsonObject): Backend | undefined {
  if (cloud !== undefined) {
    return { kind: "cloud", ...workspaceIn(blockOf(cloud)), place: placeIn("cloud", blockOf(cloud)) };
  }
  const [first] = entries(backend);
  if (first === undefined) {
    return undefined;
  }
  const [kind, settings] = [first[0], blockOf(first[1])];
  return { kind, ...workspaceIn(settings), place: placeIn(kind, settings) };
}

/** As a manifest records it. Without a backend, the state is in a local file. */
export function backendSettings({
  kind,
  place,
}: Pick<Backend, "kind" | "place"> = LOCAL): Readonly<Record<string, string>> {
  return { ...place, backend: kind };
}

const LOCAL = { kind: "local", place: {} };

/** The path of a local state is one of a machine. */
function placeIn(kind: string, settings: JsonObject): Readonly<Record<string, string>> {
  const places = kind === "local" ? [] : statePlaces(settings);
  return Object.fromEntries(
    places.flatMap(([path, value]) => (isLiteral(value) && !looksSecret(value) ? [[path, value]] : [])),
  );
}

function workspaceIn({ workspaces, workspace }: JsonObject): Pick<Backend, "workspace"> {
  const { name, prefix } = objectOf(workspaces);
  const found = [name, prefix, workspace].find(isLiteral);
  return found === undefined ? {} : { workspace: found };
}
