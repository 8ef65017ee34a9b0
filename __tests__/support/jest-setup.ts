// cdktf records a stack trace for every token. No suite reads one, and mapping them to sources takes a third of the time.
jest.mock("cdktf/lib/tokens/private/stack-trace", () => ({ captureStackTrace: () => [], captureCreationStack: () => [] }));
