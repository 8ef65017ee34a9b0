import { assembly } from "../support/assembly";
import { readPage } from "../support/pages";

const { types } = assembly();
const members = Object.values(types).flatMap(({ name: type, properties = [], methods = [], members: values = [] }) =>
  [...properties, ...methods, ...values].map((member) => ({ ...member, name: `${type}.${member.name}` })),
);

/** Those of an interface and of all that it extends, as far as they are of this package. */
function membersOf(fqn: string): string[] {
  const { interfaces = [], properties = [], methods = [] } = types[fqn] ?? {};
  return [...interfaces.flatMap(membersOf), ...[...properties, ...methods].map(({ name }) => name)];
}

/** A class with its members and those of the classes that it extends. */
function inheritedBy(fqn: string | undefined): string[] {
  if (fqn === undefined || types[fqn] === undefined) {
    return [];
  }
  const { base, properties = [], methods = [] } = types[fqn];
  return [...inheritedBy(base), ...[...properties, ...methods].map(({ name }) => name)];
}

// TypeScript lets a class leave an optional member of an interface out. Other languages do not: mypy refuses the class.
test("every class declares all members of its interfaces, the optional ones too", () => {
  const classes = Object.entries(types).filter(([, { kind }]) => kind === "class");
  const implementing = classes.filter(([, { interfaces = [] }]) => interfaces.some((name) => name in types));
  expect(implementing.length).toBeGreaterThan(5);
  const missing = implementing.flatMap(([fqn, { interfaces = [] }]) => {
    const declared = inheritedBy(fqn);
    return interfaces.flatMap(membersOf).flatMap((name) => (declared.includes(name) ? [] : `${fqn}.${name}`));
  });
  expect(missing).toEqual([]);
});

test("every member has a text", () => {
  expect(members.length).toBeGreaterThan(400);
  expect(members.filter(({ docs }) => !docs.summary).map(({ name }) => name)).toEqual([]);
});

test("no stable member has an experimental type, which may change", () => {
  const experimental = Object.entries(types).filter(([, { docs }]) => docs.stability === "experimental");
  expect(experimental.length).toBeGreaterThan(20);
  const stable = members.filter(({ docs }) => docs.stability === "stable");
  const changing = stable.filter((member) => experimental.some(([fqn]) => JSON.stringify(member).includes(`"${fqn}"`)));
  expect(changing.map(({ name }) => name)).toEqual([]);
});

test.each(["stable", "experimental"])("the page of support names each class that is %s, once", (stability) => {
  const sections = readPage("docs/reference/support.md").text.split(/^## /m);
  const section = sections.find((text) => text.toLowerCase().startsWith(stability)) ?? "";
  const items = section.split("\n").filter((line) => line.startsWith("- "));
  const named = items.flatMap((item) => [...item.matchAll(/`(\w+)`/g)].map(([, name]) => name));
  const classes = Object.values(types).filter(({ kind, docs }) => kind === "class" && docs.stability === stability);
  expect(named.sort()).toEqual(classes.map(({ name }) => name).sort());
});
