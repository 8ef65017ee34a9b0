import { present } from "../../json";
import type { Azure } from "../server/azure";
import { type Answer, type AzureRequest, ok } from "../server/messages";
import { now } from "../store/store";

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
