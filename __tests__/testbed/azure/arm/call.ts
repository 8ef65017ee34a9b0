import { randomUUID } from "node:crypto";
import type { JsonObject } from "../../../../packages/terraform-stack-tools/src/stack/json";
import { present } from "../../json";
import { LOCATION } from "../known";
import { type Answer, type Azure, type AzureRequest, ok, refuse } from "../server/messages";
import { now, type Resource } from "../store/store";

/** A request for a resource. */
export interface Call {
  readonly azure: Azure;
  readonly request: AzureRequest;
  readonly path: ResourcePath;
  readonly current?: Resource;
  readonly parent?: Resource;
  /** What a PUT states, or a PATCH over what is there. */
  readonly body: JsonObject;
}

/** What Azure does with the resources of one type. What is left out is as with any other type. */
export interface ResourceKind {
  readonly type: string;
  put?(call: Call): Answer;
  get?(call: Call): Answer;
  delete?(call: Call): Answer;
  /** Resources of this type that are listed but not stored. */
  listed?(parentId: string, call: Call): Resource[];
  /** By name in lower case. */
  readonly actions?: Readonly<Record<string, (call: Call, resource: Resource) => Answer>>;
}

/** 201 for what is new. */
export function statusOf({ current }: Call): number {
  return current ? 200 : 201;
}

/** The answer of a long operation: clients ask for its end. */
export function longRunning({ azure, path, current, parent, body }: Call, answer: Answer): Answer {
  const id = randomUUID();
  azure.store.contents.operations[id] = 0;
  const location = body.location ?? current?.location ?? parent?.location ?? LOCATION;
  const place = `/subscriptions/${path.subscription}/providers/${path.namespace}/locations/${location}`;
  return {
    ...answer,
    headers: {
      "azure-asyncoperation": `${azure.origins.arm}${place}/operations/${id}?api-version=2025-04-01`,
      "retry-after": "0",
    },
  };
}

/** That a resource does not exist. */
export function missing({ words, group }: ResourcePath): never {
  const what = `The Resource '${words}' under resource group '${group}' was not found.`;
  return refuse(404, "ResourceNotFound", `${what} For more details please go to https://aka.ms/ARMResourceNotFoundFix`);
}

/** A long operation: in progress once, then done, so that clients poll without waiting. */
export function operation({ store }: Azure, { path }: AzureRequest, id = ""): Answer {
  const { operations } = store.contents;
  if (!(id in operations)) {
    return ok({ value: [] });
  }
  operations[id] += 1;
  const isDone = operations[id] > 1;
  const body = present({
    id: path,
    name: id,
    startTime: now(),
    status: isDone ? "Succeeded" : "InProgress",
    endTime: isDone ? now() : undefined,
  });
  return { ...ok(body), headers: { "retry-after": "0" } };
}

/** The place of a resource, a collection of them or an action, as a client wrote it. */
export class ResourcePath {
  /** Type and name, in turns. */
  private readonly pairs: readonly string[];
  private readonly root: string;
  /** The last segment of the path of a collection or of an action. */
  public readonly trailing?: string;
  public readonly namespace: string;

  private constructor(
    public readonly subscription: string,
    public readonly group: string,
    segments: readonly string[],
    namespaceAt: number,
  ) {
    this.namespace = segments[namespaceAt];
    this.root = `/${segments.slice(0, namespaceAt + 1).join("/")}`;
    const rest = segments.slice(namespaceAt + 1);
    const isResource = rest.length % 2 === 0;
    this.pairs = isResource ? rest : rest.slice(0, -1);
    this.trailing = isResource ? undefined : rest[rest.length - 1];
  }

  /** Undefined where the path is none of a resource group's resources. */
  public static of(segments: readonly string[]): ResourcePath | undefined {
    const lower = segments.map((segment) => segment.toLowerCase());
    const providers = lower.lastIndexOf("providers");
    const isInGroup = lower[0] === "subscriptions" && lower[2] === "resourcegroups" && providers >= 4;
    return isInGroup && segments.length > providers + 1
      ? new ResourcePath(lower[1], segments[3], segments, providers + 1)
      : undefined;
  }

  public get isResource(): boolean {
    return this.trailing === undefined;
  }

  public get id(): string {
    return this.idOf(this.pairs);
  }

  public get name(): string {
    return this.pairs[this.pairs.length - 1] ?? "";
  }

  public get type(): string {
    return [this.namespace, ...this.pairs.filter((_, index) => index % 2 === 0)].join("/");
  }

  /** The id without its last type and name; undefined at the top. */
  public get parentId(): string | undefined {
    return this.pairs.length > 2 ? this.idOf(this.pairs.slice(0, -2)) : undefined;
  }

  public get groupId(): string {
    return `/subscriptions/${this.subscription}/resourceGroups/${this.group}`;
  }

  /** How error messages name it. */
  public get words(): string {
    return `${this.namespace}/${this.pairs.join("/")}`;
  }

  /** The id of the resource with the spelling of its group and name as they are stored. */
  public canonical(group: string, name = this.name): string {
    const parts = this.id.split("/");
    parts[4] = group;
    parts[parts.length - 1] = name;
    return parts.join("/");
  }

  /** What a collection has below it: the ids of its members begin with this. */
  public get collection(): string {
    return this.pairs.length > 0 ? this.id : this.groupId;
  }

  private idOf(pairs: readonly string[]): string {
    return [this.root, ...pairs].join("/");
  }
}
