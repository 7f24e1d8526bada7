import { byId, element } from "./dom.js"
import { count } from "./nodes.js"

const SPAN = 120_000
const WIDTH = 120
const HEIGHT = 24
const LEAST_SCALE = 4

const panel = byId("activity")
const toggle = byId("activity-toggle")
const scale = byId("activity-scale")
const still = matchMedia("(prefers-reduced-motion: reduce)")

// What the server has sent, the oldest first: { at, messages }. Null stands for messages while there is no stream.
let samples = []
let rows = new Map()
let source = null
let watching = null
let timer

/** Draw the rooms of the house. */
export function setRooms(rooms) {
  rows = new Map(rooms.map(({ id, name }) => [id, row(name)]))
  byId("activity-rooms").replaceChildren(...Array.from(rows.values(), ({ item }) => item))
  draw()
}

/** Take the stream of a client that is open, or none for null. */
export function setSource(client) {
  stop()
  source = client
  watchIfShown()
}

function show(open, takeFocus = false) {
  panel.hidden = !open
  toggle.setAttribute("aria-expanded", String(open))
  watchIfShown()
  if (takeFocus) (open ? byId("activity-title") : toggle).focus()
}

// A chart that nobody looks at needs no stream: to leave the loop is to cancel it.
function watchIfShown() {
  const isShown = !panel.hidden && document.visibilityState === "visible"
  if (!isShown || !source) stop()
  else if (!watching) watch()
}

function stop() {
  watching?.abort()
  watching = null
  clearInterval(timer)
}

async function watch() {
  const { signal } = watching = new AbortController()
  // The line moves on while nothing changes, unless the user wants no motion.
  timer = setInterval(() => still.matches || draw(), 1_000)
  try {
    for await (const { messages } of source.watchActivity({ signal })) add(messages)
  } catch (error) {
    // After a loss, the client has another connection for the next stream.
    if (!signal.aborted) scale.textContent = `The chart has stopped: ${error.message}`
  } finally {
    add(null)
  }
}

function add(messages) {
  const at = Date.now()
  samples.push({ at, messages })
  // Keep the last one before the start as well: it is the value there.
  samples = samples.slice(Math.max(0, samples.findLastIndex((sample) => sample.at < at - SPAN)))
  if (messages) draw()
}

// Chart

function row(name) {
  const line = path("line")
  const area = path("area")
  const picture = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", role: "img" }, area, line)
  const now = element("td", { className: "now" })
  const item = element("tr", {}, element("th", { text: name, scope: "row" }),
    element("td", { className: "trend" }, picture), now)
  return { name, item, picture, line, area, now }
}

function draw() {
  const end = Date.now()
  const known = samples.filter(({ messages }) => messages)
  const values = known.flatMap(({ messages }) => Object.values(messages))
  const most = Math.max(LEAST_SCALE, ...values)
  scale.textContent = `The last two minutes${count() > 1 ? " at this node" : ""}, on a scale up to ${most}`
  for (const [id, { name, picture, line, area, now }] of rows) {
    const runs = runsOf(id, end, most)
    line.setAttribute("d", runs.map((run) => `M${run.join("L")}`).join(""))
    area.setAttribute("d", runs.map((run) => `M${run[0][0]},${HEIGHT}L${run.join("L")}V${HEIGHT}Z`).join(""))
    const latest = String(known.at(-1)?.messages[id] ?? 0)
    const peak = Math.max(0, ...known.map(({ messages }) => messages[id] ?? 0))
    picture.setAttribute("aria-label", `${name}: ${latest} now, at most ${peak} in the last two minutes`)
    if (now.textContent !== latest) now.replaceChildren(element("span", { text: latest }))
  }
}

// The steps of a room, one list for each time without a gap. A value holds until the next one.
function runsOf(id, end, most) {
  const runs = []
  let run = null
  samples.forEach(({ at, messages }, index) => {
    if (!messages) return run = null
    if (!run) runs.push(run = [])
    const y = HEIGHT - 1 - (messages[id] ?? 0) / most * (HEIGHT - 2)
    const until = samples[index + 1]?.at ?? end
    run.push([x(at, end), y], [x(until, end), y])
  })
  return runs
}

function x(at, end) {
  return Math.max(0, WIDTH - (end - at) / SPAN * WIDTH).toFixed(2)
}

function path(name) {
  return svg("path", { class: name, "vector-effect": "non-scaling-stroke" })
}

function svg(tag, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  made.append(...children)
  return made
}

toggle.addEventListener("click", () => show(panel.hidden, true))
byId("activity-close").addEventListener("click", () => show(false, true))
panel.addEventListener("keydown", ({ key }) => key === "Escape" && show(false, true))
document.addEventListener("visibilitychange", watchIfShown)
// On a small screen the messages need the place.
show(matchMedia("(min-width: 721px) and (min-height: 700px)").matches)
