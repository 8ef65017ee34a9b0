import { isInPipeline } from "../shared/process";

type Colour = "bold" | "green" | "red" | "yellow";

/** Codes of ECMA-48 to begin and to end. The `styleText` of Node.js is younger than 20.9. */
const CODES: Readonly<Record<Colour, readonly [number, number]>> = {
  bold: [1, 22],
  green: [32, 39],
  red: [31, 39],
  yellow: [33, 39],
};

/** What has a colour, at the start of a line: headings, and the words that say how much something weighs. */
const COLOURED: readonly (readonly [colour: Colour, place: RegExp])[] = [
  ["bold", /^[A-Z][\w ,]{0,40}:$|^(?:Exit codes|Plan|Resources|Usage):/gm],
  ["red", /(?<=^[-+/#]{1,3} [^\n]{1,300} \()(?:replace|delete|forget and create|forget)(?=[;)])/gm],
  ["yellow", /(?<=^~\??[^\n]{1,300} \()(?:update, replacement unknown|update)(?=[;)])|^[!?](?= )/gm],
  ["green", /(?<=^\+ [^\n]{1,300} \()create(?=[;)])|(?<=^[\w.-]{1,100}: )no changes(?= \()/gm],
  ["red", /^(?:additional|changed|missing|unfinished)(?=: ')|(?<=^[\w.-]{1,100}: )not the same$/gm],
];

/** Text for people, with its colours. */
export function coloured(text: string): string {
  return COLOURED.reduce((shown, [colour, place]) => shown.replace(place, (found) => inColour(colour, found)), text);
}

export function inColour(colour: Colour, text: string): string {
  const [on, off] = CODES[colour];
  return `\u001b[${on}m${text}\u001b[${off}m`;
}

/** Whether a stream shows colours: a terminal, unless somebody wants none. The rules of https://no-color.org. */
export function hasColours({ isTTY }: { readonly isTTY?: boolean }, { NO_COLOR, TERM } = process.env): boolean {
  return isTTY === true && !NO_COLOR && TERM !== "dumb";
}

/** What takes no longer needs no words, in milliseconds. */
const PATIENCE = 2_000;

/** A step that goes on is told again after this time. */
const AGAIN = 10_000;

/**
 * Tells in a terminal what is under way, a line for each step that is not over soon, as whole lines, which nothing else
 * on the screen is lost to. Tells nothing in a pipe or a pipeline. The timer keeps no process alive.
 * @returns what to call at the beginning of each step, with an empty text at the end
 */
export function progressTo(stream: { readonly isTTY?: boolean; write(text: string): unknown }): (step: string) => void {
  if (stream.isTTY !== true || isInPipeline()) {
    return () => {};
  }
  const started = Date.now();
  let current = "";
  let told = { step: "", at: 0 };
  setInterval(() => {
    const now = Date.now();
    if (current !== "" && (current !== told.step || now - told.at >= AGAIN)) {
      stream.write(`${current} (${Math.round((now - started) / 1000)} s)\n`);
      told = { step: current, at: now };
    }
  }, PATIENCE).unref();
  return (step) => {
    current = step;
  };
}
