import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { objectOf, textOf } from "../../../packages/terraform-stack-tools/src/stack/json";
import { type Contents, nothing, type Resource, type Table } from "./contents";
import { Directory } from "./directory";
import { Roles } from "./roles";

/** Azure compares ids without regard to case. */
export function key(id: string): string {
  return id.toLowerCase();
}

export function isType({ type }: Resource, other: string): boolean {
  return key(type) === key(other);
}

export function now(): string {
  return new Date().toISOString();
}

/** A generated password. */
export function password(): string {
  return randomBytes(30).toString("base64url");
}

/** What exists in the imitated Azure. With a file, it outlives the process. */
export class Store {
  public readonly directory: Directory;
  public readonly roles: Roles;

  private constructor(
    public readonly contents: Contents,
    private readonly file?: string,
  ) {
    this.directory = new Directory(contents);
    this.roles = new Roles(contents);
  }

  /** @param seed fills a store in which nothing is yet */
  public static open(file: string | undefined, seed: (store: Store) => void): Store {
    if (file !== undefined && existsSync(file) && statSync(file).size > 0) {
      const contents: Contents = JSON.parse(readFileSync(file, "utf8"));
      return new Store({ ...nothing(), ...contents }, file);
    }
    const store = new Store(nothing(), file);
    seed(store);
    store.save();
    return store;
  }

  public save(): void {
    if (this.file !== undefined) {
      writeFileSync(`${this.file}.tmp`, JSON.stringify(this.contents, null, 1), { mode: 0o600 });
      renameSync(`${this.file}.tmp`, this.file);
    }
  }

  public get(id: string): Resource | undefined {
    return this.contents.resources[key(id)];
  }

  public put<T extends Resource>(resource: T): T {
    this.contents.resources[key(resource.id)] = resource;
    return resource;
  }

  public all(): Resource[] {
    return Object.values(this.contents.resources);
  }

  public ofType(type: string): Resource[] {
    return this.all().filter((resource) => isType(resource, type));
  }

  /** Everything below an id. */
  public below(id: string): Resource[] {
    return this.all().filter((resource) => key(resource.id).startsWith(`${key(id)}/`));
  }

  /** The passwords of a registry, a token or an application. */
  public passwordsOf(id: string): Table<string> {
    const { passwords } = this.contents;
    passwords[key(id)] ??= {};
    return passwords[key(id)];
  }

  /** Deletes an object with all that is below it, and the roles that are assigned there. */
  public delete(id: string): void {
    const scope = key(id);
    for (const resource of [...this.below(id), this.get(id)]) {
      if (resource) {
        this.deleteOne(resource);
      }
    }
    this.roles.deleteAt(scope);
  }

  private deleteOne(resource: Resource): void {
    delete this.contents.resources[key(resource.id)];
    delete this.contents.passwords[key(resource.id)];
    const { properties, identity } = resource;
    if (isType(resource, "Microsoft.ManagedIdentity/userAssignedIdentities")) {
      this.directory.deletePrincipal(textOf(properties.principalId));
    }
    this.directory.deletePrincipal(textOf(objectOf(identity).principalId));
    if (isType(resource, "Microsoft.ContainerService/managedClusters")) {
      const [subscription] = resource.id.split("/").slice(2);
      this.delete(`/subscriptions/${subscription}/resourceGroups/${textOf(properties.nodeResourceGroup)}`);
    }
  }
}
