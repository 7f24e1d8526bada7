// A topic with history on two nodes, beside a room of Socket.IO on two nodes: the figures of docs/performance.md.
//
//     ./grest-ws-benchmarks/run && npm install --prefix grest-ws-benchmarks/socket.io
//     node grest-ws-benchmarks/socket.io/cluster.mjs [rounds]
//
// It needs redis-server and a Java command. Each has its own Redis. The client is one process, with a member at each node.

import { readdirSync, readFileSync } from "node:fs"
import { delimiter, join } from "node:path"
import { fileURLToPath } from "node:url"
import { nextPort, sleep, start, startRedis } from "./processes.mjs"
import { grest, socketIo } from "./wires.mjs"

const rounds = Number(process.argv[2] ?? 5)

const WARM_UP_SECONDS = 10
const SECONDS = 5
const BURST = 20_000
const UNDER_WAY = 512
const TICKS_PER_SECOND = 100

const here = (path) => fileURLToPath(new URL(path, import.meta.url))

// Without what other servers of the comparison need, which would configure itself.
const OF_OTHERS = /^(spring-security|aspectjweaver|rsocket|tomcat|spring-web(mvc|socket)|jmh|micrometer-core)/

function classPath() {
  const lib = here("../target/lib")
  const jars = readdirSync(lib).filter((jar) => !OF_OTHERS.test(jar)).map((jar) => join(lib, jar))
  return [here("../target/classes"), ...jars].join(delimiter)
}

const main = "io.grest.ws.benchmarks.server.ServerMain"

const starts = {
  "grest-ws": (port, redis) => start("java", ["-cp", classPath(), "-Xmx1g", main, "node", port, redis], "@ready"),
  "Socket.IO": (port, redis) => start("node", [here("cluster-node.mjs"), port, redis], "ready")
}

async function contestant(name, wire) {
  const redisPort = nextPort()
  const redis = await startRedis(redisPort)
  const [sending, receiving] = [nextPort(), nextPort()]
  const nodes = [await starts[name](sending, redisPort), await starts[name](receiving, redisPort)]
  const speaker = await wire.join(sending)
  const listener = await wire.join(receiving)
  return { name, wire, redis, nodes, speaker, listener, said: 0, figures: {} }
}

/** CPU in µs, of all threads of a process. */
function cpu({ pid }) {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8")
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
  return ((Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND) * 1e6
}

/** Wait until all has arrived, or nothing more does. */
async function settle({ listener }, expected) {
  for (let quiet = 0, before = -1; listener.received < expected && quiet < 60; await sleep(50)) {
    quiet = listener.received === before ? quiet + 1 : 0
    before = listener.received
  }
}

/** Say so many messages a second, and return the time that each took. */
async function paced(of, perSecond, seconds) {
  const times = []
  of.listener.hear = (message) => times.push(performance.now() - message.at)
  const expected = of.listener.received + perSecond * seconds
  const begin = performance.now()
  for (let sent = 0; sent < perSecond * seconds; await sleep(1)) {
    for (const due = ((performance.now() - begin) / 1_000) * perSecond; sent < Math.min(due, perSecond * seconds); sent++) {
      of.wire.say(of.speaker, of.said++)
    }
  }
  await settle(of, expected)
  of.listener.hear = () => {}
  return times.sort((a, b) => a - b)
}

const at = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]

async function latency(of) {
  const times = await paced(of, 500, SECONDS)
  return { "500/s: median, ms": at(times, 0.5), "99 of 100 within, ms": at(times, 0.99) }
}

async function cost(of) {
  const before = of.nodes.map(cpu)
  const messages = (await paced(of, 4_000, SECONDS)).length
  const [sending, receiving] = of.nodes.map((node, i) => (cpu(node) - before[i]) / messages)
  return { "4,000/s: CPU of both nodes, µs": sending + receiving }
}

/** Keep so many messages under way. */
async function flood(of) {
  const before = { redis: cpu(of.redis), nodes: of.nodes.map(cpu), received: of.listener.received, at: performance.now() }
  const base = of.said - of.listener.received
  const end = before.at + SECONDS * 1_000
  const fill = () => {
    while (performance.now() < end && of.said - base - of.listener.received < UNDER_WAY) of.wire.say(of.speaker, of.said++)
  }
  of.listener.hear = fill
  fill()
  while (performance.now() < end) await sleep(20)
  await settle(of, of.said - base)
  of.listener.hear = () => {}
  const messages = of.listener.received - before.received
  return {
    "as many as it can: messages/s": (messages / (performance.now() - before.at)) * 1_000,
    "CPU of Redis, µs": (cpu(of.redis) - before.redis) / messages,
    "CPU of both nodes, µs": of.nodes.map((node, i) => cpu(node) - before.nodes[i]).reduce((a, b) => a + b) / messages
  }
}

async function burst(of) {
  const received = of.listener.received
  const refused = of.speaker.refused
  for (let i = 0; i < BURST; i++) of.wire.trySay(of.speaker, of.said++)
  await settle(of, received + BURST)
  const told = of.speaker.refused - refused
  return {
    "20,000 at once: lost": BURST - (of.listener.received - received) - told,
    "refused, and told so": told
  }
}

const contestants = [await contestant("grest-ws", grest), await contestant("Socket.IO", socketIo)]
for (const of of contestants) {
  await paced(of, 4_000, WARM_UP_SECONDS)
  await flood(of)
}
for (let round = 1; round <= rounds; round++) {
  for (const measure of [latency, cost, flood, burst]) {
    for (const of of contestants) {
      for (const [name, value] of Object.entries(await measure(of))) {
        ;(of.figures[name] ??= []).push(value)
        console.error(`round ${round}, ${of.name}, ${name}: ${value.toFixed(2)}`)
      }
    }
  }
}

const median = (values) => at(values.toSorted((a, b) => a - b), 0.5)

console.log(`| | ${contestants.map((of) => of.name).join(" | ")} |\n|---|---:|---:|`)
for (const name of Object.keys(contestants[0].figures)) {
  console.log(`| ${name} | ${contestants.map((of) => median(of.figures[name]).toFixed(2)).join(" | ")} |`)
}
process.exit(0)
