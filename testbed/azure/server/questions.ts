import { objectOf, textOf } from "../../../packages/terraform-stack-tools/src/stack/json";
import { canFill } from "../registry/cache-fill";
import { dockerLogin } from "../registry/docker-login";
import { canPull } from "../registry/pulls";
import type { Azure } from "./azure";
import { type Answer, type AzureRequest, NO_CONTENT, ok, refuse } from "./messages";

/** The paths at which the imitation answers what no Azure does. */
export const QUESTIONS = "/_imitation/";

/** What tests ask and tell the imitation. */
export function question({ store }: Azure, { path, query, body }: AzureRequest): Answer {
  switch (path.slice(QUESTIONS.length)) {
    case "contents":
      return ok(JSON.parse(JSON.stringify(store.contents)));
    case "can-pull":
      return ok(
        canPull(
          store,
          query.get("principalId") ?? "",
          query.get("registry") ?? "",
          query.get("repository") || undefined,
        ),
      );
    case "can-fill":
      return ok({ ...canFill(store, query.get("registry") ?? "", query.get("repository") ?? "") });
    case "docker-login":
      return ok(dockerLogin(store, body));
    case "issuer":
      store.contents.issuers[textOf(body.issuer)] = objectOf(body.keys);
      return ok({ published: true });
    case "health":
      return NO_CONTENT;
    default:
      return refuse(404, "UnknownQuestion", `the imitation of Azure does not know ${path}`);
  }
}
