import { planOf } from "../../src/planned/plan";
import { readPlan } from "../../src/planned/plan-json";
import { masksFor } from "../../src/planned/sensitive";
import type { JsonObject } from "../../src/stack/json";

function read(change: JsonObject) {
  const resource = { address: "a.b", mode: "managed", type: "a", name: "b", provider_name: "registry.terraform.io/x/a", change };
  const plan = readPlan({ format_version: "1.2", resource_changes: [resource] });
  const masks = masksFor([plan]);
  return { masks, values: planOf(plan, masks).resources["a.b"].values };
}

const base64 = (text: string) => Buffer.from(text).toString("base64");
const SECRET = "Canary 4f1c/secret";
const login = base64(`puller:${SECRET}`);

test.each([
  ["as it is", SECRET],
  ["in base64", base64(SECRET)],
  ["in the login of a document", JSON.stringify({ auths: { "a.azurecr.io": { auth: login } } })],
  ["in a document that is encoded itself", base64(JSON.stringify({ auths: { "a.azurecr.io": { auth: login } } }))],
  ["in an address", `https://a:${encodeURIComponent(SECRET)}@a`],
  ["in small letters", SECRET.toLowerCase()],
])("what a plan marks as sensitive is masked wherever it stands %s", (_how, text) => {
  const after = { password: SECRET, note: text };
  const { masks } = read({ actions: ["create"], before: null, after, after_sensitive: { password: true } });
  expect(masks.marked(`before ${text} after`)).toMatch(/^before .*\(sensitive value\).* after$/);
});

test("a value that is marked as it changes is masked as it was, too", () => {
  const { masks } = read({
    actions: ["update"],
    before: { password: "canary-former" },
    after: { password: "canary-later" },
    before_sensitive: {},
    after_sensitive: { password: true },
  });
  expect(masks.marked("canary-former canary-later")).toBe("(sensitive value) (sensitive value)");
});

test("a value is hidden in its own place however short it is", () => {
  const after = { pin: 42, word: "abc", isOn: true };
  const { values } = read({ actions: ["create"], before: null, after, after_sensitive: { pin: true, word: true, isOn: true } });
  expect(values).toEqual({ pin: "(sensitive value)", word: "(sensitive value)", isOn: "(sensitive value)" });
});
