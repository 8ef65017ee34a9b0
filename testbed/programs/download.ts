import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { setTimeout as sleep } from "node:timers/promises";

/** What keeps a file from arriving whole, as a sentence. */
export class DownloadError extends Error {
  constructor(
    message: string,
    /** Whether it may go better another time. */
    readonly isPassing = false,
  ) {
    super(message);
  }
}

export interface Patience {
  /** How long nothing may arrive, in milliseconds. */
  readonly stall: number;
  /** How long to wait before another try. */
  readonly pause: number;
}

const PATIENCE: Patience = { stall: 60_000, pause: 2_000 };
const TRIES = 3;

export interface Target {
  readonly url: string;
  readonly path: string;
  readonly algorithm: string;
  /** Ends it. Whoever ends it removes what has arrived. */
  readonly signal?: AbortSignal;
}

/** Downloads a file, through redirects. What was cut off is tried again. @returns its digest, such as `sha256:…` */
export async function download(target: Target, patience: Patience = PATIENCE): Promise<string> {
  for (let left = TRIES - 1; ; left--) {
    try {
      return await attempt(target, patience);
    } catch (error) {
      if (!(error instanceof DownloadError) || !error.isPassing || left === 0) {
        throw error;
      }
      await sleep(patience.pause, undefined, { signal: target.signal });
    }
  }
}

async function attempt({ url, path, algorithm, signal }: Target, { stall }: Patience): Promise<string> {
  const stalled = new AbortController();
  const timer = setTimeout(() => stalled.abort(), stall);
  const either = AbortSignal.any([stalled.signal, ...(signal ? [signal] : [])]);
  const hash = createHash(algorithm);
  try {
    const body = await bodyOf(url, either);
    const measured = async function* (parts: AsyncIterable<Buffer>) {
      for await (const part of parts) {
        timer.refresh();
        hash.update(part);
        yield part;
      }
    };
    // A stream that opens its file by itself may do so after it has failed, when somebody already removes the folder.
    const file = await open(path, "w");
    try {
      await pipeline(Readable.fromWeb(body), measured, file.createWriteStream(), { signal: either });
    } finally {
      await file.close();
    }
    return `${algorithm}:${hash.digest("hex")}`;
  } catch (error) {
    signal?.throwIfAborted();
    throw error instanceof DownloadError ? error : errorOf(url, error, stalled.signal);
  } finally {
    clearTimeout(timer);
  }
}

async function bodyOf(url: string, signal: AbortSignal): Promise<ReadableStream> {
  const { ok, status, body } = await fetch(url, { signal, headers: { "accept-encoding": "identity" } });
  if (!ok || body === null) {
    throw new DownloadError(`${url} answers with the status ${status}.`, status === 429 || status >= 500);
  }
  // The same class under two names in the types of Node.js.
  return body as ReadableStream;
}

function errorOf(url: string, error: unknown, stalled: AbortSignal): DownloadError {
  if (stalled.aborted) {
    return new DownloadError(`${url} has sent nothing for too long.`, true);
  }
  // What fetch says is only that it failed.
  const { cause = error } = error as { readonly cause?: unknown };
  const { code, syscall } = cause as NodeJS.ErrnoException;
  switch (syscall) {
    case "connect":
    case "getaddrinfo":
      return new DownloadError(`${url} cannot be reached (${code}). Check the network.`);
    case "open":
    case "write":
      return new DownloadError(`${url} cannot be stored (${code}). Check the disk.`);
    default:
      return new DownloadError(`${url} was cut off (${code ?? String(cause)}).`, true);
  }
}
