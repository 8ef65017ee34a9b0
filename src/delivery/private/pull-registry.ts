import { Token } from "cdktf";
import { fail } from "../../private/fail";
import type { Rules } from "../../private/rules";
import type { PullTarget } from "./pull-target";

/**
 * Refuses an image in a registry that no secret contains credentials for. A kubelet compares hosts literally
 * (Kubernetes, "Images"). Hosts that are unknown until plan pass, as do secrets that do not tell their registries, and
 * what an identity may pull.
 */
export function checkRegistry(rules: Rules, image: string, { secrets, identity }: PullTarget): void {
  const [host = ""] = image.split("/");
  const loginServers = [...new Set(secrets.flatMap((secret) => secret.loginServers ?? []))];
  const areAllKnown = !identity && secrets.length > 0 && secrets.every((secret) => secret.loginServers);
  if (!areAllKnown || [host, ...loginServers].some((text) => Token.isUnresolved(text)) || loginServers.includes(host)) {
    return;
  }
  fail(rules.construct, {
    property: "image",
    must: `be in a registry that its pull secrets have credentials for (${loginServers.join(", ")})`,
    got: image,
    repair:
      `add credentials for ${host} to one of the secrets, add it to additionalLoginServers if it is another host of ` +
      "the registry, or correct the image",
    see: "image-without-credentials",
  });
}
