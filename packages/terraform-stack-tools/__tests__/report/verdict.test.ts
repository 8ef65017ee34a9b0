import { report } from "../../src/report/content/report";
import { verdict } from "../../src/report/content/verdict";
import { readStack } from "../../src/stack/stack";
import { access, reviewed } from "../support/reviewed";

const secret = { "kubernetes_secret_v1.pull": { action: "create" } };
const replaced = { "azurerm_kubernetes_cluster.aks": { action: "replace" } };

test.each([
  ["nothing", reviewed(), "Nobody gains or loses access to images; no resource changes, and no secret enters the state."],
  [
    "a gain and a secret",
    reviewed(secret, { gained: [access()] }),
    "Every pod of AKS cluster prod may now pull shop/* in contoso; nothing is replaced or deleted, and one secret enters the state.",
  ],
  [
    "a loss",
    reviewed({}, { lost: [access({ repository: "*" })] }),
    "Every pod of AKS cluster prod may no longer pull everything in contoso; no resource changes, and no secret enters the state.",
  ],
  [
    "rights that are not known",
    reviewed({}, { gained: [access({ rights: [], repository: "what the role allows" })] }),
    "Every pod of AKS cluster prod may now do what the role allows in contoso; no resource changes, and no secret enters the state.",
  ],
  [
    "a stack of another name",
    { ...reviewed(), name: "shop", formerName: "attach" },
    "The stack shop is compared with a stack of another name, attach; nobody gains or loses access to images; no resource changes, and no secret enters the state.",
  ],
  [
    "many gains of one",
    reviewed({}, { gained: ["a", "b", "c"].map((repository) => access({ repository, registry: `eu${repository}` })) }),
    "Every pod of AKS cluster prod may now pull from 3 registries; no resource changes, and no secret enters the state.",
  ],
  [
    "what nobody can tell",
    reviewed({}, { opaque: [access({ who: "group a" })] }),
    "What group a may do now, nobody can tell from the stack; no resource changes, and no secret enters the state.",
  ],
  [
    "many gains",
    reviewed({}, { gained: ["a", "b", "c", "d"].map((name) => access({ who: `group ${name}`, rights: ["pull"] })) }),
    "Group a, group b and 2 others may now pull from contoso; no resource changes, and no secret enters the state.",
  ],
  [
    "replacements, deletions and what is unknown",
    reviewed({
      ...replaced,
      "azurerm_subnet.a": { action: "delete" },
      "azurerm_subnet.b": { action: "update, replacement unknown" },
    }),
    "Nobody gains or loses access to images; 1 resource is replaced, 1 resource is deleted, of 1 only a plan with credentials can tell, and no secret enters the state.",
  ],
])("%s", (_case, stack, expected) => {
  expect(verdict([stack])).toBe(expected);
});

test("several stacks have one verdict", () => {
  expect(verdict([reviewed(replaced), reviewed(replaced)])).toContain("2 resources are replaced");
});

test("says nothing of images where no stack could let anybody pull", () => {
  const other = reviewed(
    { "aws_subnet.a": { action: "replace" } },
    {},
    { stack: readStack({ resource: { aws_subnet: { a: {} } } }) },
  );
  expect(verdict([other])).toBe("1 resource is replaced, and no secret enters the state.");
  expect(verdict([other, reviewed()])).toMatch(/^Nobody gains or loses access to images; /);
  const text = JSON.stringify(report([other]));
  expect(text).not.toMatch(/pull|image|registry/);
  expect(JSON.stringify(report([reviewed()]))).toContain("This stack gives nobody access to images.");
});
