/** The properties that may be left out. */
export type OptionalNames<Props> = {
  [Name in keyof Props]-?: Record<never, never> extends Pick<Props, Name> ? Name : never;
}[keyof Props];

/** What a property is turned on with on a living resource, and changed to. */
export interface Turned<Value> {
  readonly on: Value;
  /** Left out where the property has no other value. */
  readonly changed?: Value;
  /** Properties that exclude each other are turned on in different rounds, most in round 0 alone. */
  readonly rounds?: readonly number[];
}

/** A row for each optional property, so that the compiler refuses a new one without: its values, or why it has none. */
export type Rows<Props> = { readonly [Name in OptionalNames<Props>]: Turned<NonNullable<Props[Name]>> | string };

export type Direction = "on" | "changed" | "off";

/** The properties of one round, turned in one direction. */
export function turned<Props>(rows: Rows<Props>, round: number, direction: Direction): Partial<Props> {
  const all: readonly [string, Turned<unknown> | string][] = Object.entries(rows);
  const values = all.flatMap(([name, row]) => {
    if (typeof row === "string" || !(row.rounds ?? [0]).includes(round) || direction === "off") {
      return [];
    }
    return [[name, direction === "changed" ? (row.changed ?? row.on) : row.on]];
  });
  return Object.fromEntries(values);
}
