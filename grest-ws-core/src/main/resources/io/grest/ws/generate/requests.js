// Answers requests of the server, for clients of contracts that have such methods.

import {
  ALWAYS, ConnectionClosedError, ContractError, declared, isLonger, later, numberOf, OF_STREAMS, parse, routeNotFound, run, stringify
} from "./runtime.js"

const MAX_STREAMS = 64 // of the server's calls at a time

export const NOT_JSON = { path: "", code: "invalid.json", message: "is not JSON" }

/** Called by runtime.js. */
export const requests = (connection) => new Requests(connection)

/** The requests of the server over one connection. */
class Requests {
  #connection
  #calls = new Map() // those without an answer, by id where there are streams
  #streaming = 0 // those with streams whose handlers have not let go
  #gone = new AbortController() // of handlers that nobody waits for

  constructor(connection) {
    this.#connection = connection
  }

  get size() {
    return this.#calls.size
  }

  get(id) {
    return this.#calls.get(id)
  }

  take(path, tag, data) {
    run(() => this.#answer(path, tag, data))
  }

  /** Call what answers, for a server that wants no answer. */
  ignore(name, args) {
    run(() => this.#connection.host.answer(name, [...args, { signal: this.#gone.signal }]))
  }

  release(cause) {
    for (const call of [...this.#calls.values()]) call.fail(new ConnectionClosedError({ cause }))
    this.#gone.abort(new ConnectionClosedError({ cause }))
  }

  // Without streams an id is opaque, and may be in flight already.
  async #answer(path, tag, data) {
    const [id, parameters] = this.#connection.hasStreams ? parametersOf(tag) : [tag, {}]
    const key = this.#connection.hasStreams ? id : {}
    if (this.#calls.has(key)) return
    const controller = new AbortController()
    const call = { key, id, path, parameters, signal: controller.signal }
    call.fail = (error) => {
      this.#conclude(call, failureOf(error, { ...ALWAYS, ...OF_STREAMS }, path), error)
      controller.abort(error)
    }
    this.#calls.set(key, call)
    call.timer = later(numberOf(parameters.dl), () => call.fail(new ContractError("DEADLINE_EXCEEDED")))
    this.#conclude(call, await this.#resultOf(call, data))
  }

  /** Answer a call, once. */
  #conclude(call, result, error) {
    const { key, id, path } = call
    if (this.#calls.get(key) !== call) return
    this.#calls.delete(key)
    clearTimeout(call.timer)
    call.link?.end(error)
    try {
      if (this.#connection.canWrite) this.#connection.write(this.#fittingAnswer(path, id, result))
    } finally {
      this.#connection.checkDrained()
    }
  }

  async #resultOf(call, data) {
    const { path, parameters, signal } = call
    const { definition, hasStreams, host, paths } = this.#connection
    const method = paths.get(path) ?? {}
    const { name, mode, hasInput, takesItems = false, isStreaming } = method
    try {
      if (!mode) throw routeNotFound(path)
      if (isStreaming && !hasStreams) throw routeNotFound(path, "Needs the extension streams")
      if ("in" in parameters !== takesItems) throw new ContractError("BAD_REQUEST")
      const input = hasInput ? parse(data, definition, "handlers", name) : undefined
      if (hasInput && data && input === undefined) throw new ContractError("VALIDATION_ERROR", { details: [NOT_JSON] })
      const args = hasInput ? [input] : []
      const value = mode === "send" ? host.deliver(name, input)
        : await (isStreaming ? this.#exchange(call, method, args) : host.answer(name, [...args, { signal }]))
      return stringify(definition, "answers", name, { success: true, type: "OK", data: value })
    } catch (error) {
      if (this.#calls.get(call.key) !== call) return // answered meanwhile
      return failureOf(error, declared(definition.errors?.handlers, name, hasStreams), path,
        (failure) => stringify(definition, "answers", name, failure))
    }
  }

  async #exchange(call, method, args) {
    if (this.#streaming === MAX_STREAMS) throw new ContractError("TOO_MANY_REQUESTS")
    this.#streaming++
    try {
      const { definition, host } = this.#connection
      const write = this.#connection.writer(this.#calls, call.id, call)
      const link = call.link = definition.streams.answering(definition, call, method, write)
      if (link.items) args.push(link.items)
      const value = await host.answer(method.name, [...args, { signal: call.signal }])
      return method.mode === "stream" ? await link.send(value) : value
    } finally {
      this.#streaming--
    }
  }

  #fittingAnswer(path, id, result) {
    const answer = `s:${path}:${id}:${result}`
    if (!isLonger(answer, this.#connection.maxFrameSize)) return answer
    const error = this.#connection.tooLong(path)
    console.error(error)
    return `s:${path}:${id}:${failureOf(error, ALWAYS, path)}`
  }
}

/** An id and the parameters that follow it. The first of a name counts. */
export function parametersOf(tag) {
  const [id, ...rest] = tag.split(";")
  const pairs = rest.map((one) => [one.split("=", 1)[0], one.slice(one.indexOf("=") + 1)])
  return [id, Object.fromEntries(pairs.reverse())]
}

/** The result, as JSON, that a handler's error becomes. Nothing crosses the wire of an error that is not declared. */
export function failureOf(error, known, path, write = JSON.stringify) {
  const ref = `ERR_REF_${Array.from({ length: 16 }, () => Math.floor(Math.random() * 32).toString(32)).join("")}`
  const context = { timestamp: Date.now(), ref }
  try {
    if (error instanceof ContractError && Object.hasOwn(known, error.type)) {
      const { type, code: statusCode, details: data, message } = error
      const displayMessage = message === type ? undefined : message
      return write({ success: false, type, data, statusCode, context: { ...context, displayMessage } })
    }
  } catch (cause) {
    error = cause // the details are no JSON
  }
  console.error(`${path} failed, ${ref}:`, error)
  return JSON.stringify({ success: false, type: "SERVER_ERROR", statusCode: 500, context })
}
