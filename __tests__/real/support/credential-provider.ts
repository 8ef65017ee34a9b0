import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Json, type JsonObject, objectOf, textOf } from "../../../packages/terraform-stack-tools/src/stack/json";
import { programsFolder } from "../../../testbed/kubernetes/programs";
import type { FakeAzure } from "./providers";

const { safeLoad }: { safeLoad: (text: string) => ProviderConfig } = require("js-yaml");

/** The part of a kubelet's `CredentialProviderConfig` that says what the program gets. */
interface ProviderConfig {
  readonly providers: readonly [
    {
      readonly name: string;
      readonly args: readonly [azureSettings: string];
      readonly tokenAttributes: {
        readonly serviceAccountTokenAudience: string;
        readonly requiredServiceAccountAnnotationKeys: readonly string[];
      };
    },
  ];
}

export interface Login {
  /** What the program says where it has no credentials. */
  readonly refused?: string;
  readonly username: string;
  readonly password: string;
}

/** A node with the files that a construct made, and the program that its kubelet runs. */
export class Node {
  private readonly config: ProviderConfig["providers"][0];

  constructor(
    private readonly azure: FakeAzure,
    private readonly files: Readonly<Record<string, string>>,
  ) {
    const [text] = Object.values(files).filter((content) => content.includes("CredentialProviderConfig"));
    const { providers } = safeLoad(text);
    [this.config] = providers;
  }

  public get audience(): string {
    return this.config.tokenAttributes.serviceAccountTokenAudience;
  }

  /** Runs the program for an image, with a token of the pod's service account and the annotations that the kubelet passes on. */
  public login(image: string, token: string, annotations: JsonObject): Login {
    const { args, name, tokenAttributes } = this.config;
    const keys = tokenAttributes.requiredServiceAccountAnnotationKeys;
    const folder = mkdtempSync(join(tmpdir(), "cdktf-acr-aks-"));
    writeFileSync(join(folder, "azure.json"), this.files[args[0]]);
    const input = {
      apiVersion: "credentialprovider.kubelet.k8s.io/v1",
      kind: "CredentialProviderRequest",
      image,
      serviceAccountToken: token,
      serviceAccountAnnotations: Object.fromEntries(keys.map((key) => [key, annotations[key]])),
    };
    const { SSL_CERT_FILE, SSL_CERT_DIR } = this.azure.env;
    const { status, stdout, stderr } = spawnSync(join(programsFolder(), name), [join(folder, "azure.json")], {
      input: JSON.stringify(input),
      encoding: "utf8",
      env: { SSL_CERT_FILE, SSL_CERT_DIR, HTTPS_PROXY: this.azure.proxy },
    });
    rmSync(folder, { recursive: true });
    const { auth } = status === 0 ? objectOf(JSON.parse(stdout)) : {};
    const entry = objectOf(objectOf(auth)[image.split("/")[0]]);
    return { refused: status === 0 ? undefined : stderr, username: textOf(entry.username), password: textOf(entry.password) };
  }
}

/** Asks the registry for a manifest, as containerd does with the credentials of the kubelet. @returns the status */
export async function manifestStatus(azure: FakeAzure, image: string, { username, password }: Login): Promise<number> {
  const [, server, repository, tag] = /^([^/]+)\/(.+):([^:]+)$/.exec(image) ?? [];
  const basic = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  const scope = encodeURIComponent(`repository:${repository}:pull`);
  const token = await ask(azure, server, `/oauth2/token?service=${server}&scope=${scope}`, basic);
  const bearer = `Bearer ${textOf(objectOf(token.body).access_token)}`;
  return (await ask(azure, server, `/v2/${repository}/manifests/${tag}`, bearer)).status;
}

function ask({ env }: FakeAzure, server: string, path: string, authorization: string): Promise<{ status: number; body: Json }> {
  const options = { headers: { host: server, authorization }, rejectUnauthorized: false };
  return new Promise((resolve, reject) => {
    const sent = request(`${env.FAKE_AZURE_URL}${path}`, options, (answer) => {
      const parts: Buffer[] = [];
      answer.on("data", (part: Buffer) => parts.push(part));
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, body: JSON.parse(Buffer.concat(parts).toString()) }));
    });
    sent.on("error", reject);
    sent.end();
  });
}
