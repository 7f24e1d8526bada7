// What a schema says, for forms and for people.

/** A function that follows references within a document. */
export function resolver(document) {
  return (schema) => {
    let found = schema
    while (found?.$ref) {
      found = found.$ref.slice(2).split("/")
        .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
        .reduce((node, part) => node?.[part], document)
    }
    return found ?? {}
  }
}

/** A schema without references and without null: what is allowed beside null. */
export function plain(schema, resolve) {
  const { allOf = [], ...own } = resolve(schema)
  const merged = [own, ...allOf.map((part) => plain(part, resolve))].reduce(merge, {})
  if (Array.isArray(merged.type)) {
    const types = merged.type.filter((type) => type !== "null")
    return { ...merged, type: types.length === 1 ? types[0] : undefined }
  }
  if (merged.anyOf) {
    const variants = merged.anyOf.filter((variant) => resolve(variant).type !== "null")
    if (variants.length === 1) {
      const { anyOf, ...rest } = merged
      return merge(rest, plain(variants[0], resolve))
    }
    return { ...merged, anyOf: variants }
  }
  return merged
}

function merge(a, b) {
  const merged = { ...a, ...b }
  if (a.properties && b.properties) merged.properties = { ...a.properties, ...b.properties }
  if (a.required && b.required) merged.required = [...new Set([...a.required, ...b.required])]
  return merged
}

/** What a type is called: the name of its definition, or its kind. */
export function typeName(schema, resolve) {
  if (!schema) return "nothing"
  if (schema.$ref) return schema.$ref.split("/").at(-1)
  const variants = schema.anyOf?.filter((variant) => variant.type !== "null") ?? []
  if (variants.length === 1) return typeName(variants[0], resolve)
  const { type, items, anyOf, format, additionalProperties } = plain(schema, resolve)
  if (type === "array" && Array.isArray(items)) return `[${items.map((item) => typeName(item, resolve)).join(", ")}]`
  if (type === "array") return `${typeName(items, resolve)}[]`
  if (anyOf) return anyOf.map((variant) => typeName(variant, resolve)).join(" or ")
  if (type === "object" && additionalProperties) return `{ …: ${typeName(additionalProperties, resolve)} }`
  return format && type === "string" ? format : type ?? "any JSON"
}

/** What is asked of a value, in words. */
export function hint(schema, resolve) {
  const { type, format, minLength, maxLength, minimum, maximum, exclusiveMinimum, exclusiveMaximum, pattern, minItems, maxItems,
    contentEncoding, description } = plain(schema, resolve)
  return [
    description,
    format && type === "string" ? format : contentEncoding ?? (type === "string" ? undefined : type),
    range(minLength, maxLength, "character"),
    range(minimum, maximum, ""),
    exclusiveMinimum !== undefined && `more than ${exclusiveMinimum}`,
    exclusiveMaximum !== undefined && `less than ${exclusiveMaximum}`,
    range(minItems, maxItems, "item"),
    pattern && `like ${pattern.replace(/^\^\(\?:(.*)\)\$$/, "$1")}`
  ].filter(Boolean).join(", ")
}

function range(least, most, unit) {
  if (least === undefined && most === undefined) return undefined
  const noun = unit && ` ${unit}${(most ?? least) === 1 ? "" : "s"}`
  if (most === undefined) return `at least ${least}${noun}`
  return least === undefined || (unit && least === 0) ? `at most ${most}${noun}` : `${least} to ${most}${noun}`
}

/** The constant that tells a type of a union from the others. */
export function wireId(schema, resolve) {
  const { properties = {} } = plain(schema, resolve)
  return Object.values(properties).map((property) => plain(property, resolve).const).find((id) => id !== undefined)
}

// Texts that a server takes for what they are.
const SAMPLES = {
  "date-time": () => new Date().toISOString(), "date": () => new Date().toISOString().slice(0, 10), "time": () => "12:00:00",
  "duration": () => "PT1M", "uuid": () => "00000000-0000-4000-8000-000000000000", "uri": () => "https://example.org",
  "email": () => "someone@example.org"
}

/** A value to begin with. */
export function sample(schema, resolve, depth = 0) {
  const { type, enum: values, examples, properties, items, required = [], anyOf, const: constant, format, minimum,
    minItems = 0 } = plain(schema, resolve)
  if (constant !== undefined) return constant
  if (examples?.length) return examples[0]
  if (values) return values[0]
  if (anyOf) return depth < 6 ? sample(anyOf[0], resolve, depth + 1) : undefined
  switch (type) {
    case "object": return depth > 6 ? {} : Object.fromEntries(Object.entries(properties ?? {})
      .filter(([name]) => required.includes(name))
      .map(([name, property]) => [name, sample(property, resolve, depth + 1)]))
    case "array": return Array.isArray(items) && depth < 6 ? items.map((item) => sample(item, resolve, depth + 1))
      : items && depth < 6 ? Array.from({ length: minItems }, () => sample(items, resolve, depth + 1)) : []
    case "string": return SAMPLES[format]?.() ?? ""
    case "boolean": return false
    case "integer": case "number": return Math.max(0, minimum ?? 0)
    default: return null
  }
}

/** A method as it may stand in a contract. */
export function signature({ name, input, items, result, mode }, resolve) {
  const stream = (schema) => `stream of ${typeName(schema, resolve)}`
  const takes = [input && typeName(input, resolve), items && stream(items)].filter(Boolean).join(", ")
  const answers = { request: () => ` → ${typeName(result, resolve)}`, stream: () => ` → ${stream(result)}` }[mode]
  return `${name}(${takes})${answers?.() ?? ""}`
}
