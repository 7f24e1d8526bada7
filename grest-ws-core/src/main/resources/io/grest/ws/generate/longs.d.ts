// The types of longs.js, which generated clients import if their longs are bigint or string.

import type { LongCodec } from "./runtime.js"

/** Make the codec of one contract. Called by generated code. */
export declare function exactLongs(form: "bigint" | "string", shapes: Record<string, Record<string, unknown>>): LongCodec
