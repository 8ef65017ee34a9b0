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
