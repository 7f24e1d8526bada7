// The types of envelope.js, which generated clients of the envelope dialect import.

import type { DialectSupport } from "./runtime.js"

/** What such a client connects by. */
export declare const EnvelopeConnection: DialectSupport
