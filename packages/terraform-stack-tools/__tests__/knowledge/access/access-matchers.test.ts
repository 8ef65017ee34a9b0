import { access } from "../../../../../__tests__/support/reviewed";
import type { Access } from "../../../src/knowledge/access/access";
import { accessMatchers } from "../../../src/knowledge/access/access-matchers";

expect.extend(accessMatchers);

const prod = "every pod of AKS cluster prod";
const pull: Access = access({
  repository: "shop/web",
  origin: { kind: "role assignment", role: { name: "AcrPull", isKnown: true } },
});

test.each([[{ [prod]: { contoso: ["shop/web"] } }], [{ [prod]: { contoso: ["shop/web", "shop/web"] } }]])(
  "exactly the expected pulls pass",
  (expected) => {
    expect([pull]).toGrantPullOnly(expected);
  },
);

test.each([
  ["a repository", { ...pull, repository: "*" }, `1 too many:\n  ${prod}: pull on * of contoso, by role AcrPull`],
  [
    "a right",
    { ...pull, rights: ["pull", "push"] as const },
    `1 too many:\n  ${prod}: pull, push on shop/web of contoso, by role AcrPull`,
  ],
  ["somebody", { ...pull, who: "anyone who reaches the registry" }, "1 too many:\n  anyone who reaches the registry: pull"],
  ["rights that are not known", { ...pull, rights: [] }, `1 too many:\n  ${prod}: unknown rights on shop/web`],
])("%s too many fails and is named", (_what, line, message) => {
  expect(() => expect([pull, line]).toGrantPullOnly({ [prod]: { contoso: ["shop/web"] } })).toThrow(message);
});

test("a pull that is missing fails and is named", () => {
  expect(() => expect([pull]).toGrantPullOnly({ [prod]: { contoso: ["shop/*"] } })).toThrow(
    `1 missing:\n  ${prod}: pull on shop/* of contoso`,
  );
  expect(() => expect([]).toGrantPullOnly({ [prod]: { contoso: ["a"] } })).toThrow("1 missing");
});

test("anything but access is refused", () => {
  expect(() => expect("plan").toGrantPullOnly({})).toThrow("must be called on the result of accessOf()");
});
