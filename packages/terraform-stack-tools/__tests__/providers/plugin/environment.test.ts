import { providerEnvironment } from "../../../src/providers/terraform-binary";

const SECRETS = [
  "ARM_CLIENT_SECRET",
  "AZURE_CLIENT_ID",
  "AWS_ACCESS_KEY_ID",
  "GOOGLE_CREDENTIALS",
  "KUBECONFIG",
  "KUBE_TOKEN",
  "NO_PROXY",
  "SSH_AUTH_SOCK",
  "TF_TOKEN_app_terraform_io",
  "VAULT_TOKEN",
  "WHATEVER_COMES_NEXT",
];

test("a provider sees none of the environment's credentials, no home, and no way out", () => {
  const before = { ...process.env };
  try {
    Object.assign(process.env, Object.fromEntries(SECRETS.map((name) => [name, "canary"])), { LANG: "C.UTF-8", HOME: "/canary" });
    const environment = providerEnvironment("/tmp/x", ["/tmp/x/bin"]);
    expect(JSON.stringify(environment)).not.toContain("canary");
    expect(environment).toMatchObject({
      HOME: "/tmp/x",
      HTTPS_PROXY: "http://127.0.0.1:9",
      LANG: "C.UTF-8",
      PATH: "/tmp/x/bin",
      TMPDIR: "/tmp/x",
    });
  } finally {
    for (const name of [...SECRETS, "LANG", "HOME"]) {
      delete process.env[name];
    }
    Object.assign(process.env, before);
  }
});
