import type { Access } from "../../src/knowledge/access/access";
import { accessMatchers } from "../../src/plan/jest-extensions";
import { access } from "../support/reviewed";

expect.extend(accessMatchers);

const prod = "every pod of AKS cluster prod";
const pull: Access = access({
  repository: "shop/web",
  origin: { kind: "role assignment", role: { name: "AcrPull", isKnown: true } },
});

test("exactly the expected pulls pass", () => {
  expect([pull]).toGrantPullOnly({ [prod]: { contoso: ["shop/web"] } });
  expect([pull]).toGrantPullOnly({ [prod]: { contoso: ["shop/web", "shop/web"] } });
});

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

test("access to a registry that nobody reaches fails once for each of them, with the reason", () => {
  const closed: Access = { ...pull, reach: { kind: "closed", because: "public access is off" } };
  expect(() => expect([pull, closed, { ...closed, repository: "other" }]).toBeReachable()).toThrow(
    new Error(`authorized, not reachable:\n  ${prod}: contoso, since public access is off`),
  );
  expect(() => expect([pull]).not.toBeReachable()).toThrow("nobody has access to a registry that they do not reach");
});

test("what is reached, and what nobody knows, passes", () => {
  const unknown: Access = { ...pull, reach: { kind: "unknown", because: "it is elsewhere" } };
  expect([pull, { ...pull, reach: { kind: "public" } }, unknown]).toBeReachable();
});

test("anything but access is refused", () => {
  expect(() => expect("plan").toBeReachable()).toThrow("toBeReachable must be called on the result of accessOf()");
  expect(() => expect("plan").toGrantPullOnly({})).toThrow("must be called on the result of accessOf()");
});
