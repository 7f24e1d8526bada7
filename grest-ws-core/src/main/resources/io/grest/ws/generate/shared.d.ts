// The types of shared.js, which generated clients import if their contract shares its path with another one.

import type { SocketSharing } from "./runtime.js"

/** What such clients share a connection by. */
export declare const shared: SocketSharing
