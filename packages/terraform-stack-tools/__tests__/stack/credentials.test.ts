import { withoutCredentials } from "../../src/stack/credentials";

/** Each has it in another place or another spelling. */
const SECRET = "hunter2";

test.each([
  ["https://user:hunter2@example.com/app", "https://***@example.com/app"],
  ["HTTPS://USER:hunter2@EXAMPLE.COM/app", "HTTPS://***@EXAMPLE.COM/app"],
  ["https://hunter2@example.com/app", "https://***@example.com/app"],
  ["https://:hunter2@example.com/app", "https://***@example.com/app"],
  ["https://user%3Ahunter2@example.com/app", "https://***@example.com/app"],
  ["https://user:hunter2%40@example.com", "https://***@example.com"],
  ["https://user:p@hunter2@example.com/app", "https://***@example.com/app"],
  ["https://user:p/hunter2@example.com/app", "https://***@example.com/app"],
  ["https://user:p/a@hunter2@example.com/app", "https://***@example.com/app"],
  ["https://user:hunter2's@example.com/app", "https://***@example.com/app"],
  ["git::https://user:hunter2@example.com/app.git?ref=v1", "git::https://***@example.com/app.git?ref=v1"],
  ["git::ssh://git@example.com/app?sshkey=hunter2&ref=v1", "git::ssh://git@example.com/app?sshkey=***&ref=v1"],
  ["ssh://git:hunter2@example.com/app", "ssh://***@example.com/app"],
  ["ssh://HUNTER_hunter2@example.com/app", "ssh://***@example.com/app"],
  ["http://proxy:hunter2@10.0.0.1:3128", "http://***@10.0.0.1:3128"],
  ["https://proxy.example.com/https://user:hunter2@example.com/app", "https://proxy.example.com/https://***@example.com/app"],
  [
    "https://example.com/?next=https%3A%2F%2Fuser%3Ahunter2%40example.com",
    "https://example.com/?next=https%3A%2F%2F***%40example.com",
  ],
  ["https://example.com/?next=%2Fa%3Ftoken%3Dhunter2%26b%3D1", "https://example.com/?next=%2Fa%3Ftoken%3D***%26b%3D1"],
  ["https://example.com/state?access_token=hunter2&ref=main", "https://example.com/state?access_token=***&ref=main"],
  ["https://example.com/state?ref=main&X-Amz-Signature=hunter2", "https://example.com/state?ref=main&X-Amz-Signature=***"],
  ["https://example.com/blob?sv=1&SIG=hunter2%3D", "https://example.com/blob?sv=1&SIG=***"],
  ["https://example.com/f?code=hunter2", "https://example.com/f?code=***"],
  ["https://example.com/f?%74oken=hunter2", "https://example.com/f?%74oken=***"],
  ["https://example.com/f?token=a%23hunter2%26b", "https://example.com/f?token=***"],
  ["https://example.com/#access_token=hunter2", "https://example.com/#access_token=***"],
  ["https://example.com/a?b=1\\u0026token=hunter2", "https://example.com/a?b=1\\u0026token=***"],
  ["https:\\/\\/user:hunter2@example.com\\/app", "https:\\/\\/***@example.com\\/app"],
  ["'/app/https:/user:hunter2@example.com/x' does not exist", "'/app/https:/***@example.com/x' does not exist"],
  ["/app/https:/hunter2@example.com/x", "/app/https:/***@example.com/x"],
  ["/app/https:/user:p/hunter2@example.com/x", "/app/https:/***@example.com/x"],
  ["/app/nats:/user:hunter2@example.com/x", "/app/nats:/***@example.com/x"],
  ["https:///user:hunter2@example.com/x", "https:///***@example.com/x"],
  ["https://user:12/hunter2@example.com/x", "https://***@example.com/x"],
  ["https://user:/hunter2@example.com/x", "https://***@example.com/x"],
  [`https://user:p/${"x".repeat(900)}hunter2@example.com`, "https://***@example.com"],
  ["hunter2:x-oauth-basic@github.com:o/r.git", "***@github.com:o/r.git"],
  ["/app/user:hunter2@example.com:x", "/app/***@example.com:x"],
  ["git::user:hunter2@example.com:x", "git::***@example.com:x"],
  ["https://user%3Ahunter2%40example.com/x", "https://***%40example.com/x"],
  ["https://user:hunter2%40example.com/x", "https://***%40example.com/x"],
  ["https://example.com/f?t[token]=hunter2", "https://example.com/f?t[token]=***"],
  ["https://example.com/f?t%5Btoken%5D=hunter2", "https://example.com/f?t%5Btoken%5D=***"],
  ["https://example.com/f;token=hunter2", "https://example.com/f;token=***"],
  [
    "from https://a:hunter2@one.example to 'https://hunter2@two.example/x' and \"ssh://b:hunter2@three.example\".",
    "from https://***@one.example to 'https://***@two.example/x' and \"ssh://***@three.example\".",
  ],
  ["https://a:hunter2@one.example,https://b:hunter2@two.example", "https://***@one.example,https://***@two.example"],
])("masks what is secret in %s", (text, expected) => {
  expect(withoutCredentials(text)).toBe(expected);
  expect(expected).not.toContain(SECRET);
  // What is masked already stays as it is.
  expect(withoutCredentials(expected)).toBe(expected);
});

test.each([
  "https://github.com/contoso/app.git?ref=v1.2.3",
  "https://example.com:8443/@scope/package",
  "https://[::1]:8443/@scope/package",
  "ssh://git@github.com/contoso/app",
  "git::ssh://org-123456@github.com/contoso/app?ref=main&depth=1",
  "git@github.com:contoso/app.git",
  "git::git@github.com:contoso/app.git",
  "url:git@github.com:contoso/app.git",
  "mailto:team@contoso.example:x",
  "C:/me@home/app",
  "data:/app@1/x",
  "http://registry:5000/@scope/package",
  "http://registry:5000/shop@sha256:0123",
  "http://localhost:4873/package@1.2",
  "https://host:port/@scope",
  "https://example.com/?sort_key=a&monkey=b&bypass=c&compass=d&partition_key=e&sortKey=f",
  "contoso.azurecr.io/shop:1.2@sha256:0123",
  "oci://contoso.azurecr.io/charts/shop:1.2@sha256:0123",
  "https://management.azure.com/subscriptions?api-version=2025-01-01&$filter=x",
  "platform@contoso.example, or ask in #platform?",
  "a ? b : c == d && e",
])("leaves what is none: %s", (text) => {
  expect(withoutCredentials(text)).toBe(text);
});

test("takes time by the length of a text alone, however often it has the same part", () => {
  const parts = ["://", "://u:x/", "%3A%2F%2Fa", "?token", "&a=", "https://a:b@", "?token=", "?token=a", "a:b", "://a:b", ":/a"];
  const start = process.cpuUsage();
  for (const part of [...parts, "://a%3a", "%3ftoken%3d"]) {
    withoutCredentials(part.repeat(200_000 / part.length));
  }
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1e6).toBeLessThan(10);
});

test("masks in a text of millions of letters, and no word as long that may have a credential", () => {
  const letters = "a".repeat(1_100_000);
  const text = `x@y https://u:${SECRET}@one.example ${letters} https://u:${letters}${SECRET}@two.example git@github.com:x/y`;
  expect(withoutCredentials(text)).toBe(`x@y https://***@one.example ${letters} ***git@github.com:x/y`);
});
