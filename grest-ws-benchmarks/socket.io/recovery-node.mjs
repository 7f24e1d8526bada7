// A node of Socket.IO whose clients are all in one room. It sends them each number that it reads from its standard input.

import { createServer } from "node:http"
import { createInterface } from "node:readline"
import { createAdapter } from "@socket.io/redis-streams-adapter"
import { createClient } from "redis"
import { Server } from "socket.io"

const [port, redisPort] = process.argv.slice(2).map(Number)

const redis = createClient({ url: `redis://127.0.0.1:${redisPort}` })
redis.on("error", () => {}) // It connects again by itself.
await redis.connect()

const http = createServer()
const io = new Server(http, {
  adapter: createAdapter(redis),
  connectionStateRecovery: { maxDisconnectionDuration: 120_000, skipMiddlewares: true }
})
io.on("connection", (socket) => socket.join("room"))
http.listen(port, "127.0.0.1", () => console.log("ready"))
createInterface({ input: process.stdin }).on("line", (line) => io.to("room").emit("said", Number(line)))
