// Checks AsyncAPI documents by the official parser: asyncapi.mjs <file>...
// Prints what it finds and ends with 1 if a document is not valid.

import { readFile } from "node:fs/promises"
import { Parser } from "@asyncapi/parser"

const SEVERITY = ["error", "warning", "information", "hint"]

const parser = new Parser()
let valid = true
for (const file of process.argv.slice(2)) {
  const { document, diagnostics } = await parser.parse(await readFile(file, "utf8"))
  for (const found of diagnostics) {
    console.log(`${SEVERITY[found.severity]} ${found.code} at ${found.path.join(".") || "(root)"}: ${found.message}`)
  }
  if (document === undefined || diagnostics.some((found) => found.severity === 0)) {
    valid = false
  } else {
    console.log(`valid: ${document.version()}, ${document.channels().length} channels, ${document.operations().length} operations, `
      + `${document.messages().length} messages`)
  }
}
process.exitCode = valid ? 0 : 1
