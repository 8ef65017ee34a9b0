import type { RequestListener } from "node:http";
import type { Server, ServerOptions } from "node:https";
import { join } from "node:path";
import type { JsonObject } from "./json";
import { REAL } from "./setup";

// Loaded into the process of the imitation of Azure, before it starts: what Azure answers and the imitation does not know.

/** What is stored in the place of an object that is written. */
const ANSWERS: readonly ((object: JsonObject, store: Store) => JsonObject)[] = [
  // The imitation makes every cluster a base one.
  (object) =>
    isNamed(object, "managedclusters/automatic") ? { ...object, sku: { name: "Automatic", tier: "Standard" } } : object,
  // And it stores a credential set as it is sent, without an identity.
  (object, store) =>
    isNamed(object, "/credentialsets/")
      ? { ...object, identity: { type: "SystemAssigned", ...store.identityOf(object) } }
      : object,
];

function isNamed({ id }: JsonObject, part: string): boolean {
  return String(id).toLowerCase().includes(part);
}

interface ImitatedState {
  readonly arm: { readonly [key: string]: { readonly identity?: JsonObject } };
  addServicePrincipal(principal: { readonly displayName: string; readonly type: string }): { readonly id: string };
  put(object: JsonObject): JsonObject;
}

class Store {
  constructor(private readonly state: ImitatedState) {}

  /** The identity that the object has already, or a new one. */
  public identityOf({ id, name }: JsonObject): JsonObject {
    const { principalId } = this.state.arm[String(id).toLowerCase()]?.identity ?? {};
    const created = () => this.state.addServicePrincipal({ displayName: String(name), type: "ManagedIdentity" }).id;
    return { principalId: principalId ?? created() };
  }
}

const { State }: { State: { prototype: ImitatedState } } = require(join(REAL, "azure/state"));
const { put } = State.prototype;

State.prototype.put = function (object) {
  const store = new Store(this);
  return put.call(
    this,
    ANSWERS.reduce((stored, answer) => answer(stored, store), object),
  );
};

interface Https {
  createServer(options: ServerOptions, listener: RequestListener): Server;
}

const https: Https = require("node:https");
const { createServer } = https;

https.createServer = (options, listener) =>
  createServer(options, (request, response) => {
    const [path] = String(request.url).split("?");
    const answer = loginOfAzapi(`https://${request.headers.host}`, path);
    if (answer === undefined) {
      listener(request, response);
    } else {
      response.setHeader("Content-Type", "application/json");
      response.end(JSON.stringify(answer));
    }
  });

const DISCOVERY = "/v2.0/.well-known/openid-configuration";
const TOKEN_OF_AZAPI = "/token-of-azapi";

/** azapi asks where tokens are, and for several scopes at once, which the imitation would take for one audience. */
function loginOfAzapi(origin: string, path: string): JsonObject | undefined {
  if (path.endsWith(DISCOVERY)) {
    const authority = `${origin}${path.slice(0, -DISCOVERY.length)}`;
    return {
      issuer: `${authority}/v2.0`,
      authorization_endpoint: `${authority}/authorize`,
      token_endpoint: `${authority}${TOKEN_OF_AZAPI}`,
    };
  }
  if (path.endsWith(TOKEN_OF_AZAPI)) {
    const claims = Buffer.from(JSON.stringify({ aud: origin })).toString("base64url");
    return { token_type: "Bearer", expires_in: 7199, access_token: `header.${claims}.signature` };
  }
  return undefined;
}
