// Prints what a page loads of clients: node sizes.mjs <directory of generated clients>. A line of JSON for each, with its bytes
// once it is bundled and minified by esbuild, and those once it is compressed too.
import { build } from "esbuild"
import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"

const [directory] = process.argv.slice(2)
const packages = fileURLToPath(new URL("node_modules", import.meta.url))

// Each connects, calls and receives, as far as its kind of client can.
const pages = {
  "grest-ws": `import { lobbyApi } from "./LobbyApi.js"
    const lobby = lobbyApi(); lobby.on({ said: console.log }); lobby.sit({})`,
  "grest-ws, which answers too": `import { chatApi } from "./ChatApi.js"
    const chat = chatApi(); chat.on({ areYouThere: () => true }); console.log(await chat.names())`,
  "grest-ws with streams": `import { marketApi } from "./MarketApi.js"
    for await (const price of marketApi().watch({})) console.log(price)`,
  "grest-ws with resume": `import { roomsApi } from "./RoomsApi.js"
    const rooms = roomsApi(); rooms.on({ said: console.log }); console.log(await rooms.join())`,
  "grest-ws, second dialect": `import { boardApi } from "./BoardApi.js"
    const board = boardApi(); board.on({ pin: console.log }); board.pin({})`,
  "grest-ws, unused": `import { boardApi, chatApi, marketApi, roomsApi } from "./all.js"
    console.log("another page")`,
  "@microsoft/signalr": `import { HubConnectionBuilder } from "@microsoft/signalr"
    const hub = new HubConnectionBuilder().withUrl("/hub").withAutomaticReconnect().build()
    hub.on("said", console.log); await hub.start(); console.log(await hub.invoke("names"))`,
  "socket.io-client": `import { io } from "socket.io-client"
    const socket = io(); socket.on("said", console.log); console.log(await socket.emitWithAck("names"))`,
  "graphql-ws": `import { createClient } from "graphql-ws"
    const client = createClient({ url: "/graphql" }); client.subscribe({ query: "{ names }" }, { next: console.log })`,
  "@trpc/client": `import { createTRPCClient, createWSClient, wsLink } from "@trpc/client"
    const client = createTRPCClient({ links: [wsLink({ client: createWSClient({ url: "/trpc" }) })] })
    console.log(await client.names.query())`
}

for (const [name, contents] of Object.entries(pages)) {
  const { outputFiles: [file] } = await build({
    stdin: { contents, resolveDir: directory, sourcefile: "page.js" },
    bundle: true, minify: true, write: false, format: "esm", platform: "browser", target: "es2022", nodePaths: [packages],
    define: { "process.env.NODE_ENV": '"production"' }
  })
  console.log(JSON.stringify({ name, minified: file.contents.length, compressed: gzipSync(file.contents, { level: 9 }).length }))
}
