// The contracts of this server, from its AsyncAPI document.

import { plain, resolver } from "./schema.js"

const TOPIC = "x-grest-topic" // of a channel that is no WebSocket of its own

const DIALECTS = ["grest", "envelope"]

const TIMEOUT = 30_000 // the schemas are made when they are first asked for

/** Load the document: its title and version, and its contracts. */
export async function loadContracts(url) {
  const response = await fetch(url, { headers: { accept: "application/json" }, cache: "no-cache",
    signal: AbortSignal.timeout(TIMEOUT) }).catch(noAnswer)
  if (response.status === 404) {
    throw new Error("There is no description of the contracts at /asyncapi.json. Set grest.ws.browser.asyncapi to true.")
  }
  if (!response.ok) {
    throw new Error(`The description of the contracts cannot be had: ${response.status} ${response.statusText}. The log of the`
      + " application says why.")
  }
  const document = await response.json().catch(noAnswer)
  const contracts = Object.entries(document.channels).filter(([, channel]) => !channel[TOPIC])
    .map(([name, channel]) => contract(name, channel, document))
  return { title: document.info.title, version: document.info.version, contracts }
}

function noAnswer(cause) {
  const why = cause.name === "TimeoutError" ? `the server has not answered within ${TIMEOUT / 1_000} s` : cause.message
  throw new Error(`The description of the contracts cannot be had: ${why}. Reload the page to try again.`, { cause })
}

/** A dialect that the console speaks: taken for another one, frames would be wrong and nobody would see why. */
export function knownDialect(dialect, of) {
  if (DIALECTS.includes(dialect)) return dialect
  throw new Error(`The console does not speak the dialect ${dialect} of ${of}, but ${DIALECTS.join(" and ")}`)
}

function contract(name, channel, document) {
  const resolve = resolver(document)
  const dialect = knownDialect(channel["x-grest-dialect"], name)
  const methods = (side) => Object.entries(document.operations)
    .filter(([id]) => id.startsWith(`${name}.${side}.`))
    .map(([, operation]) => method(operation, dialect, resolve))
  const handshake = resolve({ $ref: `#/components/messages/${name}.handshake` }).payload
  return {
    name, dialect, resolve,
    path: channel.address,
    variables: Object.entries(channel.parameters ?? {})
      .map(([variable, { "x-grest-schema": schema }]) => [variable, schema ?? { type: "string" }]),
    query: channel.bindings?.ws?.query,
    headers: dialect === "grest" ? handshake?.properties ?? {} : {},
    closeCodes: channel["x-grest-close-codes"] ?? {},
    calls: methods("server"),
    pushes: methods("client"),
    topics: Object.values(document.channels).filter((topic) => topic[TOPIC]?.contract === name)
      .map((topic) => ({ pattern: topic.title, ...topic[TOPIC] }))
  }
}

function method(operation, dialect, resolve) {
  const [message, ...sent] = operation.messages.map(resolve)
  const replies = (operation.reply?.messages ?? []).map(resolve)
  const inData = dialect === "envelope"
  const payload = inData ? plain(message.payload, resolve).properties.data : message.payload
  const example = message.examples?.[0]?.payload
  const items = sent.find(isItem)
  const answered = replies.find(isItem)
  const isFailure = ({ payload: { properties } = {} }) => properties?.success?.const === false
  return {
    name: operation.title,
    prose: prose(operation),
    mode: answered ? "stream" : operation.reply ? "request" : "send",
    isStreaming: operation["x-grest-extension"] === "streams",
    requires: operation["x-grest-requires"] ?? [],
    isIdempotent: operation["x-grest-idempotent"] ?? false,
    after: operation["x-grest-after"],
    undescribed: operation["x-grest-undescribed"] ?? [],
    input: payload,
    example: inData ? example?.data : example,
    items: items?.payload,
    itemExample: items?.examples?.[0]?.payload,
    result: answered ? answered.payload : replies[0]?.payload.properties.data,
    errors: replies.filter(isFailure).map((error) => ({
      type: error.name, status: error["x-grest-status"], data: error.payload.properties.data
    }))
  }
}

// The rest of the description says what other members do.
function prose({ summary, description = "" }) {
  const own = description.split("\n\n").filter((paragraph) => !/^(Requires `|Not described in full: )/.test(paragraph))
  return summary ? [summary, ...own] : []
}

/** Whether a message is an item of a stream, and not its end. */
function isItem({ headers, payload }) {
  const { type, e, x } = headers?.properties ?? {}
  return type?.const === "n" && payload !== undefined && !e && !x
}

const STANDARD = ["VALIDATION_ERROR", "SERVER_ERROR", "ROUTE_NOT_FOUND", "PAYLOAD_TOO_LARGE", "TOO_MANY_REQUESTS"]

const OF_STREAMS = ["BAD_REQUEST", "CANCELLED", "DEADLINE_EXCEEDED"]

export const isStandard = ({ type }, { isStreaming }) => STANDARD.includes(type) || (isStreaming && OF_STREAMS.includes(type))

/** What the runtime of generated clients needs to know. */
export function definition({ name, dialect, path, calls, pushes }) {
  const modes = (methods) => Object.fromEntries(methods.map((method) => [method.name, method.mode]))
  const errors = (methods) => Object.fromEntries(methods.map((method) => [method.name,
    Object.fromEntries(method.errors.filter((error) => !isStandard(error, method)).map(({ type, status }) => [type, status]))]))
  const having = (property, is) => {
    const names = (methods) => methods.filter((method) => (method[property] !== undefined) === is).map((method) => method.name)
    return { calls: names(calls), handlers: names(pushes) }
  }
  return {
    name, dialect, path, calls: modes(calls), handlers: modes(pushes),
    withoutInput: having("input", false), takesItems: having("items", true),
    errors: { calls: errors(calls), handlers: errors(pushes) }
  }
}
