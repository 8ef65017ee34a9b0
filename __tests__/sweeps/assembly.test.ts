import { assembly } from "../support/assembly";

const { types } = assembly();

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
