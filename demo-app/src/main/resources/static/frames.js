import { byId, element } from "./dom.js"

const MAX_FRAMES = 200

const KINDS = { h: "handshake", k: "accepted", x: "rejected", t: "credentials", m: "message", r: "request", s: "answer",
  p: "ping", o: "pong", n: "item", q: "credit", z: "cancel", a: "received so far", j: "position", g: "going away" }

const panel = byId("frames")
const frames = byId("frame-list")
const toggle = byId("frames-toggle")
const sent = new Map()

/** Add a frame as it is on the wire. */
export function showFrame(direction, raw) {
  const [, type, path, id, data] = /^([^:]*):([^:]*):([^:]*):(.*)$/s.exec(raw) ?? [, raw, "", "", ""]
  const followed = frames.scrollHeight - frames.scrollTop - frames.clientHeight < 40
  frames.append(element("li", { className: `frame ${direction}` }, element("details", {},
    element("summary", {},
      element("span", { text: direction === "out" ? "↑" : "↓", attributes: { "aria-label": direction === "out" ? "sent" : "received" } }),
      element("span", { className: "raw" }, ...parts(type, path, id, data)),
      element("span", { className: "kind", text: kind(direction, type, id) })),
    element("pre", { text: pretty(data) }))))
  while (frames.children.length > MAX_FRAMES) frames.firstElementChild.remove()
  if (followed) frames.scrollTop = frames.scrollHeight
}

function parts(type, path, id, data) {
  return [["f-type", type], ["f-path", path], ["f-id", id], ["f-data", data]].flatMap(([className, text], index) =>
    index ? [":", element("span", { className, text })] : [element("span", { className, text })])
}

// Each side counts its own ids, so an answer belongs to a request in the opposite direction.
function kind(direction, type, tag) {
  const [id] = tag.split(";")
  if (type === "r") sent.set(direction + id, performance.now())
  const key = (direction === "in" ? "out" : "in") + id
  if (type !== "s" || !sent.has(key)) return KINDS[type] ?? "unknown"
  const took = performance.now() - sent.get(key)
  sent.delete(key)
  return `answer, ${took < 10 ? took.toFixed(1) : Math.round(took)} ms`
}

function pretty(data) {
  try {
    return JSON.stringify(JSON.parse(data), null, 2)
  } catch {
    return data || "no data"
  }
}

/** Show or hide the drawer. */
export function showFrames(open, takeFocus = false) {
  panel.hidden = !open
  toggle.setAttribute("aria-expanded", String(open))
  if (open) frames.scrollTop = frames.scrollHeight
  if (takeFocus) (open ? byId("frames-title") : toggle).focus()
}

/** Remove the requests of a closed connection: the ids of the next one start at 1 again. */
export function forgetRequests() {
  sent.clear()
}

toggle.addEventListener("click", () => showFrames(panel.hidden, true))
byId("frames-close").addEventListener("click", () => showFrames(false, true))
byId("frames-clear").addEventListener("click", () => frames.replaceChildren())
panel.addEventListener("keydown", ({ key }) => key === "Escape" && showFrames(false, true))
