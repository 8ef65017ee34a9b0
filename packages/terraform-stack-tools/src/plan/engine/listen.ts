import type { Http2Server } from "node:http2";

/** Where Terraform finds a server. Windows has no sockets in folders that it could open. */
export async function listen(
  server: Http2Server,
  path: string,
): Promise<{ readonly Network: string; readonly String: string }> {
  const isUnix = process.platform !== "win32";
  await new Promise<void>((resolve) =>
    isUnix ? server.listen(path, resolve) : server.listen(0, "127.0.0.1", resolve),
  );
  const address = server.address();
  return typeof address === "object" && address !== null
    ? { Network: "tcp", String: `127.0.0.1:${address.port}` }
    : { Network: "unix", String: path };
}
