import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { comparedPlans } from "../../src/cli/plan/compared-plans";
import { readPlan } from "../../src/planned/plan-json";
import type { ReviewedPlan } from "../../src/report/model";
import { WRITERS } from "../../src/report/writers";
import { isList, isObject, type Json, type JsonObject, listOf, objectOf } from "../../src/stack/json";
import { PLANS } from "../golden/kept";

const FORMATS = ["text", "json", "markdown", "html", "sarif", "access"] as const;

/** The kept plans that tell that somebody gains or loses access. */
const CHANGING = readdirSync(PLANS)
  .map((file) => JSON.parse(readFileSync(join(PLANS, file), "utf8")))
  .map((json) => ({ json, rows: rowsOf(reviewedOf(json)) }))
  .filter(({ rows }) => rows.length > 0);

test("marking any value as sensitive takes no row of access away, and prints it nowhere", () => {
  const sides = fc.constantFrom<readonly Side[]>(["before", "after"], ["before"], ["after"]);
  fc.assert(
    fc.property(fc.constantFrom(...CHANGING), fc.nat(), sides, ({ json, rows }, pick, marked) => {
      const { plan, texts } = withMark(json, pick, marked);
      const pair = reviewedOf(plan);
      // A name that is marked on one side alone may be that of another one, which is told beside them.
      expect(rowsOf(pair)).toEqual(expect.arrayContaining(rows));
      for (const format of FORMATS) {
        // Rules of SARIF, which name roles, are the same in every report.
        const text = WRITERS[format].write([pair]).replace(/"rules": \[[\s\S]*?"results"/, "");
        expect(texts.filter((one) => text.includes(one))).toEqual([]);
      }
    }),
    { numRuns: 1_000, seed: 30, endOnFailure: true },
  );
});

type Side = "before" | "after";

function reviewedOf(json: JsonObject): ReviewedPlan {
  const [pair] = comparedPlans([{ name: "shop", file: "plan.json", shown: readPlan(json), isFromEngine: true, providers: [] }]);
  return pair;
}

/** Whose they are, by which block, and which rights. What a row says beyond that may be a value that is marked. */
function rowsOf({ reviewed: { access } }: ReviewedPlan): string[] {
  const told = (fate: "gained" | "lost") => access[fate].map(({ address, rights }) => `${fate} ${address} ${rights.join()}`);
  return [...told("gained"), ...told("lost")].sort();
}

/** The plan with a mark on one value of one resource, and the texts that it hides. */
function withMark(json: JsonObject, pick: number, sides: readonly Side[]) {
  const changes = listOf(json.resource_changes).map(objectOf);
  const places = changes.flatMap((resource, index) => {
    const { before, after } = objectOf(resource.change);
    const paths = new Map([...pathsIn(before), ...pathsIn(after)].map((path) => [JSON.stringify(path), path]));
    return [...paths.values()].map((path) => ({ index, path }));
  });
  const { index, path } = places[pick % places.length];
  const change = objectOf(changes[index].change);
  const marks = sides.map((side) => [`${side}_sensitive`, markAt(path)]);
  const others = changes.filter((_one, other) => other !== index);
  const marked = { ...changes[index], change: { ...change, ...Object.fromEntries(marks) } };
  // An object of Kubernetes has its namespace and its name for an id, both of which a report tells.
  const isTold = path[0] === "id" && String(changes[index].type).startsWith("kubernetes_");
  return {
    plan: { ...json, resource_changes: changes.map((one, other) => (other === index ? marked : one)) },
    texts: sides
      .flatMap((side) => textsIn(at(change[side], path)))
      .filter(
        (text) => !isTold && !isWord(text, changes) && !isRegistry(text, (path[0] ?? "name") === "name" ? others : changes),
      ),
  };
}

/** Whether a report says it of every plan, or in an address, which no engine takes for sensitive. */
function isWord(text: string, changes: readonly JsonObject[]): boolean {
  return OWN_WORDS.includes(text) || changes.some(({ address }) => String(address).includes(text));
}

/** Whether a registry is called so where nothing is marked, which each report says. */
function isRegistry(text: string, changes: readonly JsonObject[]): boolean {
  return changes.some(({ type, change }) => {
    const { before, after } = objectOf(change);
    const isOne = ["azurerm_container_registry", "azapi_resource"].includes(String(type));
    return isOne && [before, after].some((side) => objectOf(side).name === text);
  });
}

const OWN_WORDS = ["default", "member", "pull", "shop", "system", "true"];

type Path = readonly (string | number)[];

/** The paths of all values, of lists and objects, too. */
function pathsIn(value: Json | undefined, path: Path = []): Path[] {
  if (!isList(value) && !isObject(value)) {
    return [path];
  }
  const parts = isList(value) ? [...value.entries()] : Object.entries(value);
  return [path, ...parts.flatMap(([key, part]) => pathsIn(part, [...path, key]))];
}

function at(value: Json | undefined, [key, ...rest]: Path): Json | undefined {
  if (key === undefined) {
    return value;
  }
  return at(typeof key === "number" ? listOf(value)[key] : objectOf(value)[key], rest);
}

function markAt([key, ...rest]: Path): Json {
  if (key === undefined) {
    return true;
  }
  return typeof key === "number" ? [...Array(key).fill({}), markAt(rest)] : { [key]: markAt(rest) };
}

/** The texts that are long enough to be told from others. */
function textsIn(value: Json | undefined): string[] {
  if (typeof value === "string") {
    return value.length < 4 ? [] : [value];
  }
  return isList(value) || isObject(value) ? Object.values(value).flatMap(textsIn) : [];
}
