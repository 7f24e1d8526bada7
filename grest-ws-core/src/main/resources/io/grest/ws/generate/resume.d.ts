// The types of resume.js, which generated clients import if their contract lets them resume.

import type { SessionSupport } from "./runtime.js"

/** What such a client goes on with over another socket. */
export declare const resume: SessionSupport
