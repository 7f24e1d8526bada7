// Runs the tests of one page, one after another, and keeps their outcomes for the test in Java.
import { boardApi } from "./BoardApi.js"

const TIMEOUT = 15_000

const tests = []
const unhandled = []

addEventListener("unhandledrejection", ({ reason }) => unhandled.push(reason))
addEventListener("error", ({ error, message }) => unhandled.push(error ?? message))

/** Add a test, which may take so many milliseconds more than others. */
export function test(name, code, more = 0) {
  tests.push({ name, code, timeout: TIMEOUT + more })
}

export async function runAll() {
  const outcomes = []
  for (const one of tests) outcomes.push({ name: one.name, failure: await failureOf(one) })
  window.outcomes = outcomes
}

async function failureOf({ name, code, timeout }) {
  const cleanUps = []
  unhandled.length = 0
  let timer
  try {
    const late = new Promise((_, reject) => timer = setTimeout(() => reject(new Error("Not ended in time")), timeout))
    await Promise.race([code({ board: `${name} ${crypto.randomUUID()}`, after: (one) => cleanUps.push(one) }), late])
    assert(!unhandled.length, `Unhandled: ${unhandled}`)
    return null
  } catch (error) {
    return `${error?.stack ?? error}`
  } finally {
    clearTimeout(timer)
    for (const one of cleanUps.reverse()) await one()
  }
}

export function assert(holds, message) {
  if (!holds) throw new Error(message)
}

export function equal(actual, expected) {
  const [is, is_not] = [actual, expected].map((value) => JSON.stringify(value))
  assert(is === is_not, `Expected ${is_not}, but it is ${is}`)
}

/** Wait for what is to be true, or for code that is to throw no more. */
export async function until(holds, what = `${holds}`) {
  const end = performance.now() + TIMEOUT - 2_000
  let last
  while (performance.now() < end) {
    try {
      last = await holds()
      if (last) return last
    } catch (error) {
      last = error
    }
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  throw new Error(`Never: ${what}, at last ${last}`)
}

/** Another client of the same board, which the binding does not know. */
export function observer(t) {
  const client = boardApi({ board: t.board })
  t.after(() => client.close())
  return client
}

/** Connections that the binding has opened and not closed, and what it has cancelled; the observer's own is left out. */
export async function counts(client) {
  const { opened, closed, cancelled } = await client.counts()
  return { opened: opened - 1, open: opened - closed - 1, cancelled }
}

/** Messages by their numbers, and gaps by what they say. */
export const entries = (list) => list.map(({ number, reason, dropped }) => number ?? `${reason} ${dropped}`)

export const numbers = (from, to) => Array.from({ length: to - from + 1 }, (_, index) => from + index)
