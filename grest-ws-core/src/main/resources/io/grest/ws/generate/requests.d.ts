// The types of requests.js, which generated clients import if the server of their contract requests something of them.

import type { RequestSupport } from "./runtime.js"

/** What such a client answers with. */
export declare const requests: RequestSupport
