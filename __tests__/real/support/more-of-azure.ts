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
