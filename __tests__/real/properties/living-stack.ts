import type { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { blockOfInstance } from "../../../packages/terraform-stack-tools/src/stack/address";
import {
  isList,
  isObject,
  type Json,
  type JsonObject,
  listOf,
  objectOf,
} from "../../../packages/terraform-stack-tools/src/stack/json";
import { render } from "../../support/stack";
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
  /** What takes it back to the service's default, where leaving it out leaves it to others. */
  readonly reset?: Value;
  /** Properties that exclude each other are turned on in different rounds, most in round 0 alone. */
  readonly rounds?: readonly number[];
}

/** A row for each optional property, so that the compiler refuses a new one without: its values, or why it has none. */
export type Rows<Props> = { readonly [Name in OptionalNames<Props>]: Turned<NonNullable<Props[Name]>> | string };

export type Direction = "on" | "changed" | "left" | "reset" | "off";

/** The properties of one round, turned in one direction. */
export function turned<Props>(rows: Rows<Props>, round: number, direction: Direction): Partial<Props> {
  const all: readonly [string, Turned<unknown> | string][] = Object.entries(rows);
  const values = all.flatMap(([name, row]) => {
    if (typeof row === "string" || !(row.rounds ?? [0]).includes(round) || direction === "off") {
      return [];
    }
    if (direction === "on") {
      return [[name, row.on]];
    }
    if (row.reset === undefined || direction === "changed") {
      return [[name, row.changed ?? row.on]];
    }
    return direction === "left" ? [] : [[name, row.reset]];
  });
  return Object.fromEntries(values);
}

/** A part of a stack whose properties are turned. */
export interface LivingPart<Others> {
  readonly rounds: readonly number[];
  /** @param others further providers, which are there in all directions, since a new one needs `terraform init` */
  readonly build: (scope: Construct, others: Others, round: number, direction: Direction) => void;
  /** The version that may be destroyed, if it is another one than that without these properties. */
  readonly destroyed?: Direction;
  /** The arguments that the service does not take back. */
  readonly stays?: RegExp;
  /** What is another one each time, as passwords are. */
  readonly renewed?: RegExp;
}

/** A stack of several parts, so that each direction of a round is one apply for all of them. */
interface LivingStack<Others> {
  readonly start: () => Promise<{ readonly env: NodeJS.ProcessEnv }>;
  readonly stack: () => readonly [stack: TerraformStack, others: Others];
  readonly parts: Readonly<Record<string, LivingPart<Others>>>;
}

/** What the resources of a stack are configured with, by address. */
function configured(stack: TerraformStack): Map<string, JsonObject> {
  const { resource } = objectOf(render(stack));
  return new Map(
    Object.entries(objectOf(resource)).flatMap(([type, named]) =>
      Object.entries(objectOf(named)).map(([name, body]) => [`${type}.${name}`, objectOf(body)] as const),
    ),
  );
}

/**
 * Of a value in a state, the arguments that a configuration states, by path. Nothing, an empty text and an empty list are
 * one to the providers.
 */
function statedArguments(value: Json | undefined, stated: Json, path: string): (readonly [string, Json])[] {
  const blocks = listOf(stated);
  if (blocks.length > 0 && blocks.every(isObject)) {
    return blocks.flatMap((block, index) => {
      const own = objectOf(isList(value) ? value[index] : value);
      const place = blocks.length === 1 ? path : `${path}.${index}`;
      return Object.entries(block).flatMap(([name, one]) => statedArguments(own[name], one, `${place}.${name}`));
    });
  }
  const isEmpty = value === undefined || value === "" || (isList(value) && value.length === 0);
  return [[path, isEmpty ? null : value]];
}

/**
 * Turns what is in a round on, changes it and turns it off: one apply each, after which nothing is left to do. In between,
 * what belongs to others without its property is left out, of which a plan takes no notice, and reset.
 */
export function turnEverything<Others>({ start, stack: started, parts }: LivingStack<Others>): void {
  const all = Object.entries(parts);
  const rounds = [...new Set(all.flatMap(([, part]) => part.rounds))].sort();

  describeReal.each(GENERATIONS)("$generation", ({ use }) => {
    let workspace: RealWorkspace;

    function stackIn(round: number, directionOf: (part: LivingPart<Others>) => Direction): TerraformStack {
      const [stack, others] = started();
      for (const [name, part] of all) {
        part.build(new Construct(stack, name), others, round, directionOf(part));
      }
      use(stack);
      return stack;
    }

    const turnedTo = (round: number, direction: Direction) => stackIn(round, () => direction);
    const configure = (round: number, direction: Direction) => workspace.write(turnedTo(round, direction));

    beforeAll(async () => {
      workspace = new RealWorkspace(await start());
      configure(rounds[0], "off").apply();
    });

    /** What the properties of a round state, as the provider has it. */
    function statedIn(round: number): Map<string, Json> {
      const [on, off] = [configured(turnedTo(round, "on")), configured(turnedTo(round, "off"))];
      return new Map(
        Object.entries(workspace.state()).flatMap(([address, values]) => {
          const [body, without] = [on, off].map((one) => one.get(blockOfInstance(address)));
          const isStated = ([name, value]: readonly [string, Json]) => JSON.stringify(value) !== JSON.stringify(without?.[name]);
          const stated = body === undefined || without === undefined ? [] : Object.entries(body).filter(isStated);
          return stated.flatMap(([name, value]) => statedArguments(objectOf(values)[name], value, `${address}.${name}`));
        }),
      );
    }

    describe.each(rounds)("round %i", (round) => {
      let before: Map<string, Json>;

      beforeAll(() => {
        before = statedIn(round);
      });

      test.each(["on", "changed"] as const)("what is turned %s needs one apply", (direction) => {
        configure(round, direction).apply();
        expect(workspace.changes()).toEqual([]);
      });

      const [left, changed] = (["left", "changed"] as const).map((one) => JSON.stringify(render(turnedTo(round, one))));
      if (left !== changed) {
        test("what is left out again is left as it is", () => {
          expect(configure(round, "left").changes()).toEqual([]);
        });

        test("what is reset needs one apply", () => {
          const changes = configure(round, "reset").changes();
          expect(changes.map(({ action }) => action)).toEqual(changes.map(() => "update"));
          expect(changes).not.toEqual([]);
          workspace.apply();
          expect(workspace.changes()).toEqual([]);
        });
      }

      test("what is turned off needs one apply, and nothing of it is left: another property needs a value that resets it", () => {
        configure(round, "off").apply();
        expect(workspace.changes()).toEqual([]);
        const after = statedIn(round);
        const isExpected = (name: string) => all.some(([, { stays, renewed }]) => stays?.test(name) || renewed?.test(name));
        const differing = [...before.keys()].filter(
          (name) => !isExpected(name) && JSON.stringify(before.get(name)) !== JSON.stringify(after.get(name)),
        );
        expect(differing).toEqual([]);
      });
    });

    test("one destroy leaves nothing", () => {
      workspace.write(stackIn(rounds[0], ({ destroyed = "off" }) => destroyed)).apply();
      workspace.succeed("destroy", "-auto-approve", "-input=false");
      expect(workspace.state()).toEqual({});
    });
  });
}
