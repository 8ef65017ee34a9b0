import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import data from "../../../docs/facts/data/registry-roles.json";
import { rightsOf } from "../../../packages/terraform-stack-tools/src/knowledge/access/roles";
import ofTools from "../../../packages/terraform-stack-tools/src/knowledge/catalogue/data/registry-roles.json";
import { ROLES } from "../../../tools/docs";
import { type RegistryRoles, registryRoles, rightsIn } from "../../../tools/registry-roles";

const PROJECT = join(__dirname, "../../..");
const read = (path: string) => readFileSync(join(PROJECT, path), "utf8");
const DATA: Omit<RegistryRoles, "others"> = JSON.parse(read("docs/facts/data/registry-roles.json"));
const IDS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(data.roles).map(([name, { id }]) => [name, id])),
  ...ofTools.others,
};

const NO_ACTIONS = { actions: [], notActions: [], dataActions: [], notDataActions: [] };
const definition = (roleName: string, permissions: object, roleType = "BuiltInRole") => ({
  roleName,
  name: `id-of-${roleName}`,
  roleType,
  permissions: [{ ...NO_ACTIONS, ...permissions }],
});

const REGISTRIES = "Microsoft.ContainerRegistry/registries";
const ASSIGN = "Microsoft.Authorization/roleAssignments/write";

test("roles that allow anything on registries are told from the others, and custom ones are left out", () => {
  const { roles, others } = registryRoles(
    [
      definition("Writer", { actions: ["*"], notActions: ["Microsoft.ContainerRegistry/*/delete"] }),
      definition("Pusher", { actions: [`${REGISTRIES}/pull/read`, `${REGISTRIES}/push/write`] }),
      definition("Data", { dataActions: [`${REGISTRIES}/repositories/content/*`] }),
      definition("Importer", { actions: [`${REGISTRIES}/importImage/action`] }),
      definition("Signer", { actions: [`${REGISTRIES}/sign/write`] }),
      definition("Lister", { actions: [`${REGISTRIES}/webhooks/read`] }),
      definition("Network", { actions: ["Microsoft.Network/*"] }),
      definition("Ours", { actions: ["*"] }, "CustomRole"),
    ],
    "2026-08-22",
  );
  expect(roles).toEqual({
    Data: { id: "id-of-Data", RBAC: [], ABAC: ["pull", "push", "delete"], powers: [], loses: [] },
    // In both modes.
    Importer: { id: "id-of-Importer", RBAC: ["push"], ABAC: [], powers: [], loses: [] },
    Lister: { id: "id-of-Lister", RBAC: [], ABAC: [], powers: [], loses: [] },
    Pusher: { id: "id-of-Pusher", RBAC: ["pull", "push"], ABAC: [], powers: [], loses: ["pull", "push"], imagesOnly: true },
    Signer: { id: "id-of-Signer", RBAC: [], ABAC: [], powers: [], loses: ["sign"] },
    Writer: {
      id: "id-of-Writer",
      RBAC: ["pull", "push"],
      ABAC: [],
      powers: ["grant access", "get credentials"],
      loses: ["pull", "push"],
    },
  });
  expect(others).toEqual({ Network: "id-of-Network" });
});

test("a role that may assign certain roles grants access if one of them leads to images, whatever the way", () => {
  const assigning = (name: string, ...ids: string[]) =>
    definition(name, {
      actions: [ASSIGN],
      condition: `@Request[…:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${ids.join(", ")}}`,
    });
  const { roles, others } = registryRoles(
    [
      definition("Puller", { actions: [`${REGISTRIES}/pull/read`] }),
      assigning("Direct", "id-of-Vault", "idofPuller"),
      assigning("Indirect", "id-of-Direct"),
      assigning("Beside", "id-of-Vault"),
      definition("Any", { actions: [ASSIGN] }),
    ],
    "2026-08-22",
  );
  const granting = Object.entries(roles).filter(([, { powers }]) => powers.includes("grant access"));
  expect(granting.map(([name]) => name)).toEqual(["Any", "Direct", "Indirect"]);
  expect(others).toEqual({ Beside: "id-of-Beside" });
});

test("what the tools hold is what the data says", () => {
  expect(ofTools.roles).toEqual(rightsIn(DATA.roles));
  const unlike = Object.entries(DATA.roles).filter(
    ([, { RBAC, ABAC, loses }]) => loses.join() !== RBAC.filter((right) => !ABAC.includes(right)).join(),
  );
  expect(unlike.map(([name]) => name)).toEqual(["AcrImageSigner", "Container Registry Data Importer and Data Reader"]);
  expect(Object.keys(IDS)).toHaveLength(928);
  expect(new Set(Object.values(IDS)).size).toBe(928);
});

test("the actions of roles that pages print allow what the data says", () => {
  for (const [name, { actions, dataActions = [] }] of ROLES) {
    const { RBAC, ABAC } = rightsOf([{ ...NO_ACTIONS, actions, dataActions }]);
    const { id, RBAC: inRbac = [], ABAC: inAbac = [] } = DATA.roles[name] ?? { id: IDS[name] };
    expect([name, id, RBAC, ABAC]).toEqual([name, expect.stringMatching(/^[0-9a-f-]{36}$/), inRbac, inAbac]);
  }
});

test("the page names each role for images alone that loses something in ABAC mode, and what replaces it", () => {
  const switching = read("docs/how-to/azure/switch-to-abac.md").replace(/\n/g, " ");
  const losing = Object.entries(DATA.roles).filter(([, { imagesOnly, loses }]) => imagesOnly === true && loses.length > 0);
  const replacements = ["Reader", "Writer", "Contributor"].map((kind) => `Container Registry Repository ${kind}`);
  for (const name of [...losing.map(([role]) => role), ...replacements]) {
    expect([name, switching]).toEqual([name, expect.stringContaining(name)]);
  }
});

test("no file has another id of a role, or another name for one", () => {
  const files = execFileSync("git", ["grep", "-lE", "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"], {
    cwd: PROJECT,
    encoding: "utf8",
  });
  const names = Object.keys(IDS).map((name) => name.replace(/[()]/g, "\\$&"));
  const pattern = new RegExp(
    `\\b(${names.join("|")})\\b["'\`:,]{1,3} {1,12}["'\`]?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})`,
    "g",
  );
  const pairs = files
    .split("\n")
    .filter((path) => path !== "" && !path.endsWith("registry-roles.json"))
    .flatMap((path) => [...read(path).matchAll(pattern)].map(([, name, id]) => ({ path, name, id })));
  expect(pairs.length).toBeGreaterThan(5);
  expect(pairs.filter(({ name, id }) => IDS[name] !== id)).toEqual([]);
});

test("one role replaces another alone: none of those that allow less together allow what the next one does", () => {
  const allowed = Object.values(data.roles).map(({ ABAC }) => ABAC.join());
  expect([...new Set(allowed)].sort()).toEqual(["", "pull", "pull,push", "pull,push,delete"]);
});
