/** As many as a large plan has names, and none that are as long as documents. */
const MOST = 100_000;
const LONGEST = 1_000;

/** What is read of a text, once as long as there is room. Nothing in it may change. */
export function remembered<V>(read: (text: string) => V): (text: string) => V {
  const known = new Map<string, { readonly value: V }>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) {
      return found.value;
    }
    const value = read(text);
    if (text.length <= LONGEST) {
      if (known.size >= MOST) {
        known.clear();
      }
      known.set(text, { value });
    }
    return value;
  };
}
