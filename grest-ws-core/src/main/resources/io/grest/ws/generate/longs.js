// Whole numbers of 64 bits, exact in both directions, for clients that are generated with them as bigint or string.
// JSON.parse and JSON.stringify know no such numbers: they stand in strings with a mark between text and value.

const MARK = `long:${Math.random()}${Math.random()}:`
const MARKED = new RegExp(`"${MARK}(-?\\d+)"`, "g")
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g
const MAX_EXACT = 15 // digits and sign that a number of JavaScript holds for sure

/**
 * Make the codec of one contract. Called by generated code.
 *
 * Where longs are, shapes say: 0 is a long, "&Name" a type by its name, [shape] what each part of an array or an object is,
 * { name: shape } what its fields are, "=json" a constant of a field, and a list of several what the value is one of.
 */
export function exactLongs(form, { types = {}, ...shapes }) {
  const valueOf = form === "bigint" ? BigInt : String
  const shapeOf = (side, name) => (shapes[side] && Object.hasOwn(shapes[side], name) ? shapes[side][name] : undefined)

  // What a value is, undefined if a constant says that it is something else.
  const resolve = (shape, value) => {
    if (typeof shape === "string") return shape[0] === "&" ? resolve(types[shape.slice(1)], value) : undefined
    if (!Array.isArray(shape)) return fits(shape, value) ? shape : undefined
    return shape.length > 1 ? shape.map((option) => resolve(option, value)).find((option) => option !== undefined) : shape
  }
  const fits = (shape, value) => Object.entries(Object(shape)).every(([name, part]) => typeof part !== "string"
    || part[0] !== "=" || JSON.stringify(value?.[name]) === part.slice(1))
  const partOf = (shape, value, key) => {
    const parts = resolve(shape, value)
    if (Array.isArray(parts)) return parts[0]
    return Object.hasOwn(Object(parts), key) ? parts[key] : undefined
  }

  const revive = (value, shape) => {
    if (typeof value === "string" && value.startsWith(MARK)) {
      const digits = value.slice(MARK.length)
      return resolve(shape, value) === 0 ? valueOf(digits) : Number(digits)
    }
    if (resolve(shape, value) === 0 && Number.isInteger(value)) return valueOf(value)
    if (typeof value === "object" && value !== null) {
      for (const key of Object.keys(value)) {
        const part = partOf(shape, value, key)
        const revived = revive(value[key], part)
        if (revived !== value[key]) value[key] = revived
      }
    }
    return value
  }

  const mark = (value) => {
    if (value === undefined || value === null) return value
    const isWhole = typeof value === "bigint" || Number.isSafeInteger(value) || (typeof value === "string" && /^-?\d+$/.test(value))
    if (!isWhole || BigInt.asIntN(64, BigInt(value)) !== BigInt(value)) {
      throw new TypeError(`${String(value)} is no whole number of 64 bits`)
    }
    return MARK + BigInt(value)
  }

  return {
    /** Read JSON, undefined if it is none. */
    parse(side, name, json) {
      const marked = typeof json === "string" && json.replace(TOKENS,
        (token) => token.length > MAX_EXACT && /^-?\d+$/.test(token) ? `"${MARK}${token}"` : token)
      try {
        return revive(JSON.parse(marked), shapeOf(side, name))
      } catch {
        return undefined
      }
    },

    /** Write JSON, undefined for undefined. */
    stringify(side, name, value) {
      const root = { value }
      const shapesOf = new Map([[root, { value: shapeOf(side, name) }]])
      const json = JSON.stringify(root, function (key, part) {
        if (part === root) return part
        const shape = partOf(shapesOf.get(this), this, key)
        if (typeof part === "object" && part !== null) shapesOf.set(part, shape)
        return resolve(shape, part) === 0 ? mark(part) : part
      })
      return json === "{}" ? undefined : json.slice('{"value":'.length, -1).replace(MARKED, "$1")
    }
  }
}
