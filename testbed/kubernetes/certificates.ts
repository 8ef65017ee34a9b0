import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

const NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
const NAMES = "IP:127.0.0.1,DNS:localhost,DNS:kubernetes,DNS:kubernetes.default.svc";

/** The authority of a control plane, and certificates for the API server and its clients. Needs the program openssl. */
export function createCertificates(folder: string): void {
  const openssl = (...args: string[]) =>
    execFileSync("openssl", args, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  const certificate = (name: string, subject: string, extensions: string) => {
    openssl("req", ...NEW_KEY, "-keyout", `${name}.key`, "-subj", subject, "-out", `${name}.csr`);
    writeFileSync(join(folder, `${name}.ext`), extensions);
    const authority = ["-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2"];
    openssl("x509", "-req", "-in", `${name}.csr`, ...authority, "-extfile", `${name}.ext`, "-out", `${name}.crt`);
  };
  openssl("req", "-x509", ...NEW_KEY, "-keyout", "ca.key", "-subj", "/CN=throwaway", "-days", "2", "-out", "ca.crt");
  certificate("server", "/CN=kube-apiserver", `subjectAltName=${NAMES}\nextendedKeyUsage=serverAuth\n`);
  certificate("admin", "/O=system:masters/CN=admin", "extendedKeyUsage=clientAuth\n");
  certificate("controller", "/CN=system:kube-controller-manager", "extendedKeyUsage=clientAuth\n");
  // What tokens of service accounts are signed with.
  const { privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  writeFileSync(join(folder, "sa.key"), privateKey, { mode: 0o600 });
}
