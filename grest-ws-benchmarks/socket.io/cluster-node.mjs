// A node of Socket.IO whose clients are all in one room, and say something to it.

import { createServer } from "node:http"
import { createAdapter } from "@socket.io/redis-streams-adapter"
import { createClient } from "redis"
import { Server } from "socket.io"

const [port, redisPort] = process.argv.slice(2).map(Number)

const redis = createClient({ url: `redis://127.0.0.1:${redisPort}` })
await redis.connect()

const http = createServer()
const io = new Server(http, { adapter: createAdapter(redis), transports: ["websocket"] })
io.on("connection", (socket) => {
  socket.join("room")
  socket.on("say", (message) => io.to("room").emit("said", message))
})
http.listen(port, "127.0.0.1", () => console.log("ready"))
