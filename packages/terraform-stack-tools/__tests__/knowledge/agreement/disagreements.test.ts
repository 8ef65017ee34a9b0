import type { Access } from "../../../src/knowledge/access/access";
import { agreementOf, disagreements } from "../../../src/knowledge/agreement/agreement";
import { access } from "../../support/reviewed";

const LINE = access({
  principal: "11111111-2222-4333-8444-555555555555",
  secret: "shop/acr",
  mode: "RBAC",
  until: "2027-01-31T00:00:00Z",
  scope: "/subscriptions/1/resourceGroups/rg",
});
const kinds = (line: Access) => disagreements([line], agreementOf([LINE], [])).map(({ kind }) => kind);

test("access is as agreed, whatever the case of names", () => {
  expect(kinds(LINE)).toEqual([]);
  expect(kinds({ ...LINE, registry: "CONTOSO", scope: LINE.scope?.toUpperCase() })).toEqual([]);
});

test.each<[string, Partial<Access>]>([
  ["ends later", { until: "2028-01-31T00:00:00Z" }],
  ["does not end", { until: undefined }],
  ["is in another mode", { mode: "ABAC" }],
  ["is from another secret", { secret: "shop/other" }],
  ["is on another scope", { scope: "/subscriptions/1/resourceGroups/rg2" }],
  ["is of another principal of the name", { principal: "99999999-2222-4333-8444-555555555555" }],
  ["is given by another resource", { address: "azurerm_role_assignment.another" }],
  ["is given by another role", { origin: { kind: "role assignment", role: { name: "Owner", isKnown: true } } }],
  ["has one more right", { rights: ["push"] }],
  ["is on another repository", { repository: "shop" }],
])("access is not as agreed that %s", (_how, more) => {
  expect(kinds({ ...LINE, ...more })).toEqual(["more", "less"]);
});
