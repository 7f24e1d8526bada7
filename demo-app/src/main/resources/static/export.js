import { byId } from "./dom.js"

const panel = byId("export")
const line = byId("export-line")
const stop = byId("export-stop")
const save = byId("export-save")

let client = null
let room = null
let lines = []
let running = null
let href = null

// The id of an export outlives the page: after a reload, the page joins it again.
const key = () => `export of ${room.id}`

/** Take the client of a room that was joined, or none. */
export function setRoom(next, at) {
  if (next !== client) forget()
  client = next
  room = at
  if (client && !running && sessionStorage.getItem(key())) run(sessionStorage.getItem(key()))
}

/** Tell whether there is a connection: the export goes on at the server without one. */
export function setOnline(online) {
  if (!running) return
  show(online ? "" : "The page is not connected; the server goes on with the export.")
}

function forget() {
  running?.abort()
  running = null
  panel.hidden = true
  lines = []
}

function start() {
  // At most 64 letters, digits and hyphens, which nobody else has.
  const id = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`
  sessionStorage.setItem(key(), id)
  run(id)
}

async function run(id) {
  const { signal } = running = new AbortController()
  lines = []
  stop.hidden = false
  save.hidden = true
  panel.hidden = false
  show("")
  try {
    // The client calls it again after a lost connection, with the id of the last item.
    for await (const { value } of client.exportRoom({ id }, { signal })) {
      lines.push(`${value.at} ${value.author}: ${value.text}`)
      show("")
    }
    end("complete", "")
  } catch (error) {
    if (signal.aborted) return
    end(error.type === "CANCELLED" ? "stopped" : "ended", error.type === "CANCELLED" ? "" : error.message)
  }
}

function show(more) {
  const count = lines.length === 1 ? "1 message" : `${lines.length} messages`
  line.textContent = `Export of ${room.name}: ${count} so far. ${more}`.trim()
}

function end(state, more) {
  running = null
  sessionStorage.removeItem(key())
  stop.hidden = true
  const count = lines.length === 1 ? "1 message" : `${lines.length} messages`
  line.textContent = `Export of ${room.name} is ${state}: ${count}. ${more}`.trim()
  URL.revokeObjectURL(href)
  href = URL.createObjectURL(new Blob([lines.join("\n")], { type: "text/plain" }))
  Object.assign(save, { href, download: `${room.id}.txt`, hidden: lines.length === 0 })
}

byId("export-start").addEventListener("click", () => client && !running && start())
stop.addEventListener("click", () => client.stopExport(sessionStorage.getItem(key())).catch((error) => show(error.message)))
