// What the comparisons with Socket.IO share: processes, their ports, and waiting.

import { spawn } from "node:child_process"
import { mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"

const PATIENCE = 20_000

let freePort = 41_000 + Math.floor(Math.random() * 5_000)

export const nextPort = () => freePort++

export const sleep = (millis) => new Promise((resolve) => setTimeout(resolve, millis))

export async function until(condition) {
  for (const end = Date.now() + PATIENCE; !condition();) {
    if (Date.now() > end) throw new Error(`Not so within ${PATIENCE} ms: ${condition}`)
    await sleep(5)
  }
}

const children = []

process.on("exit", () => children.forEach((child) => child.kill("SIGKILL")))

/** Start a process, which ends with this one, and wait until it has written a text. */
export async function start(command, args, ready) {
  const child = spawn(command, args.map(String), { stdio: ["pipe", "pipe", "inherit"] })
  children.push(child)
  const lines = createInterface({ input: child.stdout })
  await new Promise((resolve, reject) => {
    lines.on("line", (line) => line.includes(ready) && resolve())
    child.on("exit", () => reject(new Error(`${command} ${args.join(" ")} has ended`)))
  })
  return child
}

const folder = mkdtempSync(join(tmpdir(), "beside-socket.io-"))

/** Start Redis, with the dump that it has saved last at that port, if any. */
export const startRedis = (port) =>
  start("redis-server", ["--port", port, "--save", "", "--dir", folder, "--dbfilename", `${port}.rdb`], "Ready to accept")
