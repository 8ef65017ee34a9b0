import type { TerraformStack } from "cdktf";
import { describeReal, GENERATIONS, RealWorkspace } from "../support/providers";

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

const DIRECTIONS: readonly Direction[] = ["on", "changed", "off"];

/** What the providers talk to. */
export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
}

/** A stack whose properties are turned. */
export interface LivingStack {
  readonly start: () => Promise<Surroundings>;
  readonly rounds: readonly number[];
  readonly stackOf: (round: number, direction: Direction) => TerraformStack;
  /** The version of the first round that may be destroyed, if it is another one than that without these properties. */
  readonly destroyed?: Direction;
}

/** One of a cluster and of Azure, for a stack in both. */
export async function together(...starting: readonly Promise<Surroundings>[]): Promise<Surroundings> {
  const all = await Promise.all(starting);
  return { env: Object.assign({}, ...all.map((one) => one.env)) };
}

/** Turns what is in a round on, changes it and turns it off: one apply each, after which nothing is left to do. */
export function turnEverything(
  { start, rounds, stackOf, destroyed = "off" }: LivingStack,
  generations: readonly (typeof GENERATIONS)[number][] = GENERATIONS,
): void {
  describeReal.each(generations)("$generation", ({ use }) => {
    let surroundings: Surroundings;
    let workspace: RealWorkspace;

    function configure(round: number, direction: Direction): RealWorkspace {
      const stack = stackOf(round, direction);
      use(stack);
      return workspace.write(stack);
    }

    beforeAll(async () => {
      surroundings = await start();
      workspace = new RealWorkspace(surroundings);
      configure(rounds[0], "off").apply();
    });

    test.each(rounds.flatMap((round) => DIRECTIONS.map((direction) => [direction, round] as const)))(
      "what is turned %s in round %i needs one apply",
      (direction, round) => {
        configure(round, direction).apply();
        expect(workspace.changes()).toEqual([]);
      },
    );

    test("one destroy leaves nothing", () => {
      configure(rounds[0], destroyed).apply();
      workspace.succeed("destroy", "-auto-approve", "-input=false");
      expect(workspace.state()).toEqual({});
    });
  });
}
