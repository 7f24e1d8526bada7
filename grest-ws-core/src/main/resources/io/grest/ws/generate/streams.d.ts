// The types of streams.js, which generated clients import if a method of their contract has a stream.

import type { StreamSupport } from "./runtime.js"

/** What such a client runs its streams on. */
export declare const streams: StreamSupport
