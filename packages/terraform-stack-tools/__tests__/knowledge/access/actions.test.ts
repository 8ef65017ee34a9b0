import { matches } from "../../../src/knowledge/access/roles";

test.each([
  ["*", "anything", true],
  ["Microsoft.ContainerRegistry/*/read", "microsoft.containerregistry/registries/pull/read", true],
  ["Microsoft.ContainerRegistry/registries/pull/read", "Microsoft.ContainerRegistry/registries/pull/readers", false],
  ["*/read", "Microsoft.ContainerRegistry/registries/push/write", false],
  ["a*a", "a", false],
  ["a*bc*cd", "abcd", false],
  ["a*b*d", "abcd", true],
  ["a*c*b*d", "abcd", false],
  ["a**d", "ad", true],
])("%s and %s: %s", (pattern, action, expected) => {
  expect(matches(pattern, action)).toBe(expected);
});
