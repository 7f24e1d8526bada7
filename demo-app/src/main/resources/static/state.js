import { byId, element } from "./dom.js"

const state = byId("state")
const text = byId("state-text")
const count = byId("state-count")
const banner = byId("banner")

let countdown
let settle
let wasLost = false

/** Show the state of the connection. */
export function showState(name) {
  clearInterval(countdown)
  clearTimeout(settle)
  state.dataset.state = name
  count.replaceChildren()
  // Keep the banner while the client reconnects. Otherwise it would flicker.
  if (name !== "disconnected" && !(name === "connecting" && wasLost)) hideBanner()
  if (name === "connecting") say(wasLost ? "Connecting again" : "Connecting")
  if (name === "open") opened()
  if (name === "disconnected") say("Reconnecting")
  if (name === "closed") say("Not connected")
}

function opened() {
  say(wasLost ? "Back again" : "Connected")
  if (wasLost) settle = setTimeout(() => say("Connected"), 4_000)
  wasLost = false
}

/** Show the time until the next attempt. The countdown is hidden from screen readers, which would read each second. */
export function showRetry({ attempt, delay }, reason, now) {
  wasLost = true
  const until = Date.now() + delay
  const left = document.createTextNode("")
  const tick = () => left.data = `in ${Math.max(0, Math.ceil((until - Date.now()) / 1000))} s`
  count.replaceChildren(left, element("span", { className: "attempt", text: `, attempt ${attempt}` }))
  tick()
  countdown = setInterval(tick, 250)
  showBanner(`The connection is lost (${reason}). The page tries again by itself.`, "info", "Try now", now)
}

/** Reset the state for another room, which has a connection of its own. */
export function forgetState() {
  wasLost = false
  hideBanner()
}

function say(words) {
  if (text.textContent !== words) text.textContent = words
}

/** Show a banner above the messages, with a button if there is an action. */
export function showBanner(words, kind, action, onAction) {
  const button = byId("banner-action")
  banner.dataset.kind = kind
  // A screen reader would read the same text again.
  if (byId("banner-text").textContent !== words || banner.hidden) byId("banner-text").textContent = words
  button.hidden = !action
  button.textContent = action ?? ""
  button.onclick = onAction ?? null
  banner.hidden = false
}

function hideBanner() {
  banner.hidden = true
}
