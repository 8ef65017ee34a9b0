import { isLiteral } from "../../stack/expression/template";
import { entries, type JsonObject, objectOf } from "../../stack/json";

/** Where a stack keeps its state. A bundle leaves it out, since the team that runs the module chooses for itself. */
export interface Backend {
  /** Such as `s3`, or `cloud` for HCP Terraform. */
  readonly kind: string;
  /** The workspace, or the beginning of its name, where the backend has workspaces by name. */
  readonly workspace?: string;
}

/** Reads the kind alone: other settings may be secret, or of one machine. */
export function backendOf({ backend, cloud }: JsonObject): Backend | undefined {
  if (cloud !== undefined) {
    return { kind: "cloud", ...workspaceIn(objectOf(cloud)) };
  }
  const [first] = entries(backend);
  return first === undefined ? undefined : { kind: first[0], ...workspaceIn(objectOf(first[1])) };
}

function workspaceIn({ workspaces, workspace }: JsonObject): Pick<Backend, "workspace"> {
  const { name, prefix } = objectOf(workspaces);
  const found = [name, prefix, workspace].find(isLiteral);
  return found === undefined ? {} : { workspace: found };
}
