import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Http2Server } from "node:http2";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BlockSchema } from "../../src/providers/initialized-folder";
import { conformed, OfflineProvider, offlineConfiguration, ProviderProcess } from "../../src/providers/plugin/offline-provider";
import { serve, type ValueObject } from "../../src/providers/plugin/wire";
import { providerEnvironment } from "../../src/providers/terraform-binary";

const folder = mkdtempSync(join(tmpdir(), "offline-"));
const [socket, id, broken] = ["socket", "id", "broken"].map((name) => join(folder, name));
/** What was asked, but for a configuration with no answer of its own. */
const asked: string[] = [];
let server: Http2Server;

/** Answers with what it was asked, or does not, or ends. */
async function answered(method: string, request: Buffer): Promise<Buffer> {
  asked.push(method);
  switch (String(request).split(" ")[0]) {
    case "refuse":
      throw new Error("100 % wrong, ä");
    case "hang":
      return new Promise(() => undefined);
    case "end":
      process.kill(Number(readFileSync(id, "utf8")), "SIGKILL");
      return new Promise(() => undefined);
    default:
      return method.startsWith("Configure") ? Buffer.alloc(0) : request;
  }
}

beforeAll(async () => {
  server = serve(async () => (method, request) => (method === "Missing" ? undefined : answered(method, request)));
  writeFileSync(join(folder, "provider.json"), JSON.stringify({ provider: { block: {} }, functions: {} }));
  await new Promise<void>((resolve) => server.listen(socket, resolve));
});

beforeEach(() => asked.splice(0));

afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

/** Writes a program that is no provider but a shell script. */
function program(script: string): string {
  const file = join(folder, "program");
  writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return file;
}

/** Speaks a protocol where this process listens. */
const speaking = (protocol = 6) => `echo "1|${protocol}|unix|${socket}|grpc|"; exec /bin/sleep 100`;

/** Asks one provider, which says what it answers or why it does not. */
async function asking(
  script: string,
  body: (ask: (text: string, method?: string, isInVain?: () => boolean) => Promise<string>) => unknown,
) {
  const installed = {
    address: "registry.terraform.io/hashicorp/example",
    version: "1.0.0",
    file: program(script),
    schemas: folder,
  };
  const home = mkdtempSync(join(folder, "home-"));
  const provider = new OfflineProvider(installed, home, { of: () => undefined, writePrograms: () => [] });
  try {
    await body((text, method = "PlanResourceChange", isInVain = () => false) =>
      provider.ask(method, Buffer.from(text), isInVain).then(String, ({ message }: Error) => message),
    );
  } finally {
    provider.stop();
  }
}

test.each([
  [5, ["Configure", "PlanResourceChange", "ValidateResourceTypeConfig"]],
  [6, ["ConfigureProvider", "PlanResourceChange", "ValidateResourceConfig"]],
])("protocol %d has its own names of methods, and each question is asked once", async (protocol, methods) => {
  await asking(speaking(protocol), async (ask) => {
    const long = "x".repeat(100_000);
    expect([await ask("one"), await ask("one"), await ask(long, "ValidateResourceConfig")]).toEqual(["one", "one", long]);
    expect(asked).toEqual(methods);
  });
});

test.each([
  ["ends before it says where it listens", "echo 'panic: boom' >&2; echo last >&2; exit 2", "it ended with 2: panic: boom"],
  ["says something else", "echo rubbish; exec /bin/sleep 100", 'it began with "rubbish", which is not a handshake'],
  ["speaks another protocol", "echo '1|4|unix|x|grpc|'; exec /bin/sleep 100", /which is not a handshake/],
  ["refuses", speaking(), "100 % wrong, ä"],
  ["does not know a method", speaking(), "no such method"],
])("one that %s answers with the reason", async (what, script, reason) => {
  await asking(script, async (ask) => {
    const answer = what === "does not know a method" ? ask("", "Missing") : ask("refuse");
    expect(await answer).toEqual(typeof reason === "string" ? reason : expect.stringMatching(reason));
  });
});

test("one that says nothing does not start, and one that does not answer is told so", async () => {
  const start = (script: string, timeout: number) =>
    ProviderProcess.start(program(script), {}, timeout, new AbortController().signal);
  await expect(start("exec /bin/sleep 100", 100)).rejects.toThrow("it did not start in 0.1 seconds");
  const provider = await start(`echo "1|6|unix|${socket}|grpc|"; echo 'out of memory' >&2; /bin/sleep 1; exit 3`, 10_000);
  await expect(provider.call("Any", Buffer.from("hang"), 50)).rejects.toThrow("no answer in 0.05 seconds");
  await expect(provider.call("Any", Buffer.from("hang"), 10_000)).rejects.toThrow("it ended with 3: out of memory");
  expect(provider.isRunning).toBe(false);
});

test("one that ends again and again is not started for each resource", async () => {
  await asking("exit 3", async (ask) => {
    const reasons: string[] = [];
    for (let question = 0; question < 12; question++) {
      reasons.push(await ask(String(question)));
    }
    expect(reasons).toEqual([
      ...Array(10).fill("it ended with 3"),
      ...Array(2).fill("it was started 10 times and ended each time"),
    ]);
  });
});

test("one that ends at some resources and plans others is started for each, and a question in vain is not asked", async () => {
  const script = `[ -e '${broken}' ] && exit 3\necho $$ > '${id}'; ${speaking()}`;
  await asking(script, async (ask) => {
    const ends = async (from: number) => {
      writeFileSync(broken, "");
      let reason = "";
      for (let question = from; question < from + 7; question++) {
        reason = await ask(`end ${question}`);
      }
      rmSync(broken);
      expect(reason).toBe("it ended with 3");
    };
    await ends(0);
    expect(await ask("plan")).toBe("plan");
    const [first, second] = [ask("end"), ask("end later", undefined, () => true)];
    expect([await first, await second]).toEqual(["it ended with SIGKILL", "no answer to others like it"]);
    await ends(7);
  });
});

const INNER: BlockSchema = { attributes: { size: {} } };
const BLOCK: BlockSchema = {
  attributes: { host: {}, token: {} },
  block_types: {
    single: { nesting_mode: "single", block: INNER },
    group: { nesting_mode: "group", block: INNER },
    list: { block: INNER },
    map: { nesting_mode: "map", block: INNER },
  },
};

test("a provider is configured if it is known or takes nothing, with every member of its schema and no other", () => {
  const configure = (): ValueObject => ({ host: "h", list: [{}, { size: 1, other: 2 }], single: [{}], other: 1 });
  const nothing = { token: null, group: null, map: {} };
  const list = [{ size: null }, { size: 1 }];
  expect(offlineConfiguration({ configure }, { block: BLOCK }, {})).toEqual({
    ...nothing,
    host: "h",
    single: { size: null },
    list,
  });
  expect(conformed(BLOCK, {})).toEqual({ ...nothing, host: null, single: null, list: [] });
  expect(offlineConfiguration(undefined, { block: {} }, {})).toEqual({});
  expect(offlineConfiguration(undefined, { block: INNER }, {})).toBeUndefined();
});

const SECRETS = [
  ...["ARM_CLIENT_SECRET", "AZURE_CLIENT_ID", "AWS_ACCESS_KEY_ID", "GOOGLE_CREDENTIALS", "KUBECONFIG", "KUBE_TOKEN", "NO_PROXY"],
  ...["SSH_AUTH_SOCK", "TF_TOKEN_app_terraform_io", "VAULT_TOKEN", "WHATEVER_COMES_NEXT"],
];

test("a provider sees none of the environment's credentials, no home, and no way out", () => {
  const before = process.env;
  process.env = { ...Object.fromEntries(SECRETS.map((name) => [name, "canary"])), LANG: "C.UTF-8", HOME: "/canary" };
  try {
    const environment = providerEnvironment("/tmp/x", ["/tmp/x/bin"]);
    expect(JSON.stringify(environment)).not.toContain("canary");
    const [HOME, TMPDIR] = ["/tmp/x", "/tmp/x"];
    expect(environment).toMatchObject({ HOME, TMPDIR, HTTPS_PROXY: "http://127.0.0.1:9", LANG: "C.UTF-8", PATH: "/tmp/x/bin" });
  } finally {
    process.env = before;
  }
});
