import { count, leave, origin } from "./nodes.js"

const TIMEOUT = 8_000

/** Send an HTTP request, and fail if it takes too long. Return the response and its JSON body, if it has one. */
export async function ask(path, options) {
  for (let left = count(); ; left--) {
    const node = origin()
    try {
      return await askNode(node + path, options)
    } catch (error) {
      // A node that is gone fails so. What it has answered is an answer, also if it is an error.
      if (!(error instanceof TypeError) || left <= 1) throw error
      leave(node)
    }
  }
}

async function askNode(url, options) {
  try {
    // The cookies are those of the host, whichever its port.
    const response = await fetch(url, { ...options, credentials: "include", signal: AbortSignal.timeout(TIMEOUT) })
    const body = response.status === 204 ? {} : await response.json().catch((error) => {
      if (response.ok || error.name === "TimeoutError") throw error
      return {}
    })
    return { response, body }
  } catch (error) {
    throw error.name === "TimeoutError" ? tooSlow(error) : error
  }
}

/** Apply the same timeout to a promise that cannot be aborted, such as the import of a module. */
export function inTime(promise) {
  return Promise.race([promise, new Promise((_, reject) => setTimeout(() => reject(tooSlow()), TIMEOUT))])
}

function tooSlow(cause) {
  return new Error(`the server has not answered within ${TIMEOUT / 1_000} seconds`, { cause })
}
