import type { TerraformStack } from "cdktf";
import { describeReal, GENERATIONS, RealWorkspace } from "../support/providers";
import type { Direction } from "./rows";

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
}

/** One of a cluster and of Azure, for a stack in both. */
export async function together(...starting: readonly Promise<Surroundings>[]): Promise<Surroundings> {
  const all = await Promise.all(starting);
  return { env: Object.assign({}, ...all.map((one) => one.env)) };
}

/** Turns what is in a round on, changes it and turns it off: one apply each, after which nothing is left to do. */
export function turnEverything(
  { start, rounds, stackOf }: LivingStack,
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
  });
}
