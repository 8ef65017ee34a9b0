import { randomUUID } from "node:crypto";
import type { JsonObject } from "../../../packages/terraform-stack-tools/src/stack/json";
import { LOCATION } from "../known/identities";
import type { Azure } from "../server/azure";
import type { Answer, AzureRequest } from "../server/messages";
import type { Resource } from "../store/contents";
import type { ResourcePath } from "./resource-path";

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
