// What a client of Socket.IO misses in three failures, and whether it is told: the figures of docs/resume.md.
//
//     npm install --prefix grest-ws-benchmarks/socket.io && node grest-ws-benchmarks/socket.io/recovery.mjs
//
// It needs redis-server and redis-cli.

import { spawn } from "node:child_process"
import { once } from "node:events"
import { createConnection, createServer } from "node:net"
import { fileURLToPath } from "node:url"
import { io } from "socket.io-client"
import { nextPort, sleep, start, startRedis, until } from "./processes.mjs"

const redisPort = nextPort()

const save = () => once(spawn("redis-cli", ["-p", redisPort, "SAVE"].map(String)), "exit")

async function startNode() {
  const port = nextPort()
  return { port, process: await start("node", [fileURLToPath(new URL("recovery-node.mjs", import.meta.url)), port, redisPort], "ready") }
}

/** What stands between the client and its node, and cuts. */
class Proxy {
  target = 0
  isRefusing = false
  #pairs = new Set()

  constructor(port) {
    this.port = port
    createServer((client) => this.#pass(client)).listen(port, "127.0.0.1")
  }

  #pass(client) {
    if (this.isRefusing) return client.destroy()
    const upstream = createConnection(this.target, "127.0.0.1")
    const pair = [client, upstream]
    this.#pairs.add(pair)
    for (const socket of pair) {
      socket.setNoDelay(true).on("error", () => {}).on("close", () => {
        pair.forEach((each) => each.destroy())
        this.#pairs.delete(pair)
      })
    }
    client.pipe(upstream)
    upstream.pipe(client)
  }

  cut() {
    for (const pair of this.#pairs) pair.forEach((socket) => socket.resetAndDestroy())
  }
}

let redis = await startRedis(redisPort)
const publisher = (await startNode()).process
let node = await startNode()
const proxy = new Proxy(nextPort())
proxy.target = node.port

let last = 0

function publish(count) {
  for (let i = 0; i < count; i++) publisher.stdin.write(`${++last}\n`)
}

// One client

async function connect() {
  const heard = []
  const socket = io(`http://127.0.0.1:${proxy.port}`, {
    transports: ["websocket"], reconnectionDelay: 20, reconnectionDelayMax: 100
  })
  socket.on("said", (number) => heard.push(number))
  await until(() => socket.connected)
  const client = { socket, heard, connects: 0 }
  socket.on("connect", () => client.connects++)
  // Nobody can recover who has heard nothing yet.
  publish(1)
  await until(() => heard.includes(last))
  return client
}

/** Do something to a client that breaks its connection, and count what it has missed when it is back. */
async function fail(client, result, breaks) {
  const { socket, heard } = client
  const connects = client.connects
  const first = last + 1
  heard.length = 0
  await breaks(client)
  await until(() => client.connects > connects && socket.connected)
  await sleep(300)
  publish(5)
  await until(() => heard.includes(last))
  const distinct = new Set(heard)
  const missing = last - first + 1 - distinct.size
  const doubled = heard.length - distinct.size
  result.times++
  result.missing += missing
  result.doubled += doubled
  result.recovered += socket.recovered ? 1 : 0
  result.wrong += socket.recovered && missing + doubled > 0 ? 1 : 0
}

async function measure(failure, times, breaks) {
  const client = await connect()
  const result = { times: 0, missing: 0, doubled: 0, recovered: 0, wrong: 0 }
  for (let i = 0; i < times; i++) await fail(client, result, breaks)
  client.socket.disconnect()
  console.log(`${failure}:`, JSON.stringify(result))
}

await measure("The socket is cut", 100, async () => {
  publish(20)
  await sleep(Math.random() * 10)
  proxy.cut()
  publish(20)
  await sleep(Math.random() * 20)
  publish(5)
})

await measure("The node is killed", 30, async ({ heard }) => {
  const next = await startNode()
  publish(20)
  await until(() => heard.includes(last))
  proxy.target = next.port
  node.process.kill("SIGKILL")
  publish(20)
  node = next
})

await measure("Redis loses the last two messages", 10, async ({ socket, heard }) => {
  publish(10)
  await until(() => heard.includes(last))
  proxy.isRefusing = true
  proxy.cut()
  await until(() => !socket.connected)
  await sleep(300) // The node keeps the session as it notices the loss.
  await save()
  publish(2)
  await sleep(200)
  redis.kill("SIGKILL")
  await once(redis, "exit")
  redis = await startRedis(redisPort)
  await sleep(1_500) // The nodes connect again.
  publish(3)
  await sleep(300)
  proxy.isRefusing = false
})

process.exit(0)
