/**
 * Creates a resource whose blocks do not record where they were created. That costs more than the whole grant, and cdktf
 * shows it only in errors about such a block.
 */
export function untraced<T>(create: () => T): T {
  const { captureStackTrace } = Error;
  // Not by assignment, which throws where Node.js has frozen its own objects.
  Reflect.set(Error, "captureStackTrace", () => undefined);
  try {
    return create();
  } finally {
    Reflect.set(Error, "captureStackTrace", captureStackTrace);
  }
}
