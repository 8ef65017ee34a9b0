import { App } from "cdktf";
import { plan, planMatchers, planSerializer } from "terraform-stack-tools/testing";
import { rotationOf } from "./rotation";
import { TeamTokens } from "./team-tokens";

expect.addSnapshotSerializer(planSerializer);
expect.extend(planMatchers);

const at = (date: string) => new TeamTokens(new App(), "team-tokens", rotationOf(new Date(date)));

test("plans the tokens of a month as before", () => {
  expect(plan(at("2026-12-01"))).toMatchSnapshot();
});

test("a deploy later in the month changes nothing", () => {
  const { resources } = plan(at("2026-12-31T23:59:59Z"), { existing: at("2026-12-01") });
  const actions = Object.values(resources).map(({ action }) => action);
  expect(actions.filter((action) => action !== "no-op" && action !== "read")).toEqual([]);
});

test("the first deploy of a month rotates in place: the password in use stays until the next one", () => {
  const update = plan(at("2027-01-01"), { existing: at("2026-12-31") });
  expect(update).toPlanNoReplacement();
  const deleted = Object.entries(update.resources)
    .filter(([, { action }]) => action === "delete")
    .map(([address]) => address);
  // Of both generations that existed, only the older one.
  expect(deleted).toEqual([
    expect.stringMatching(/^azurerm_container_registry_token\.mail-pull_Token-24322_/),
    expect.stringMatching(/^azurerm_container_registry_token\.shop-pull_Token-24322_/),
    expect.stringMatching(/^azurerm_container_registry_token_password\.mail-pull_Password-24322_/),
    expect.stringMatching(/^azurerm_container_registry_token_password\.shop-pull_Password-24322_/),
  ]);
});

test("a password lasts three months, across the end of a year", () => {
  expect(rotationOf(new Date("2026-11-30T23:59:59Z"))).toEqual({ generation: 24322, expiry: "2027-02-01T00:00:00Z" });
  expect(rotationOf(new Date("2026-12-01T00:00:00Z"))).toEqual({ generation: 24323, expiry: "2027-03-01T00:00:00Z" });
});
