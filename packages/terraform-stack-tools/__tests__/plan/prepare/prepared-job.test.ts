import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { preparedJob } from "../../../src/plan/prepare/prepare";
import { writeRecord } from "../../../src/providers/initialized-folder";
import { objectOf } from "../../../src/stack/json";
import { plannable } from "../../support/plannable";

const root = mkdtempSync(join(tmpdir(), "job-"));

afterAll(() => rmSync(root, { recursive: true }));

/** A folder in which `init` has installed providers, by name with their versions. */
function initialized(name: string, providers: Readonly<Record<string, string>>): string {
  const folder = join(root, name);
  for (const [provider, version] of Object.entries(providers)) {
    const place = join(folder, ".terraform/providers/r/h", provider, version, "linux_amd64");
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, `terraform-provider-${provider}`), "");
  }
  const locks = Object.entries(providers).map(([one, version]) => `provider "r/h/${one}" {\n  version = "${version}"\n}\n`);
  writeFileSync(join(folder, ".terraform.lock.hcl"), locks.join(""));
  writeRecord(folder);
  return folder;
}

const EXISTING = {
  resource: { a: { before: { name: "n" } }, b: { gone: {} } },
  data: { terraform_remote_state: { other: { backend: "http" } } },
  output: { id: { value: "${a.before.id}" }, vnet: { value: "${data.terraform_remote_state.other.outputs.vnet}" } },
};
const CHANGED = {
  resource: { a: { now: { name: "n" } } },
  moved: [{ from: "a.before", to: "a.now" }],
  check: { c: { data: { d: { found: {} } }, assert: [{ condition: "${true}", error_message: "x" }] } },
};

const folders = { existing: initialized("old", { a: "1.0.0", b: "1.0.0" }), changed: initialized("new", { a: "2.0.0" }) };
const mocks = { "a.now": { id: "/given" }, "data.terraform_remote_state": { outputs: { vnet: "/vnet" } } };
const { existing, changed } = preparedJob("tofu", plannable(CHANGED, EXISTING), folders, mocks).versions;

test("a version is planned with its providers, and the later one deletes with those of the earlier one", () => {
  const versionsOf = (version: typeof existing) => version?.providers.map(({ address, version: one }) => `${address} ${one}`);
  expect(versionsOf(existing)).toEqual(["r/h/a 1.0.0", "r/h/b 1.0.0"]);
  expect(versionsOf(changed)).toEqual(["r/h/a 2.0.0", "r/h/b 1.0.0"]);
});

test("types are those of both versions and of their checks", () => {
  const { types } = preparedJob("tofu", plannable(CHANGED, EXISTING), folders, mocks);
  expect([...types].sort()).toEqual(["a", "b", "d", "terraform_remote_state"]);
});

test("what has moved is known by its first address, and answers of the user follow it", () => {
  expect(changed.moved).toEqual({ "a.before": "a.now" });
  expect(objectOf(changed.files["main.tf.json"]).resource).toEqual({
    a: { now: { name: "n", stack_tools_address: "a.before" } },
  });
  expect([existing?.mocks["a.before"], changed.mocks["a.before"]]).toEqual([{ id: "/given" }, { id: "/given" }]);
});

test("the outputs of another stack are known, and answers of the user win", () => {
  expect(existing?.states).toEqual({ "data.terraform_remote_state.other": { vnet: "/vnet" } });
});

test("a version knows which attributes either of them reads", () => {
  expect(changed.read["a.before"]).toEqual(["id"]);
});
