// Checks frames against the schemas of an AsyncAPI document: schemas.mjs <file>, with { document, cases: [{ name, schema, frame, valid }] },
// where schema is a pointer into the document and frame is JSON as text. Prints each case that is not as expected, and ends with
// 1 if there is one.

import { readFile } from "node:fs/promises"
import { Ajv } from "ajv"
import addFormats from "ajv-formats"

const { document, cases } = JSON.parse(await readFile(process.argv[2], "utf8"))
const ajv = new Ajv({ strict: false, allErrors: false })
addFormats.default(ajv)
ajv.addSchema(document, "document")

const validators = new Map()
let wrong = 0
for (const { name, schema, frame, valid } of cases) {
  const validate = validators.get(schema) ?? ajv.compile({ $ref: `document#${schema}` })
  validators.set(schema, validate)
  if (validate(JSON.parse(frame)) !== valid) {
    wrong++
    const why = valid ? ajv.errorsText(validate.errors) : "refused by Jackson, and the schema takes it"
    console.log(`${name} at ${schema}: ${frame}: ${why}`)
  }
}
console.log(`${cases.length} frames by ${validators.size} schemas, ${wrong} wrong`)
process.exitCode = wrong === 0 ? 0 : 1
