import { checkMocks, mocksFor } from "../../../src/plan/prepare/made-up-values";
import { readStack } from "../../../src/stack/stack";

const stack = readStack({
  data: { vault: { one: {} } },
  ephemeral: { secret: { two: {} } },
  resource: { registry: { acr: { for_each: {} } } },
  check: { open: { data: { http: { page: {} } } } },
});
const other = readStack({ resource: { subnet: { a: {} } } });
const calling = readStack({ module: { m: { source: "a/b/c" } } });

test.each([
  "data.vault",
  "data.vault.one",
  "ephemeral.secret",
  "registry",
  "registry.acr",
  'registry.acr["eu.west"]',
  "data.http",
])("%s is about something in the stack", (key) => {
  expect(() => checkMocks([stack], { [key]: {} })).not.toThrow();
});

test.each(["vault", "data.vault.two", "registry.acr2", "data.registry.acr", "toString", ""])(
  "%j is about nothing, and refused",
  (key) => {
    expect(() => checkMocks([stack], { [key]: {} })).toThrow(
      `mocks are by type or address, and the stack has no ${key}; it has data.http, data.vault, ephemeral.secret, registry`,
    );
  },
);

test("modules may have any type, but no address of the stack", () => {
  expect(() => checkMocks([calling], { registry: {}, "data.vault": {} })).not.toThrow();
  expect(() => checkMocks([calling], { "registry.acr": {} })).toThrow("the stack has no registry.acr; it has no blocks");
});

test("each of several stacks gets its own, and one of them must have it", () => {
  const mocks = { registry: { name: "a" }, "subnet.a": { name: "b" } };
  expect(() => checkMocks([stack, other], mocks)).not.toThrow();
  expect(mocksFor([other], mocks)).toEqual({ "subnet.a": { name: "b" } });
});
