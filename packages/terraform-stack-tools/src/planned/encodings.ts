/** What is longer is no password, and is looked for as it is. */
const LONGEST = 10_000;

/** Shorter pieces are parts of other texts. */
const SHORTEST = 8;

/** How a text reads in base64, alone and within what is encoded around it, and in an address. */
export function encodingsOf(text: string): string[] {
  if (text.length > LONGEST) {
    return [];
  }
  const once = piecesInBase64(text);
  // Twice, because a document that is encoded may have a login in it that is encoded itself.
  const all = [...once, ...once.flatMap(piecesInBase64)];
  return [...all, ...all.flatMap(forAddresses), ...inAddresses(text)].filter(({ length }) => length >= SHORTEST);
}

/** The letters that bytes decide alone, whatever stands before and after them: three of them are four letters. */
function piecesInBase64(text: string): string[] {
  const bytes = Buffer.from(`\0\0${text}`);
  return [0, 1, 2].map((before) => {
    const start = 2 - before;
    const whole = ((bytes.length - start) * 4) / 3;
    return bytes.toString("base64", start).slice(Math.ceil((before * 4) / 3), Math.floor(whole));
  });
}

function forAddresses(base64: string): string[] {
  return /[+/]/.test(base64) ? [base64.replace(/\+/g, "-").replace(/\//g, "_")] : [];
}

/** No way changes these. */
const IN_ADDRESSES = /^[\w.-]*$/;

/** As JavaScript, Go, whose way is that of `urlencode`, and forms do; hexadecimal digits may be small. */
function inAddresses(text: string): string[] {
  if (IN_ADDRESSES.test(text)) {
    return [];
  }
  // Half a letter, which no address has, becomes the one for what is none.
  const script = encodeURIComponent(Buffer.from(text).toString());
  const go = script
    .replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%20/g, "+");
  const form = go.replace(/~/g, "%7E");
  const small = (one: string) => one.replace(/%[0-9A-F]{2}/g, (letter) => letter.toLowerCase());
  const all = [script, go, form];
  return [...all, ...all.map(small)].filter((one) => one !== text);
}
