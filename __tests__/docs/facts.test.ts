import { join } from "node:path";
import { changedPages } from "../../tools/facts/changed";
import { complaintsOf } from "../../tools/facts/complaints";
import { readFacts } from "../../tools/facts/fact";

const PROJECT = join(__dirname, "../..");
const facts = readFacts(join(PROJECT, "facts"));

test("each page that code and docs cite has a fact, and each fact is cited where it says", () => {
  expect(complaintsOf(PROJECT, facts)).toEqual([]);
});

// A checkout of MicrosoftDocs/azure-management-docs with its history, where somebody has one.
const { AZURE_MANAGEMENT_DOCS: documentation } = process.env;

(documentation === undefined ? test.skip : test)("what Azure changed from May to August 2026 is found", () => {
  const pages = changedPages(documentation ?? "", facts, { since: "2026-05-15", until: "2026-08-20" });
  const changed = new Map(pages.map(({ source, diff }) => [source.split("/").at(-1), diff]));
  // The switch to ABAC mode, and the regional endpoints.
  expect(changed.get("container-registry-rbac-abac-repository-permissions.md")).toMatch(/^\+.*refresh the registry credentials/m);
  expect(changed.get("container-registry-geo-replication.md")).toMatch(/^\+.*202607[.]29/m);
  // Only its author changed.
  expect([...changed.keys()]).not.toContain("zone-redundancy.md");
});
