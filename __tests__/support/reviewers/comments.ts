import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Json, type JsonObject, listOf, objectOf, textOf } from "../../../packages/terraform-stack-tools/src/stack/json";

export const MARK = "<!-- terraform-stack-tools -->";
export const TOKEN = "a-token";

export interface Comment {
  readonly id: number;
  readonly author: number;
  body: string;
  /** Of an issue. */
  isClosed?: boolean;
}

const OWN = 1;
const PAGE = 2;
const LONGEST = 65_536;

/** Issues, and comments on pull request 7, as GitHub, GitLab and Azure DevOps serve and take them. Pages are small, so that they are turned. */
export class Comments {
  /** Those of others come first, and one of them has the mark, too. */
  public all: Comment[] = [];
  public isDown = false;
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      void bodyOf(request).then((body) => {
        const [status, answer] = this.answer(request, body);
        response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer));
      });
    });
    this.reset();
  }

  public reset(mark = MARK): void {
    this.isDown = false;
    this.all = ["LGTM", `${mark}\nsomebody else's`, "When?", "Soon."].map((body, id) => ({ id: 10 + id, author: 2, body }));
  }

  public get own(): string[] {
    return this.all.filter(({ author }) => author === OWN).map(({ body }) => body);
  }

  public get others(): string[] {
    return this.all.filter(({ author }) => author !== OWN).map(({ body }) => body);
  }

  public async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
  }

  public async stop(): Promise<void> {
    await new Promise((resolve) => this.server.close(resolve));
  }

  public get url(): string {
    const address = this.server.address();
    return `http://127.0.0.1:${isPort(address) ? address.port : 0}`;
  }

  private answer({ method, url = "", headers }: IncomingMessage, body: JsonObject): [number, Json] {
    const given = [headers.authorization, headers["private-token"]].flat();
    if (![`Bearer ${TOKEN}`, `Basic ${Buffer.from(`:${TOKEN}`).toString("base64")}`, TOKEN].some((one) => given.includes(one))) {
      return [401, {}];
    }
    const { pathname, searchParams } = new URL(url, this.url);
    if (pathname.endsWith("/user")) {
      return [200, { id: OWN, login: "github-actions[bot]" }];
    }
    if (this.isDown) {
      return [503, {}];
    }
    const [, ofThread, other] = /\/threads\/(\d+)|\/(?:comments|notes|issues)\/(\d+)$/.exec(pathname) ?? [];
    const id = Number(ofThread ?? other ?? 0);
    const found = this.all.find((comment) => comment.id === id);
    const [first] = listOf(body.comments).map(objectOf);
    const text = textOf(body.body ?? body.content ?? first?.content);
    if (method === "GET") {
      const start = PAGE * (Number(searchParams.get("page") ?? 1) - 1);
      const listed = this.all.filter(({ isClosed }) => !isClosed || searchParams.get("state") !== "open");
      return [
        200,
        pathname.includes("/_apis/") ? { value: this.all.map(thread) } : listed.slice(start, start + PAGE).map(comment),
      ];
    }
    if (text === "" || text.length > LONGEST || (method !== "POST" && found?.author !== OWN)) {
      return [text === "" || text.length > LONGEST ? 422 : 403, {}];
    }
    if (found === undefined) {
      this.all.push({ id: 100 + this.all.length, author: OWN, body: text });
    } else {
      found.body = text;
      found.isClosed = body.state === "closed";
    }
    return [200, {}];
  }
}

function comment({ id, author, body }: Comment): JsonObject {
  return {
    id,
    number: id,
    body,
    author: { id: author },
    user: { id: author, login: author === OWN ? "github-actions[bot]" : "alice" },
  };
}

function thread({ id, author, body }: Comment): JsonObject {
  // Azure DevOps has no question for who is asking, so the mark of another one is left out there.
  return { id, comments: [{ id: 1, content: author === OWN ? body : body.replace(/^<!--.*-->/, "") }] };
}

function isPort(address: ReturnType<Server["address"]>): address is AddressInfo {
  return address !== null && typeof address === "object";
}

async function bodyOf(request: IncomingMessage): Promise<JsonObject> {
  const parts: Buffer[] = [];
  for await (const part of request) {
    parts.push(part);
  }
  return parts.length === 0 ? {} : objectOf(JSON.parse(Buffer.concat(parts).toString()));
}
