import { isObject, type JsonObject, objectOf, textOf } from "../../../packages/terraform-stack-tools/src/stack/json";
import type { ImageSource } from "./image";

/** The credentials for an image in a pull secret, as `user:password`. A kubelet goes on without a secret that is malformed. */
export function credentialsIn(secret: JsonObject, { host, name }: ImageSource): string[] {
  const document = Buffer.from(textOf(objectOf(secret.data)[".dockerconfigjson"]), "base64").toString();
  if (secret.type !== "kubernetes.io/dockerconfigjson") {
    return [];
  }
  return Object.entries(authsOf(document))
    .filter(([key]) => {
      const place = key.replace(/^https?:\/\//, "").replace(/\/(v[12]\/?)?$/, "");
      return place === host || place === name || name.startsWith(`${place}/`);
    })
    .map(([, entry]) => {
      const { auth, username, password } = objectOf(entry);
      return auth ? Buffer.from(textOf(auth), "base64").toString() : `${textOf(username)}:${textOf(password)}`;
    });
}

function authsOf(document: string): JsonObject {
  try {
    const parsed = JSON.parse(document);
    return isObject(parsed) ? objectOf(parsed.auths) : {};
  } catch {
    return {};
  }
}
