import { execFileSync } from "node:child_process";
import { join } from "node:path";

export interface Certificate {
  readonly keyFile: string;
  readonly certificateFile: string;
}

/** Hosts of Azure that a client may take this process for, by way of the proxy. */
const NAMES = ["localhost", "login.microsoftonline.com", "*.azurecr.io", "*.oic.prod-aks.azure.com"];

/** A self-signed certificate in a folder. Needs the program openssl, since Node.js makes none. */
export function createCertificate(folder: string): Certificate {
  const [keyFile, certificateFile] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  const names = ["IP:127.0.0.1", ...NAMES.map((name) => `DNS:${name}`)];
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", keyFile];
  const subject = ["-subj", "/CN=imitation of Azure", "-addext", `subjectAltName=${names.join(",")}`];
  execFileSync("openssl", ["req", "-x509", ...key, "-days", "2", "-out", certificateFile, ...subject], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  return { keyFile, certificateFile };
}
