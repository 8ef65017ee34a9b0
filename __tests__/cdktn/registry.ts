import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { basename } from "node:path";

/**
 * A registry of npm that has packages from tarballs, and sends npm to another one for all others. Prints its address.
 * `node --import tsx registry.ts <registry for the others> <tarball>…`
 */
const [others, ...tarballs] = process.argv.slice(2);

const packages = new Map(
  tarballs.map((tarball) => {
    const text = execFileSync("tar", ["xzOf", tarball, "package/package.json"], { encoding: "utf8" });
    const manifest: { readonly name: string; readonly version: string } = JSON.parse(text);
    const digest = createHash("sha512").update(readFileSync(tarball)).digest("base64");
    return [manifest.name, { tarball, manifest, integrity: `sha512-${digest}` }] as const;
  }),
);

const server = createServer(({ url = "/", headers: { host } }, response) => {
  const own = tarballs.find((tarball) => url === `/files/${basename(tarball)}`);
  if (own !== undefined) {
    response.end(readFileSync(own));
    return;
  }
  const found = packages.get(decodeURIComponent(url.slice(1)));
  if (found === undefined) {
    response.writeHead(302, { location: new URL(url, others).href }).end();
    return;
  }
  const { tarball, manifest, integrity } = found;
  const dist = { tarball: `http://${host}/files/${basename(tarball)}`, integrity };
  response.setHeader("content-type", "application/json");
  const { name, version } = manifest;
  response.end(JSON.stringify({ name, "dist-tags": { latest: version }, versions: { [version]: { ...manifest, dist } } }));
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  console.log(`http://127.0.0.1:${address !== null && typeof address === "object" ? address.port : ""}`);
});
