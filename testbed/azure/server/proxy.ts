import { once } from "node:events";
import * as http from "node:http";
import { type AddressInfo, connect } from "node:net";
import { HOST } from "./listen";

/**
 * A proxy that leads every host to the imitation: a program that knows registries and Microsoft Entra ID by their names, and
 * no other address of them, gets here by HTTPS_PROXY.
 */
export async function startProxy(target: number): Promise<{ readonly server: http.Server; readonly port: number }> {
  const server = http.createServer((_, response) => response.writeHead(405).end());
  server.on("connect", (_, client, head: Buffer) => {
    const upstream = connect(target, HOST, () => {
      client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      upstream.write(head);
      upstream.pipe(client).pipe(upstream);
    });
    const end = () => {
      upstream.destroy();
      client.destroy();
    };
    upstream.on("error", end);
    client.on("error", end);
  });
  server.listen(0, HOST);
  await once(server, "listening");
  return { server, port: (server.address() as AddressInfo).port };
}
