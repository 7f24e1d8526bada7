// The types of again.js, which generated clients import if their contract has methods that are called again.

import type { RepeatSupport } from "./runtime.js"

/** What such methods are called with on the next connection. */
export declare function again(methods: { calls?: readonly string[], streams?: Readonly<Record<string, string>> }): RepeatSupport
